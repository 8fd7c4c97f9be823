import type { Channel } from '#lib/domain/contact/channel.ts';
import type { SurveyKind } from '#lib/domain/settings/survey-settings.ts';
import type {
	DayRow,
	MonthFilter,
	MonthRow,
	RollupDay,
	RollupFilter,
	RollupReader,
	RollupScope,
	SurveyDayRow,
	SurveyMonthRow
} from '../history/rollup-reader.ts';
import type { RowSubject } from '../history/row-subject.ts';

/** Sums of one span of one subject. */
type Row<Subject extends RowSubject> = Readonly<{ subject: Subject; cell: Float64Array }>;
type WaitSubject = DayRow['subject'];

/** What was read of a table: the rows of each day or month, and none where there were none. */
type Shelf<Subject extends RowSubject> = Map<number, readonly Row<Subject>[]>;
type Run = Readonly<{ first: number; last: number }>;

/**
 * Sums of one moment, each read once however many questions are asked of them: a page asks for the same months by channel, by
 * topic and all together. They are read of all channels and topics, and taken from and added up here.
 */
export class RememberedSums implements RollupReader {
	readonly head: RollupReader['head'];
	readonly #sums: RollupReader;
	readonly #waits = new Map<string, Shelf<WaitSubject>>();
	readonly #surveys = new Map<string, Shelf<RowSubject>>();
	readonly #subjects = new Map<string, RowSubject>();

	constructor(sums: RollupReader) {
		this.head = sums.head;
		this.#sums = sums;
	}

	days(): readonly RollupDay[] {
		return this.#sums.days();
	}

	firstDayOf(channel: Channel): number | null {
		return this.#sums.firstDayOf(channel);
	}

