import { readFileSync } from 'node:fs';
import { isPersonRole, type PersonRole, personRoles } from '#lib/domain/access/role.ts';
import { isLoopbackHost } from '../access/loopback.ts';

/** With which identity provider people sign on, and what they may do then. */
export type SignOnConfiguration = Readonly<{
	/** The provider's own name for itself, a URL. */
	issuer: URL;
	clientId: string;
	/** A function, so that whoever prints a configuration does not print the secret. */
	clientSecret: () => string;
	/** What stands on the button. */
	label: string;
	/** The claim that holds a person's groups. */
	groupsClaim: string;
	/** Roles by the name of a group; whoever is in none of them does not come in. */
	rolesByGroup: ReadonlyMap<string, readonly PersonRole[]>;
	/** Where browsers reach this server: the provider sends them back there. */
	origin: string;
}>;

type Given = (name: string) => string | undefined;

const longestLabel = 60;
/** Names of Microsoft's that stand for every organisation there is. */
const everyTenant = /^\/(?:common|organizations|consumers)\//;

/**
 * Reads `OIDC_ISSUER`, `OIDC_CLIENT_ID`, `OIDC_CLIENT_SECRET` or `OIDC_CLIENT_SECRET_FILE`, `OIDC_LABEL`, `OIDC_GROUPS_CLAIM`,
 * `OIDC_ROLES` (`group=role,group=role`) and `ORIGIN`.
 * @returns null where no provider is named
 * @throws Error naming the variable and what is wrong with it, never a secret
 */
export function readSignOn(given: Given): SignOnConfiguration | null {
	const issuer = given('OIDC_ISSUER');
	if (issuer === undefined) {
		const other = ['CLIENT_ID', 'CLIENT_SECRET', 'CLIENT_SECRET_FILE', 'LABEL', 'GROUPS_CLAIM', 'ROLES']
			.map((name) => `OIDC_${name}`)
			.find((name) => given(name) !== undefined);
		if (other !== undefined) throw new Error(`OIDC_ISSUER: missing, and ${other} is given`);
		return null;
	}
	const clientSecret = readSecret(given);
	return {
		issuer: readIssuer(issuer),
		clientId: needed(given, 'OIDC_CLIENT_ID'),
		clientSecret: () => clientSecret,
		label: readLabel(given('OIDC_LABEL') ?? 'Single sign-on'),
		groupsClaim: given('OIDC_GROUPS_CLAIM') ?? 'groups',
		rolesByGroup: readRolesByGroup(needed(given, 'OIDC_ROLES', 'without it nobody could come in')),
		origin: readOrigin(needed(given, 'ORIGIN', 'the identity provider sends people back there'))
	};
}

/** The address that the provider is told to send people back to. */
export function redirectUri({ origin }: Pick<SignOnConfiguration, 'origin'>): string {
	return `${origin}/api/sign-on/back`;
}

/** What somebody in some groups may be; each role once. */
export function rolesOfGroups(
	{ rolesByGroup }: Pick<SignOnConfiguration, 'rolesByGroup'>,
	groups: readonly string[]
): readonly PersonRole[] {
	const held = new Set(groups.flatMap((group) => rolesByGroup.get(group) ?? []));
	return personRoles.filter((role) => held.has(role));
}

function needed(given: Given, name: string, why = 'OIDC_ISSUER is given'): string {
	const text = given(name);
	if (text === undefined) throw new Error(`${name}: missing: ${why}`);
	return text;
}

function readIssuer(text: string): URL {
	const url = URL.parse(text);
	if (url === null || (url.protocol !== 'https:' && url.protocol !== 'http:'))
		throw new Error(`OIDC_ISSUER: must be a URL like https://login.example.org, not ${withoutLogin(text)}`);
	if (url.username !== '' || url.password !== '') throw new Error('OIDC_ISSUER: must hold no user and no password');
	if (url.search !== '' || url.hash !== '') throw new Error('OIDC_ISSUER: must hold no ? and no #');
	if (url.pathname.includes('/.well-known/'))
		throw new Error('OIDC_ISSUER: must be the issuer itself, without /.well-known/…');
	if (url.protocol === 'http:' && !isLoopbackHost(url.host))
		throw new Error('OIDC_ISSUER: must be https, but on this machine itself');
	if (url.host === 'login.microsoftonline.com' && everyTenant.test(`${url.pathname}/`))
		throw new Error(
			'OIDC_ISSUER: must name your own tenant: this one is for everybody who has an account at Microsoft'
		);
	return url;
}

function readSecret(given: Given): string {
	const text = given('OIDC_CLIENT_SECRET');
	const file = given('OIDC_CLIENT_SECRET_FILE');
	if (text !== undefined && file !== undefined)
		throw new Error('OIDC_CLIENT_SECRET_FILE: OIDC_CLIENT_SECRET is given as well, and one of them is enough');
	if (text !== undefined) return text;
	if (file === undefined)
		throw new Error('OIDC_CLIENT_SECRET: missing, and OIDC_CLIENT_SECRET_FILE is not given either');
	const kept = readSecretFile(file);
	if (kept === '') throw new Error(`OIDC_CLIENT_SECRET_FILE: ${file} is empty`);
	return kept;
}

function readSecretFile(file: string): string {
	try {
		return readFileSync(file, 'utf8').trim();
	} catch (error) {
		const code = error instanceof Error && 'code' in error ? String(error.code) : 'no reason given';
		throw new Error(`OIDC_CLIENT_SECRET_FILE: ${file} cannot be read (${code})`, { cause: error });
	}
}

function readLabel(text: string): string {
	if (text.length > longestLabel || /\p{C}/u.test(text))
		throw new Error(`OIDC_LABEL: must have at most ${longestLabel} characters, all of them visible`);
	return text;
}

/** Directories write `=` in the names of groups, so the last one counts. */
function readRolesByGroup(text: string): ReadonlyMap<string, readonly PersonRole[]> {
	const rolesByGroup = new Map<string, readonly PersonRole[]>();
	for (const pair of text.split(',').map((piece) => piece.trim())) {
		if (pair === '') continue;
		const at = pair.lastIndexOf('=');
		const role = pair.slice(at + 1).trim();
		const group = readGroup(pair.slice(0, Math.max(0, at)).trim());
		if (group === '') throw new Error(`OIDC_ROLES: must be group=role,group=role, not ${pair}`);
		if (!isPersonRole(role)) throw new Error(`OIDC_ROLES: ${role} is no role, write one of ${personRoles.join(', ')}`);
		rolesByGroup.set(group, [...(rolesByGroup.get(group) ?? []), role]);
	}
	if (rolesByGroup.size === 0) throw new Error('OIDC_ROLES: names no group');
	return rolesByGroup;
}

function readGroup(text: string): string {
	try {
		return decodeURIComponent(text);
	} catch {
		throw new Error(`OIDC_ROLES: ${text}: a % that is part of a name is written %25, a comma %2C`);
	}
}

function readOrigin(text: string): string {
	const url = URL.parse(text);
	if (url === null || (url.protocol !== 'https:' && url.protocol !== 'http:'))
		throw new Error(`ORIGIN: must be a URL like https://wall.example.org, not ${withoutLogin(text)}`);
	return url.origin;
}

function withoutLogin(text: string): string {
	return text.replace(/\/\/.*@/, '//…@');
}
