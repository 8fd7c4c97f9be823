import type Database from 'better-sqlite3';
import type { PostgresPlace } from '../configuration.ts';
import { openPostgresReader } from '../database/postgres/open-reader.ts';
import { PostgresEventReader } from '../event-log/postgres-event-reader.ts';
import type { EventReader } from '../event-log/event-store.ts';
import { contentsOfDatabase, lastErasure } from './database-contents.ts';
import { upTo } from './log-up-to.ts';
import { Differs, type VerifyListener } from './verification.ts';
import { verifyLog } from './verify-log.ts';

/**
 * Verifies a log in Postgres as it is now, beside the servers that write it, and hands it on to whoever verifies what this machine
 * made of it.
 * @param views of this machine, open for reading; null where there are none
 * @throws Differs at the first difference; PostgresUnfit where there is no log that can be read
 */
export async function verifyDatabase(
	place: PostgresPlace,
	views: Database.Database | null,
	listener: VerifyListener,
	verifyViews: (log: EventReader) => Promise<void>
): Promise<void> {
	const database = await openPostgresReader(place);
	try {
		const contents = await contentsOfDatabase(database);
		try {
			for (const one of await verifyLog(contents, (seq) => listener.at('Reading the log', seq))) listener.verified(one);
			if (views !== null && knownErasure(views) !== contents.lastErasure)
				listener.verified({
					what: 'what is made from the log',
					result: 'not compared: somebody was erased since, which the next start of a server here follows'
				});
			else await verifyViews(upTo(contents.seq, new PostgresEventReader(database)));
		} catch (error) {
			if (!(error instanceof Differs) || (await lastErasure(database)) === contents.lastErasure) throw error;
			throw new Error('somebody was erased while the log was verified, and its names changed: verify again', {
				cause: error
			});
		}
	} finally {
		await database.close();
	}
}

/** The last erasure that the rows of this machine know. */
function knownErasure(views: Database.Database): number {
	const table = views.prepare("select 1 from sqlite_master where type = 'table' and name = 'applied_notices'").get();
	return table === undefined ? 0 : (views.prepare<[], number>('select no from applied_notices').pluck().get() ?? 0);
}
