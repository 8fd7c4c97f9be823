import { loadSeal } from '../access/load-seal.ts';
import { OneByOne } from '../access/one-by-one.ts';
import { AuditTrail } from '../audit/audit-trail.ts';
import { systemClock } from '../clock.ts';
import { people } from '../database/sqlite/access-schema.ts';
import { besideLog } from '../database/sqlite/beside-log.ts';
import type { WritableLogDatabase } from '../database/sqlite/open-log.ts';
import { EventLog } from '../event-log/event-log.ts';
import { SqliteEventStore } from '../event-log/sqlite-event-store.ts';
import { loadPseudonymKey } from '../intake/pseudonym-key.ts';
import { Pseudonyms } from '../intake/pseudonyms.ts';
import { RejectedRecords } from '../intake/rejected-records.ts';
import { SqliteRejectedStore } from '../intake/rejected-store.ts';
import { Comments } from '../privacy/comments.ts';
import { derivedAlone } from '../privacy/derived-names.ts';
import { Privacy } from '../privacy/privacy.ts';
import { type ErasureEntry, erasureHash } from './erasure-journal.ts';

/**
 * Erases again whom a journal says was erased, from a log that a backup brought back.
 * @param appKeys those of the environment; empty = the file's beside the log
 * @returns how many of them the log still knew
 */
export async function eraseAgain(
	database: WritableLogDatabase,
	entries: readonly ErasureEntry[],
	appKeys: readonly Buffer[]
): Promise<number> {
	if (entries.length === 0) return 0;
	const subjects = [...findInLog(database, entries), ...findPeople(database, entries)];
	if (subjects.length === 0) return 0;
	const log = new EventLog({
		store: new SqliteEventStore(database),
		clock: systemClock,
		onListenerError: (error) => {
			throw error;
		}
	});
	const seal = loadSeal(appKeys, besideLog(database.file, 'seal'));
	const privacy = new Privacy({
		...{ database, log, seal, clock: systemClock },
		peopleTurns: new OneByOne(),
		pseudonyms: new Pseudonyms(loadPseudonymKey(besideLog(database.file, 'key'), false)),
		rejected: new RejectedRecords(new SqliteRejectedStore(database)),
		comments: new Comments(database, seal),
		derived: derivedAlone(database.file),
		audit: new AuditTrail(database, () => systemClock.now()),
		endSession: () => {}
	});
	for (const subject of subjects) await privacy.erase({ kind: 'command-line' }, subject);
	await log.drain();
	return subjects.length;
}

/** The log knows names, the journal what they come to: every name that there is has to be looked at. */
function findInLog({ client }: WritableLogDatabase, entries: readonly ErasureEntry[]): readonly string[] {
	const hashes = new Set(entries.flatMap(({ kind, hash }) => (kind === 'log' ? [hash] : [])));
	if (hashes.size === 0) return [];
	const looked = new Set<string>();
	const found: string[] = [];
	for (const data of client.prepare<[], string>('select data from events').pluck().iterate()) {
		for (const [name] of data.matchAll(/(?<=")[\w-]{22}(?=")/g)) {
			if (looked.has(name)) continue;
			looked.add(name);
			if (hashes.has(erasureHash('log', name))) found.push(`pseudonym:${name}`);
		}
	}
	return found;
}

function findPeople({ orm }: WritableLogDatabase, entries: readonly ErasureEntry[]): readonly string[] {
	const hashes = new Set(entries.flatMap(({ kind, hash }) => (kind === 'person' ? [hash] : [])));
	const ids = orm.select({ id: people.id }).from(people).all();
	return ids.filter(({ id }) => hashes.has(erasureHash('person', id))).map(({ id }) => `person:${id}`);
}
