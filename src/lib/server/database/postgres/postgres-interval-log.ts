import { intervalEventType } from '#lib/domain/contact/interval-event.ts';
import { PostgresEventReader } from '../../event-log/postgres-event-reader.ts';
import type { IntervalLog } from '../../trends/interval-reader.ts';
import type { PostgresDatabase } from './open-postgres.ts';

/** What of the log has to do with totals of periods: they themselves, and which imports were undone. */
const types = [intervalEventType, 'bereik.import.undone'];
/** Positions that one query goes through: types and times have no index. */
const together = 100_000;

/** Finds totals of periods in the log, a part of which is gone through without parsing what is in it. */
export function postgresIntervalLog(database: PostgresDatabase): IntervalLog {
	const reader = new PostgresEventReader(database);
	return {
		get epoch() {
			return reader.epoch;
		},
		head: () => reader.head(),
		async within(afterSeq, toSeq) {
			const { rows } = await database.pool.query<{ seq: number }>(
				'select seq from events where seq > $1 and seq <= $2 and type = any ($3) order by seq',
				[afterSeq, toSeq, types]
			);
			return reader.readMany(rows.map(({ seq }) => seq));
		}
	};
}

/**
 * How many contacts entered a queue on each day of a span, those of undone imports left out.
 * @param dayOf the name of an instant's day
 */
export async function contactsByDay(
	{ pool }: Pick<PostgresDatabase, 'pool'>,
	{ from, to }: Readonly<{ from: number; to: number }>,
	dayOf: (at: number) => string
): Promise<ReadonlyMap<string, number>> {
	const days = new Map<string, number>();
	const head = await pool.query<{ seq: number }>('select seq from log_head where one = 1');
	const last = head.rows[0]?.seq ?? 0;
	for (let after = 0; after < last; after += together) {
		const { rows } = await pool.query<{ time: number }>(
			`select time from events where seq > $1 and seq <= $2 and type = 'contact.queued' and time >= $3 and time < $4
			and (batch is null or batch not in (select no from imports where undone_at is not null))`,
			[after, after + together, from, to]
		);
		for (const { time } of rows) days.set(dayOf(time), (days.get(dayOf(time)) ?? 0) + 1);
	}
	return days;
}
