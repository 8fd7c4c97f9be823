import { onTestFinished } from 'vitest';
import type { LogEvent } from '#lib/domain/contact/contact-event.ts';
import type { PostgresDatabase } from '#lib/server/database/postgres/open-postgres.ts';
import { PostgresEventStore } from '#lib/server/event-log/postgres-event-store.ts';
import { PostgresTail } from '#lib/server/event-log/postgres-tail.ts';

/** A replica's store and tail, and what the tail told. */
export type FollowingReplica = Readonly<{
	store: PostgresEventStore;
	tail: PostgresTail;
	told: LogEvent[];
	resets: string[];
	faults: unknown[];
}>;

/** A replica that follows the log from its beginning; stops when the test is over. */
export function followFromStart(database: PostgresDatabase, eventsAtOnce?: number): FollowingReplica {
	const store = new PostgresEventStore(database);
	const tail = new PostgresTail({ database, reader: store, ...(eventsAtOnce === undefined ? {} : { eventsAtOnce }) });
	const replica: FollowingReplica = { store, tail, told: [], resets: [], faults: [] };
	tail.onEvents((events) => void replica.told.push(...events));
	tail.onReset((epoch) => void replica.resets.push(epoch));
	tail.onBroken((error) => void replica.faults.push(error));
	tail.follow({ epoch: database.epoch, seq: 0 });
	onTestFinished(() => tail.stop());
	return replica;
}
