import type { LogEvent } from '#lib/domain/contact/contact-event.ts';
import { intervalEventType } from '#lib/domain/contact/interval-event.ts';
import { SqliteEventReader } from '../../event-log/sqlite-event-reader.ts';
import type { IntervalLog } from '../../trends/interval-reader.ts';
import type { LogDatabase } from './open-log.ts';

/** What of the log has to do with totals of periods: they themselves, and which imports were undone. */
const types = [intervalEventType, 'bereik.import.undone'] as const;

/** Finds totals of periods in the log. Types have no index: a part of the log is gone through, without parsing what is in it. */
export function sqliteIntervalLog(database: LogDatabase): IntervalLog {
	const reader = new SqliteEventReader(database);
	const found = database.client
		.prepare<[number, number, ...string[]], number>(
			`select seq from events where seq > ? and seq <= ? and type in (${types.map(() => '?').join(', ')}) order by seq`
		)
		.pluck();
	return {
		epoch: database.epoch,
		head: () => reader.head(),
		within: async (afterSeq, toSeq): Promise<readonly LogEvent[]> =>
			reader.readMany(found.all(afterSeq, toSeq, ...types))
	};
}

/**
 * How many contacts entered a queue on each day of a span, those of undone imports left out.
 * @param dayOf the name of an instant's day
 */
export function contactsByDay(
	{ client }: LogDatabase,
	{ from, to }: Readonly<{ from: number; to: number }>,
	dayOf: (at: number) => string
): ReadonlyMap<string, number> {
	const days = new Map<string, number>();
	const times = client
		.prepare<[number, number], number>(
			`select time from events where type = 'contact.queued' and time >= ? and time < ?
			and (batch is null or batch not in (select no from imports where undone_at is not null))`
		)
		.pluck();
	for (const at of times.iterate(from, to)) {
		const day = dayOf(at);
		days.set(day, (days.get(day) ?? 0) + 1);
	}
	return days;
}
