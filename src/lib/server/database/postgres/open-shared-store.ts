import type { PostgresPlace } from '../../configuration.ts';
import type { LogEvent } from '#lib/domain/contact/contact-event.ts';
import type { StoredListener } from '../../event-log/event-log.ts';
import { isStoreFailure } from '../../event-log/event-store.ts';
import { PostgresEventStore } from '../../event-log/postgres-event-store.ts';
import { asPostgresFailure } from '../../event-log/postgres-failure.ts';
import { PostgresTail } from '../../event-log/postgres-tail.ts';
import { StoredLeases } from '../../replicas/leases.ts';
import type { SharedOrder } from '../../replicas/shared-order.ts';
import type { OpenStore, OpenStoreOptions } from '../store.ts';
import { besideLog } from '../sqlite/beside-log.ts';
import { acquireWriterLock, type WriterLock } from '../sqlite/writer-lock.ts';
import { openPostgres, type PostgresDatabase } from './open-postgres.ts';
import { PostgresProbe } from './postgres-probe.ts';

/** A reading that is this late is one that did not come: the log is asked each second. */
const silentMs = 5_000;

/**
 * Opens the log in Postgres for a server, and the folder of this machine's own files for it alone.
 * @param databaseFile the name after which these files are called
 * @throws AlreadyOpen when another process has that folder, PostgresUnfit when the database is not fit, StoreFailure when it is away
 */
export async function openSharedStore(
	databaseFile: string,
	place: PostgresPlace,
	options: OpenStoreOptions
): Promise<OpenStore> {
	const lock = acquireWriterLock(besideLog(databaseFile, 'lock'), databaseFile, options.patienceMs);
	try {
		const database = withFolder(await openPostgres(place, options), lock);
		const events = new PostgresEventStore(database);
		return {
			tables: database,
			events,
			probe: new PostgresProbe(database),
			leases: new StoredLeases(database),
			file: null,
			shared: sharedOrder(database, events)
		};
	} catch (error) {
		lock.release();
		const failure = error instanceof Error ? asPostgresFailure(error.cause) : null;
		throw isStoreFailure(failure) && failure.failure === 'away' ? failure : error;
	}
}

/** The database, with which the folder is let go when it is closed. */
function withFolder(database: PostgresDatabase, folder: WriterLock): PostgresDatabase {
	return {
		...database,
		async close() {
			await database.close();
			folder.release();
		}
	};
}

function sharedOrder(database: PostgresDatabase, reader: PostgresEventStore): SharedOrder {
	const tail = new PostgresTail({ database, reader });
	let broken: string | null = null;
	tail.onBroken((error) => (broken = error instanceof Error ? error.message : String(error)));
	return {
		offer: (events: readonly LogEvent[]) => tail.offer(events),
		onEvents: (listener: StoredListener) => tail.onEvents(listener),
		start: (seq) => tail.follow({ epoch: reader.epoch, seq }),
		onReset: (listener) => tail.onReset((epoch) => listener(`its epoch is now ${epoch.slice(0, 8)}`)),
		get problem() {
			const { state, silentMs: forMs } = tail.standing;
			if (broken !== null) return broken;
			return state === 'away' && (forMs === null || forMs > silentMs) ? 'the database does not answer' : null;
		},
		close: () => tail.stop()
	};
}
