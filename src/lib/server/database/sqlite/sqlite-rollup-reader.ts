import type Database from 'better-sqlite3';
import { getTableColumns } from 'drizzle-orm';
import type { Channel } from '#lib/domain/contact/channel.ts';
import { cellSize } from '#lib/domain/reports/rollup-cell.ts';
import { surveyColumns } from '#lib/domain/reports/rollup-surveys.ts';
import type { SurveyKind } from '#lib/domain/settings/survey-settings.ts';
import { WaitSketch } from '#lib/domain/statistics/wait-sketch.ts';
import type { Interval } from '#lib/domain/time/interval.ts';
import type {
	DayRow,
	MonthFilter,
	MonthRow,
	QuarterRow,
	RollupDay,
	RollupFilter,
	RollupHead,
	RollupReader,
	RollupScope,
	SketchMonthRow,
	SketchRow,
	SurveyDayRow,
	SurveyMonthRow
} from '../../history/rollup-reader.ts';
import { anyOf } from './any-of.ts';
import { dayCells, daySurveys } from './rollup-schema.ts';
import { addBins } from './sketch-bins.ts';

type Value = string | number | null;
type WaitSums = Readonly<{ queueNo: number; at: number; channel: Channel; cell: Float64Array }>;
type SurveySums = Readonly<{ queueNo: number; channel: Channel | ''; topicNo: number; cell: Float64Array }>;

/** Names and numbers of queues and topics; null asks for all of a kind. */
export type NameNumbers = Readonly<{
	name(no: number): string | null;
	numbersOf(kind: 'queue' | 'topic', names: readonly string[] | null): readonly number[];
}>;

const cellColumns = columnsOf(dayCells).slice(-cellSize);
const surveySums = columnsOf(daySurveys).slice(-surveyColumns.length);

/** Reads sums over contacts; see {@link RollupReader}. Numbers and channels come from fixed lists, so they stand in the text. */
export class SqliteRollupReader implements RollupReader {
	readonly head: RollupHead | null;
	readonly #client: Database.Database;
	readonly #names: NameNumbers;
	#days: readonly RollupDay[] | null = null;
	readonly #statements = new Map<string, Database.Statement<[Record<string, Value>], (number | string)[]>>();

	constructor(client: Database.Database, names: NameNumbers) {
		this.#client = client;
		this.#names = names;
		const row = client
			.prepare<[], [number, string, number | null]>('select version, settings_hash, recount_from from rollup_head')
			.raw()
			.get();
		this.head = row === undefined ? null : { version: row[0], settingsHash: row[1], isWhole: row[2] === null };
	}

	days(): readonly RollupDay[] {
		this.#days ??= this.#client
			.prepare<[], RollupDay>(
				'select day, from_at as "from", to_at as "to", latest_at as latest from rollup_days order by day'
			)
			.all();
		return this.#days;
	}

	firstDayOf(channel: Channel): number | null {
		return (
			this.#client
				.prepare<[string], number | null>(
					'select min(day) from day_cells where queue_no = 0 and channel = ? and entered > 0'
				)
				.pluck()
				.get(channel) ?? null
		);
	}

