import { and, asc, eq, gt, inArray, isNotNull, sql } from 'drizzle-orm';
import { begunErasures, commentKeys, sessions, webhookSecrets } from '../database/tables/access-tables.ts';
import { cluster } from '../database/postgres/replica-tables.ts';
import type { Tables } from '../database/tables/tables.ts';
import { CannotUnseal, type Seal } from './seal.ts';
import {
	commentKeyPurpose,
	erasurePurpose,
	refreshTokenPurpose,
	sealProofPurpose,
	webhookSecretPurpose
} from './seal-purposes.ts';

/** What became of one kind of sealed texts. */
export type Resealed = {
	/** Sealed with the current key now. */
	resealed: number;
	/** Were sealed with it before. */
	current: number;
	/** No key that is given opens them; they are left as they are. */
	unreadable: number;
};

/** {@link Resealed} of each kind. */
export type ResealReport = Readonly<
	Record<'webhookSecrets' | 'refreshTokens' | 'comments' | 'erasures', Readonly<Resealed>>
>;

type Orm = Pick<Tables, 'orm'>['orm'];

const together = 500;

/**
 * Seals with the current key whatever an earlier one sealed, a few hundred at a time; afterwards the earlier keys can be let go. A
 * text that somebody changes meanwhile is left to them: it is sealed with the current key then.
 */
export async function resealAll({ orm, dialect }: Pick<Tables, 'orm' | 'dialect'>, seal: Seal): Promise<ResealReport> {
	if (dialect === 'postgres') await resealProof(orm, seal);
	return {
		webhookSecrets: await resealWebhookSecrets(orm, seal),
		refreshTokens: await resealRefreshTokens(orm, seal),
		comments: await resealCommentKeys(orm, seal),
		erasures: await resealErasures(orm, seal)
	};
}

/** By which servers see that they have the same keys: it says nothing, so nobody is told of it. */
async function resealProof(orm: Orm, seal: Seal): Promise<void> {
	const { sealedProof } = cluster;
	for (const { sealed } of await orm.select({ sealed: sealedProof }).from(cluster)) {
		const anew = sealed === null ? null : resealed(seal, sealed, sealProofPurpose, newCounts());
		if (sealed !== null && anew !== null)
			await orm.update(cluster).set({ sealedProof: anew }).where(eq(sealedProof, sealed));
	}
}

async function resealWebhookSecrets(orm: Orm, seal: Seal): Promise<Resealed> {
	const counts = newCounts();
	for (const { id, sealed } of await orm.select().from(webhookSecrets)) {
		const anew = resealed(seal, sealed, webhookSecretPurpose(id), counts);
		if (anew === null) continue;
		const { id: idColumn, sealed: sealedColumn } = webhookSecrets;
		await orm
			.update(webhookSecrets)
			.set({ sealed: anew })
			.where(and(eq(idColumn, id), eq(sealedColumn, sealed)));
	}
	return counts;
}

async function resealRefreshTokens(orm: Orm, seal: Seal): Promise<Resealed> {
	const counts = newCounts();
	const { id: idColumn, sealedRefreshToken: sealedColumn } = sessions;
	const rows = await orm.select({ id: idColumn, sealed: sealedColumn }).from(sessions).where(isNotNull(sealedColumn));
	for (const { id, sealed } of rows) {
		if (sealed === null) continue;
		const anew = resealed(seal, sealed, refreshTokenPurpose(id), counts);
		if (anew === null) continue;
		await orm
			.update(sessions)
			.set({ sealedRefreshToken: anew })
			.where(and(eq(idColumn, id), eq(sealedColumn, sealed)));
	}
	return counts;
}

/** Whom an erasure that broke off was about: without it the next start could note it, and find nothing that remains. */
async function resealErasures(orm: Orm, seal: Seal): Promise<Resealed> {
	const counts = newCounts();
	const { id: idColumn, sealed: sealedColumn } = begunErasures;
	for (const { id, sealed } of await orm.select({ id: idColumn, sealed: sealedColumn }).from(begunErasures)) {
		const anew = resealed(seal, sealed, erasurePurpose(id), counts);
		if (anew === null) continue;
		await orm
			.update(begunErasures)
			.set({ sealed: anew })
			.where(and(eq(idColumn, id), eq(sealedColumn, sealed)));
	}
	return counts;
}

/** What is sealed with the site's key is the key of each contact's comments. */
async function resealCommentKeys(orm: Orm, seal: Seal): Promise<Resealed> {
	const counts = newCounts();
	const { contact: contactColumn } = commentKeys;
	for (let after = ''; ;) {
		const rows = await orm
			.select()
			.from(commentKeys)
			.where(gt(contactColumn, after))
			.orderBy(asc(contactColumn))
			.limit(together);
		const anew = rows.flatMap(({ contact, sealed }) => {
			const text = resealed(seal, sealed, commentKeyPurpose(contact), counts);
			return text === null ? [] : [{ contact, text }];
		});
		// One statement for many: there may be a great number, and each commit waits for the disk. A key never changes.
		if (anew.length > 0) {
			const cases = anew.map(({ contact, text }) => sql`when ${contact} then ${text}`);
			await orm
				.update(commentKeys)
				.set({ sealed: sql`case ${contactColumn} ${sql.join(cases, sql` `)} end` })
				.where(
					inArray(
						contactColumn,
						anew.map(({ contact }) => contact)
					)
				);
		}
		after = rows.at(-1)?.contact ?? after;
		if (rows.length < together) return counts;
		// A server shows its walls in between.
		await new Promise((resolve) => setImmediate(resolve));
	}
}

function newCounts(): Resealed {
	return { resealed: 0, current: 0, unreadable: 0 };
}

/** @returns null when there is nothing to write */
function resealed(seal: Seal, sealed: string, purpose: string, counts: Resealed): string | null {
	if (seal.isCurrent(sealed)) {
		counts.current++;
		return null;
	}
	try {
		const text = seal.open(sealed, purpose);
		counts.resealed++;
		return seal.seal(text, purpose);
	} catch (error) {
		if (!(error instanceof CannotUnseal)) throw error;
		counts.unreadable++;
		return null;
	}
}
