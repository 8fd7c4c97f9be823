import { loadSeal } from '../access/load-seal.ts';
import { AuditTrail } from '../audit/audit-trail.ts';
import { systemClock } from '../clock.ts';
import { people } from '../database/tables/access-tables.ts';
import { besideLog } from '../database/sqlite/beside-log.ts';
import type { WritableLogDatabase } from '../database/sqlite/open-log.ts';
import type { Tables } from '../database/tables/tables.ts';
import { EventLog } from '../event-log/event-log.ts';
import { SqliteEventStore } from '../event-log/sqlite-event-store.ts';
import { loadPseudonymKey } from '../intake/pseudonym-key.ts';
import { Pseudonyms } from '../intake/pseudonyms.ts';
import { RejectedRecords } from '../intake/rejected-records.ts';
import { StoredRejectedRecords } from '../intake/rejected-store.ts';
import { Comments } from '../privacy/comments.ts';
import { derivedAlone } from '../privacy/derived-names.ts';
import { Privacy } from '../privacy/privacy.ts';
import { tracesOfFile } from '../privacy/store-traces.ts';
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
	const subjects = await findErased(database, textsOf(database), entries);
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
		peopleTurns: database.turns('people'),
		pseudonyms: new Pseudonyms(loadPseudonymKey(besideLog(database.file, 'key'), false)),
		rejected: new RejectedRecords(new StoredRejectedRecords(database)),
		comments: new Comments(database, seal),
		derived: derivedAlone(database.file),
		traces: tracesOfFile(database),
		audit: new AuditTrail(database, () => systemClock.now()),
		endSession: () => {}
	});
	for (const subject of subjects) await privacy.erase({ kind: 'command-line' }, subject);
	await log.drain();
	return subjects.length;
}

/** Begun only when the first is asked for: nothing else can be asked of the connection until the last. */
function* textsOf({ client }: WritableLogDatabase): Generator<string> {
	yield* client.prepare<[], string>('select data from events').pluck().iterate();
}

/**
 * Whom a journal says was erased and a log knows still, each as {@link Privacy.erase} takes them.
 * @param texts of all events of the log, their data as JSON
 */
export async function findErased(
	tables: Pick<Tables, 'orm'>,
	texts: Iterable<string> | AsyncIterable<string>,
	entries: readonly ErasureEntry[]
): Promise<readonly string[]> {
	return [...(await findInLog(texts, entries)), ...(await findPeople(tables, entries))];
}

/** The log knows names, the journal what they come to: every name that there is has to be looked at. */
async function findInLog(
	texts: Iterable<string> | AsyncIterable<string>,
	entries: readonly ErasureEntry[]
): Promise<readonly string[]> {
	const hashes = new Set(entries.flatMap(({ kind, hash }) => (kind === 'log' ? [hash] : [])));
	if (hashes.size === 0) return [];
	const looked = new Set<string>();
	const found: string[] = [];
	for await (const text of texts) {
		for (const [name] of text.matchAll(/(?<=")[\w-]{22}(?=")/g)) {
			if (looked.has(name)) continue;
			looked.add(name);
			if (hashes.has(erasureHash('log', name))) found.push(`pseudonym:${name}`);
		}
	}
	return found;
}

async function findPeople({ orm }: Pick<Tables, 'orm'>, entries: readonly ErasureEntry[]): Promise<readonly string[]> {
	const hashes = new Set(entries.flatMap(({ kind, hash }) => (kind === 'person' ? [hash] : [])));
	const ids = await orm.select({ id: people.id }).from(people);
	return ids.filter(({ id }) => hashes.has(erasureHash('person', id))).map(({ id }) => `person:${id}`);
}
