import type Database from 'better-sqlite3';
import { getTableColumns } from 'drizzle-orm';
import type { LogEvent } from '#lib/domain/contact/contact-event.ts';
import { type IntervalData, intervalEventType } from '#lib/domain/contact/interval-event.ts';
import { intervalTotals } from './rollup-schema.ts';

type Value = string | number | null;

/** Totals of periods that imports brought, in the views file; written with the rows of contacts, in one transaction. */
export class SqliteIntervalTotals {
	readonly #put: Database.Statement<Value[]>;
	readonly #drop: Database.Statement<[string]>;

	constructor(client: Database.Database) {
		const columns = Object.values(getTableColumns(intervalTotals)).map(({ name }) => name);
		this.#put = client.prepare(
			`insert or replace into interval_totals (${columns.join(', ')}) values (${columns.map(() => '?').join(', ')})`
		);
		this.#drop = client.prepare('delete from interval_totals where batch = ?');
	}

	/**
	 * Takes in events with totals of a period; others are passed over.
	 * @param noOf gives the number of a queue or topic
	 */
	apply(events: readonly LogEvent[], noOf: (kind: 'queue' | 'topic', name: string) => number): void {
		for (const event of events) {
			if (event.type !== intervalEventType) continue;
			const data = event.data as IntervalData; // checked when it was written to the log
			this.#put.run(...valuesOf(event, data, noOf));
		}
	}

	/** Forgets what an import brought. */
	drop(batch: string): void {
		this.#drop.run(batch);
	}
}

/** In the order of the table's columns. */
function valuesOf(
	{ seq, batch, source, time }: LogEvent,
	data: IntervalData,
	noOf: (kind: 'queue' | 'topic', name: string) => number
): Value[] {
	const { withinTarget, answeredWait, allWait, handle, score, definition } = data;
	return [
		seq,
		batch ?? null,
		source,
		data.grain,
		data.bucket,
		data.zone,
		time,
		data.to,
		data.queue === undefined ? null : noOf('queue', data.queue),
		data.channel ?? null,
		data.topic === undefined ? null : noOf('topic', data.topic),
		data.contacts ?? null,
		data.offered ?? null,
		data.answered ?? null,
		data.abandoned ?? null,
		data.shortAbandoned ?? null,
		withinTarget?.met ?? null,
		withinTarget?.of ?? null,
		answeredWait?.sumMs ?? null,
		answeredWait?.of ?? null,
		allWait?.sumMs ?? null,
		allWait?.of ?? null,
		handle?.sumMs ?? null,
		handle?.of ?? null,
		data.surveysSent ?? null,
		data.surveysAnswered ?? null,
		score?.kind ?? null,
		score?.min ?? null,
		score?.max ?? null,
		score?.sum ?? null,
		score?.of ?? null,
		score?.squares ?? null,
		score?.topTwo ?? null,
		definition.serviceLevel ?? null,
		definition.targetSeconds ?? null,
		definition.shortSeconds ?? null,
		definition.notes ?? null,
		data.derived?.join(',') ?? null
	];
}
