import { createHash } from 'node:crypto';
import { isNull } from 'drizzle-orm';
import type { Seal } from '../access/seal.ts';
import { sealProofPurpose } from '../access/seal-purposes.ts';
import type { OpenStore } from '../database/store.ts';
import { cluster } from '../database/postgres/replica-tables.ts';
import { besideLog } from '../database/sqlite/beside-log.ts';
import { LogUnfit } from '../database/sqlite/log-unfit.ts';

/**
 * Sees to it that every server on a log makes the same pseudonyms: the first one leaves a fingerprint of its key.
 * @throws LogUnfit when this machine's key is another one
 */
export async function agreeOnKey(
	{ tables, shared }: Pick<OpenStore, 'tables' | 'shared'>,
	key: Buffer,
	databaseFile: string
): Promise<void> {
	if (shared === null) return;
	const fingerprint = keyFingerprint(key);
	await tables.orm.update(cluster).set({ keyFingerprint: fingerprint }).where(isNull(cluster.keyFingerprint));
	const [agreed] = await tables.orm.select({ kept: cluster.keyFingerprint }).from(cluster);
	if (agreed?.kept === fingerprint) return;
	throw new LogUnfit(
		`${besideLog(databaseFile, 'key')} is not the key with which the log is written: copy the key file of the other servers there, ` +
			'or every known contact would be a stranger'
	);
}

/** By which a key is known where it must not be told. */
export function keyFingerprint(key: Buffer): string {
	return createHash('sha256').update('bereik pseudonym key').update(key).digest('hex').slice(0, 32);
}

/**
 * Sees to it that every server on a log can open what the others seal: the first one leaves something sealed.
 * @throws LogUnfit when no key of this machine opens it
 */
export async function agreeOnSeal(
	{ tables, shared }: Pick<OpenStore, 'tables' | 'shared'>,
	seal: Seal,
	databaseFile: string
): Promise<void> {
	if (shared === null) return;
	const sealedProof = seal.seal('bereik', sealProofPurpose);
	await tables.orm.update(cluster).set({ sealedProof }).where(isNull(cluster.sealedProof));
	const [agreed] = await tables.orm.select({ sealed: cluster.sealedProof }).from(cluster);
	try {
		seal.open(agreed?.sealed ?? '', sealProofPurpose);
	} catch (error) {
		throw new LogUnfit(
			`neither APP_KEY nor ${besideLog(databaseFile, 'seal')} opens what the other servers sealed: give this one the same APP_KEY, ` +
				'or copy their seal file there',
			{ cause: error }
		);
	}
}
