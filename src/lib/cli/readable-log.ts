import type { Tables } from '#lib/server/database/tables/tables.ts';
import type { EventReader } from '#lib/server/event-log/event-store.ts';
import type { IntervalLog } from '#lib/server/trends/interval-reader.ts';

/** A log that is read beside whoever writes it. */
export type ReadableLog = Readonly<{
	events: EventReader;
	tables: Tables;
	/** What of it has to do with totals of periods. */
	intervals: IntervalLog;
	/**
	 * How many contacts entered a queue on each day of a span, those of undone imports left out.
	 * @param dayOf the name of an instant's day
	 */
	contactsByDay(
		span: Readonly<{ from: number; to: number }>,
		dayOf: (at: number) => string
	): Promise<ReadonlyMap<string, number>>;
	close(): Promise<void>;
}>;
