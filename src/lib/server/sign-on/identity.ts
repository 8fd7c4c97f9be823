/** Who somebody is, by the word of the provider. */
export type Identity = Readonly<{
	/** The two together are the person; an address or a name can be given to somebody else tomorrow. */
	issuer: string;
	subject: string;
	/** For people to read. */
	name: string;
	/** For people to read, in lower case; null where the provider tells none. */
	email: string | null;
	groups: readonly string[];
	/** When they last showed the provider who they are, UTC epoch ms; null where it does not say. */
	authenticatedAt: number | null;
}>;

type Claims = Readonly<Record<string, unknown>>;

/** The provider says that there are groups, and not which. */
export class GroupsElsewhere extends Error {
	override readonly name = 'GroupsElsewhere';
}

const longestName = 200;
const longestEmail = 254;

/**
 * The groups in some claims; one alone may be written as a text.
 * @returns null where the claim is not there
 * @throws GroupsElsewhere where there are too many for the provider to list (Entra ID)
 */
export function readGroups(claims: Claims, claim: string): readonly string[] | null {
	const value = Object.hasOwn(claims, claim) ? claims[claim] : undefined;
	if (typeof value === 'string') return [value];
	if (Array.isArray(value)) return value.filter((group) => typeof group === 'string');
	const elsewhere = claims['_claim_names'];
	if (typeof elsewhere === 'object' && elsewhere !== null && Object.hasOwn(elsewhere, claim))
		throw new GroupsElsewhere(`the person has more groups than the claim ${claim} can hold`);
	return null;
}

/** What stands on a page for somebody. */
export function readName(claims: Claims): string | null {
	for (const claim of ['name', 'preferred_username', 'email']) {
		const text = plain(claims[claim], longestName);
		if (text !== null) return text;
	}
	return null;
}

/** In lower case; null where there is none. */
export function readEmail(claims: Claims): string | null {
	const text = plain(claims['email'], longestEmail)?.toLowerCase() ?? null;
	return text !== null && /^[^\s@]+@[^\s@]+$/.test(text) ? text : null;
}

/** When they showed the provider who they are. */
export function readAuthenticatedAt(claims: Claims): number | null {
	const seconds = claims['auth_time'];
	return typeof seconds === 'number' && Number.isFinite(seconds) ? seconds * 1000 : null;
}

function plain(value: unknown, longest: number): string | null {
	if (typeof value !== 'string') return null;
	const text = value.replaceAll(/[\p{C}\p{Zl}\p{Zp}]/gu, '').trim();
	return text === '' ? null : [...text].slice(0, longest).join('');
}