	*waitsByDay(filter: RollupFilter): Generator<DayRow> {
		const hasTopics = filter.byTopic || filter.topics !== null;
		const shelf = shelfOf(this.#waits, `day ${hasTopics} ${scopeKey(filter)}`);
		const asked = { ...filter, channels: null, topics: null, byTopic: hasTopics };
		this.#fill(shelf, filter.days, (days) =>
			mapped(this.#sums.waitsByDay({ ...asked, days }), ({ day, ...row }) => [day, row])
		);
		for (const [day, row] of this.#found(shelf, filter.days, filter, hasTopics)) yield { day, ...row };
	}

	*waitsByMonth(filter: MonthFilter): Generator<MonthRow> {
		const shelf = shelfOf(this.#waits, `month ${scopeKey(filter)}`);
		const asked = { ...filter, channels: null, topics: null, byTopic: true };
		this.#fill(shelf, filter.months, (months) =>
			mapped(this.#sums.waitsByMonth({ ...asked, months }), ({ month, ...row }) => [month, row])
		);
		for (const [month, row] of this.#found(shelf, filter.months, filter, true)) yield { month, ...row };
	}

	*surveysByDay(kind: SurveyKind, filter: RollupFilter): Generator<SurveyDayRow> {
		// By topic there are as many rows as answers on most days.
		const hasTopics = filter.byTopic || filter.topics !== null;
		const shelf = shelfOf(this.#surveys, `day ${kind} ${hasTopics} ${scopeKey(filter)}`);
		const asked = { ...filter, channels: null, topics: null, byTopic: hasTopics };
		this.#fill(shelf, filter.days, (days) =>
			mapped(this.#sums.surveysByDay(kind, { ...asked, days }), ({ day, ...row }) => [day, row])
		);
		for (const [day, row] of this.#found(shelf, filter.days, filter, hasTopics)) yield { day, ...row };
	}

	*surveysByMonth(kind: SurveyKind, filter: MonthFilter): Generator<SurveyMonthRow> {
		const shelf = shelfOf(this.#surveys, `month ${kind} ${scopeKey(filter)}`);
		const asked = { ...filter, channels: null, topics: null, byTopic: true };
		this.#fill(shelf, filter.months, (months) =>
			mapped(this.#sums.surveysByMonth(kind, { ...asked, months }), ({ month, ...row }) => [month, row])
		);
		for (const [month, row] of this.#found(shelf, filter.months, filter, true)) yield { month, ...row };
	}

	waitsByQuarter(...asked: Parameters<RollupReader['waitsByQuarter']>): ReturnType<RollupReader['waitsByQuarter']> {
		return this.#sums.waitsByQuarter(...asked);
	}

	sketchesByDay(...asked: Parameters<RollupReader['sketchesByDay']>): ReturnType<RollupReader['sketchesByDay']> {
		return this.#sums.sketchesByDay(...asked);
	}

	sketchesByMonth(...asked: Parameters<RollupReader['sketchesByMonth']>): ReturnType<RollupReader['sketchesByMonth']> {
		return this.#sums.sketchesByMonth(...asked);
	}

	/** Reads what of a run is not there yet. */
	#fill<Subject extends RowSubject>(
		shelf: Shelf<Subject>,
		{ first, last }: Run,
		read: (run: Run) => Iterable<readonly [number, Row<Subject>]>
	): void {
		for (let at = first; at <= last; at++) {
			if (shelf.has(at)) continue;
			let end = at;
			while (end < last && !shelf.has(end + 1)) end++;
			const rows = new Map<number, Row<Subject>[]>();
			for (const [no, row] of read({ first: at, last: end })) {
				const known = rows.get(no);
				const own = { subject: this.#oneOf(row.subject), cell: row.cell };
				if (known === undefined) rows.set(no, [own]);
				else known.push(own);
			}
			for (let no = at; no <= end; no++) shelf.set(no, rows.get(no) ?? none);
			at = end;
		}
	}

	/** Rows of one subject name it by one object. */
	#oneOf<Subject extends RowSubject>(subject: Subject): Subject {
		const name = `${subject.queue ?? ''}\n${subject.channel ?? ''}\n${subject.topic ?? ''}`;
		const known = this.#subjects.get(name);
		if (known !== undefined) return known as Subject; // of the same channel, which is all that tells them apart
		this.#subjects.set(name, subject);
		return subject;
	}

	/** @param hasTopics whether rows tell topics apart */
	*#found<Subject extends RowSubject>(
		shelf: Shelf<Subject>,
		{ first, last }: Run,
		{ channels, topics, byTopic }: Pick<RollupFilter, 'channels' | 'topics' | 'byTopic'>,
		hasTopics: boolean
	): Generator<[number, Row<Subject>]> {
		for (let at = first; at <= last; at++) {
			let open: Row<Subject> | null = null;
			for (const row of shelf.get(at) ?? none) {
				const { channel, topic } = row.subject;
				if (channels !== null && (channel === null || !channels.includes(channel))) continue;
				if (topics !== null && (topic === null || !topics.includes(topic))) continue;
				if (byTopic || !hasTopics) yield [at, row];
				else if (open !== null && isBesideTopic(open.subject, row.subject)) add(open.cell, row.cell);
				else {
					if (open !== null) yield [at, open];
					open = { subject: this.#oneOf({ ...row.subject, topic: null }), cell: Float64Array.from(row.cell) };
				}
			}
			if (open !== null) yield [at, open];
		}
	}
}

const none: readonly never[] = [];

function shelfOf<Subject extends RowSubject>(shelves: Map<string, Shelf<Subject>>, name: string): Shelf<Subject> {
	let shelf = shelves.get(name);
	if (shelf === undefined) shelves.set(name, (shelf = new Map()));
	return shelf;
}

function scopeKey({ of, queues }: RollupScope): string {
	return JSON.stringify([of, queues]);
}

function* mapped<From, To>(all: Iterable<From>, to: (one: From) => To): Generator<To> {
	for (const one of all) yield to(one);
}

function add(into: Float64Array, cell: Float64Array): void {
	for (let at = 0; at < into.length; at++) into[at] = (into[at] ?? 0) + (cell[at] ?? 0);
}

function isBesideTopic(one: RowSubject, other: RowSubject): boolean {
	return one.queue === other.queue && one.channel === other.channel;
}