	*waitsByDay(filter: RollupFilter): Generator<DayRow> {
		const isOfTopics = filter.byTopic || filter.topics !== null;
		const { first, last } = filter.days;
		for (const [day, row] of this.#waits(
			isOfTopics ? 'day_topic_cells' : 'day_cells',
			'day',
			isOfTopics,
			filter,
			first,
			last
		))
			yield { day, ...row };
	}

	*waitsByMonth(filter: MonthFilter): Generator<MonthRow> {
		const { first, last } = filter.months;
		for (const [month, row] of this.#waits('month_cells', 'month', true, filter, first, last)) yield { month, ...row };
	}

	/** @param hasTopics whether the table tells topics apart; where they are not asked for they are added up here: SQLite takes three times as long */
	*#waits(
		table: string,
		span: 'day' | 'month',
		hasTopics: boolean,
		filter: Omit<RollupFilter, 'days'>,
		first: number,
		last: number
	): Generator<[number, Omit<DayRow, 'day'>]> {
		const sql = `select queue_no, ${span}, channel, ${hasTopics ? 'topic_no' : 0}, ${cellColumns.join(', ')}
			from ${table} where ${this.#scope(filter)} and ${span} >= @first and ${span} <= @last${this.#topics(filter.topics)}
			order by queue_no, ${span}, channel`;
		const rows = this.#prepared(sql).iterate({ first, last });
		// So what is to be added up stands together; it is the order of the key.
		let open: WaitSums | null = null;
		for (const row of rows) {
			const [queueNo, at, channel, topicNo] = row as [number, number, Channel, number]; // as it was asked for
			if (!hasTopics || filter.byTopic) {
				const subject = { queue: this.#name(queueNo), channel, topic: this.#name(topicNo) };
				yield [at, { subject, cell: numbersFrom(row, 4) }];
			} else if (open !== null && isSame(open, queueNo, at, channel)) addNumbers(open.cell, row, 4);
			else {
				if (open !== null) yield [open.at, this.#rowOf(open)];
				open = { queueNo, at, channel, cell: numbersFrom(row, 4) };
			}
		}
		if (open !== null) yield [open.at, this.#rowOf(open)];
	}

	#rowOf({ queueNo, channel, cell }: WaitSums): Omit<DayRow, 'day'> {
		return { subject: { queue: this.#name(queueNo), channel, topic: null }, cell };
	}

	*waitsByQuarter(filter: RollupScope & Readonly<{ span: Interval }>): Generator<QuarterRow> {
		const { from, to } = filter.span;
		const sql = `select queue_no, from_at, channel, ${cellColumns.join(', ')} from quarter_cells
			where ${this.#scope(filter)} and from_at >= ? and from_at < ?`;
		const rows = this.#client.prepare<Value[], [number, number, Channel, ...number[]]>(sql).raw();
		for (const row of rows.all(from, to)) {
			const [queueNo, at, channel] = row;
			yield { from: at, queue: this.#name(queueNo), channel, cell: numbersFrom(row, 3) };
		}
	}

	*surveysByDay(kind: SurveyKind, filter: RollupFilter): Generator<SurveyDayRow> {
		const { first, last } = filter.days;
		for (const [day, row] of this.#surveys('day_surveys', 'day', kind, filter, first, last)) yield { day, ...row };
	}

	*surveysByMonth(kind: SurveyKind, filter: MonthFilter): Generator<SurveyMonthRow> {
		const { first, last } = filter.months;
		for (const [month, row] of this.#surveys('month_surveys', 'month', kind, filter, first, last))
			yield { month, ...row };
	}

	*#surveys(
		table: string,
		span: 'day' | 'month',
		kind: SurveyKind,
		filter: Omit<RollupFilter, 'days'>,
		first: number,
		last: number
	): Generator<[number, Omit<SurveyDayRow, 'day'>]> {
		const { queues, topics, byTopic } = filter;
		// Surveys are of one queue each, so they add up to all queues whatever is asked of waits.
		const isOfQueues = filter.of === 'legs';
		const sql = `select ${span}, ${isOfQueues ? 'queue_no' : 0}, channel, ${byTopic ? 'topic_no' : 0}, ${surveySums.join(', ')}
			from ${table} where kind = @kind and ${span} >= @first and ${span} <= @last
			${queues === null ? '' : ` and queue_no in ${anyOf(this.#names.numbersOf('queue', queues))}`}
			${channelCondition(filter)}${this.#topics(topics)} order by ${span}`;
		let sums = new Map<string, SurveySums>();
		let open = first;
		for (const row of this.#prepared(sql).iterate({ first, last, kind })) {
			const [at, queueNo, channel, topicNo] = row as [number, number, Channel | '', number]; // as it was asked for
			if (at !== open) {
				for (const one of sums.values()) yield [open, this.#surveyRowOf(one)];
				sums = new Map();
				open = at;
			}
			const name = `${queueNo} ${channel} ${topicNo}`;
			const known = sums.get(name);
			if (known === undefined) sums.set(name, { queueNo, channel, topicNo, cell: numbersFrom(row, 4) });
			else addNumbers(known.cell, row, 4);
		}
		for (const one of sums.values()) yield [open, this.#surveyRowOf(one)];
	}

	#surveyRowOf({ queueNo, channel, topicNo, cell }: SurveySums): Omit<SurveyDayRow, 'day'> {
		const subject = {
			queue: this.#name(queueNo),
			channel: channel === '' ? null : channel,
			topic: this.#name(topicNo)
		};
		return { subject, cell };
	}

	*sketchesByDay(filter: RollupScope & Pick<RollupFilter, 'days'>): Generator<SketchRow> {
		const { first, last } = filter.days;
		for (const [day, row] of this.#sketches('day_sketches', 'day', filter, first, last)) yield { day, ...row };
	}

	*sketchesByMonth(filter: RollupScope & Pick<MonthFilter, 'months'>): Generator<SketchMonthRow> {
		const { first, last } = filter.months;
		for (const [month, row] of this.#sketches('month_sketches', 'month', filter, first, last)) yield { month, ...row };
	}

	*#sketches(
		table: string,
		span: 'day' | 'month',
		scope: RollupScope,
		first: number,
		last: number
	): Generator<[number, Omit<SketchRow, 'day'>]> {
		const sql = `select queue_no, ${span}, channel, sum_ms, bins from ${table}
			where ${this.#scope(scope)} and ${span} >= ? and ${span} <= ?`;
		const rows = this.#client.prepare<Value[], [number, number, Channel, number, Uint8Array]>(sql).raw();
		for (const [queueNo, at, channel, sumMs, bytes] of rows.all(first, last)) {
			const bins = new Map<number, number>();
			addBins(bins, bytes);
			yield [at, { queue: this.#name(queueNo), channel, sketch: WaitSketch.ofBins(bins, sumMs) }];
		}
	}

	/** A question is asked of many spans in turn. */
	#prepared(sql: string): Database.Statement<[Record<string, Value>], (number | string)[]> {
		let statement = this.#statements.get(sql);
		if (statement === undefined) {
			statement = this.#client.prepare<[Record<string, Value>], (number | string)[]>(sql).raw();
			this.#statements.set(sql, statement);
		}
		return statement;
	}

	#scope(filter: RollupScope): string {
		const numbers = filter.of === 'episodes' ? [0] : this.#names.numbersOf('queue', filter.queues);
		return `queue_no in ${anyOf(numbers)}${channelCondition(filter)}`;
	}

	#topics(topics: readonly string[] | null): string {
		return topics === null ? '' : ` and topic_no in ${anyOf(this.#names.numbersOf('topic', topics))}`;
	}

	#name(no: number): string | null {
		return no === 0 ? null : this.#names.name(no);
	}
}

function channelCondition({ channels }: RollupScope): string {
	return channels === null ? '' : ` and channel in ${anyOf(channels.map((channel) => `'${channel}'`))}`;
}

/** What stands in a row from a place on; a row is read whole, so copying it by its iterator would cost more than reading it. */
function numbersFrom(row: readonly (number | string)[], first: number): Float64Array {
	const numbers = new Float64Array(row.length - first);
	for (let at = first; at < row.length; at++) numbers[at - first] = Number(row[at]);
	return numbers;
}

function isSame(open: WaitSums, queueNo: number, at: number, channel: Channel): boolean {
	return open.at === at && open.channel === channel && open.queueNo === queueNo;
}

function addNumbers(into: Float64Array, row: readonly (number | string)[], first: number): void {
	for (let at = first; at < row.length; at++) into[at - first] = (into[at - first] ?? 0) + Number(row[at]);
}

function columnsOf(table: Parameters<typeof getTableColumns>[0]): readonly string[] {
	return Object.values(getTableColumns(table)).map(({ name }) => name);
}
