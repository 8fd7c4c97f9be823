import type { SiteSettings } from '#lib/domain/settings/site-settings.ts';
import type { SiteCalendar } from '#lib/domain/time/calendar.ts';
import { WallClock } from '#lib/domain/time/wall-clock.ts';
import type { IntervalTotals } from '#lib/domain/trends/interval-totals.ts';
import type { AnnualPage, Findings } from '#lib/protocol/annual-page.ts';
import type { TrendSeries } from '#lib/protocol/trend-series.ts';
import type { Annotations } from '../annotations/annotations.ts';
import type { HistoryReader } from '../history/history-reader.ts';
import { annualPage } from './annual-page.ts';
import { findingInputs } from './finding-inputs.ts';
import type { FindingsDesk } from './findings-desk.ts';
import type { KnownTotals } from './interval-reader.ts';
import { KnownAnswers } from './known-answers.ts';
import { rememberingReader } from './remembering-reader.ts';
import { TotalsIndex } from './totals-index.ts';
import { parseFindingsQuery, parseTrendQuery, parseYearQuery } from './trend-query.ts';
import { trendSeries } from './trend-series.ts';
import { contactSpans, type TrendWorld } from './trend-world.ts';

/** What trends are made from. */
export type TrendsParts = Readonly<{
	/** Opens the history for one question. */
	openReader(): HistoryReader;
	intervals: Readonly<{ read(): Promise<KnownTotals> }>;
	annotations: Pick<Annotations, 'annotationsBetween' | 'revision'>;
	findings: Pick<FindingsDesk, 'ask'>;
	current: Readonly<{ now: SiteSettings; calendar: SiteCalendar }>;
	clock: Readonly<{ now(): number }>;
	/** Position of the last event of the log. */
	head(): Promise<Readonly<{ seq: number }>>;
	/** Brings the history up with the log as far as that goes in a moment. */
	catchUp(): Promise<void>;
	/** Lets others have their turn. */
	pause(): Promise<void>;
}>;

/** How long an answer holds though nothing came: waits go on, and days end. */
const holdsMs = 15_000;
/** A page that ends with the last whole day holds a little longer than the log stands still; it says as of when it is. */
const pageHoldsMs = 60_000;

type Known = Readonly<{
	totals: readonly IntervalTotals[];
	settings: SiteSettings;
	index: TotalsIndex;
	clock: WallClock;
}>;

/** Answers questions about years, for the API, the page and the command line. */
export class Trends {
	readonly #parts: TrendsParts;
	readonly #answers = new KnownAnswers<TrendSeries | AnnualPage>(200);
	#known: Known | null = null;

	constructor(parts: TrendsParts) {
		this.#parts = parts;
	}

	/**
	 * A series.
	 * @throws InvalidQuery naming the parameter that cannot be answered
	 */
	async series(parameters: URLSearchParams): Promise<TrendSeries> {
		const { now: settings, calendar } = this.#parts.current;
		const query = parseTrendQuery(parameters, settings, calendar);
		const answer = await this.#remembered(`series ${JSON.stringify(query)}`, holdsMs, true, (world) =>
			trendSeries(world, query)
		);
		return answer as TrendSeries; // kept under a name of its own
	}

	/**
	 * All figures of an annual page.
	 * @throws InvalidQuery naming the parameter that cannot be answered
	 */
	async year(parameters: URLSearchParams): Promise<AnnualPage> {
		const { annotations, current } = this.#parts;
		const query = parseYearQuery(parameters, current.now);
		const name = `year ${annotations.revision} ${JSON.stringify(query)}`;
		const answer = await this.#remembered(name, pageHoldsMs, false, (world) => annualPage(world, query, annotations));
		return answer as AnnualPage; // the same
	}

	/**
	 * What is found in the series of years; `running` while it is searched for.
	 * @throws InvalidQuery naming the parameter that cannot be answered
	 */
	async findings(parameters: URLSearchParams): Promise<Findings> {
		const { annotations, current, findings } = this.#parts;
		const query = parseFindingsQuery(parameters, current.now);
		const key = JSON.stringify([query, annotations.revision]);
		return findings.ask(key, current.now, async () => {
			const { answer, seq } = await this.#look((world) => findingInputs(world, query, annotations));
			return { ...answer, seq };
		});
	}

	/** Reads the totals of the log, so that the first who asks need not wait for them. */
	async warmUp(): Promise<void> {
		const { totals } = await this.#parts.intervals.read();
		this.#indexOf(totals, this.#parts.current.now);
	}

	async #remembered<Answer extends object>(
		name: string,
		holds: number,
		isOfOneSeq: boolean,
		make: (world: TrendWorld) => Promise<Answer>
	): Promise<unknown> {
		const { current, clock, catchUp, head, intervals } = this.#parts;
		// The history knows of totals when it has read them.
		if (isOfOneSeq) await catchUp();
		const { totals } = await intervals.read();
		const basis = { settings: current.now, totals, seq: isOfOneSeq ? (await head()).seq : null };
		return this.#answers.get(name, basis, clock.now(), holds, async () => {
			const { answer, seq, asOf } = await this.#look(make);
			// Their order is that of the other answers: first how far they know.
			return { asOf, seq, ...answer } as unknown as TrendSeries | AnnualPage; // together with these they are whole
		});
	}

	async #look<Answer>(
		make: (world: TrendWorld) => Promise<Answer>
	): Promise<Readonly<{ answer: Answer; seq: number; asOf: string }>> {
		const { current, clock, catchUp, head, intervals, openReader, pause } = this.#parts;
		const { now: settings, calendar } = current;
		await catchUp();
		const { seq: last } = await head();
		const { totals } = await intervals.read();
		const at = clock.now();
		const reader = openReader();
		try {
			const { seq = 0, receivedAt = 0 } = reader.head ?? {};
			const { index, clock: wall } = this.#indexOf(totals, settings);
			const contacts = contactSpans(reader, calendar, at);
			const remembering = rememberingReader(reader);
			const known = { settings, calendar, at, pause, totals: index, contacts, clock: wall };
			const answer = await make({ reader: remembering, ...known });
			// Behind the log, what is known ends with the last event that was read.
			return { answer, seq, asOf: new Date(seq < last ? receivedAt : at).toISOString() };
		} finally {
			reader.close();
		}
	}

	/** The same list as before is the same index. */
	#indexOf(totals: readonly IntervalTotals[], settings: SiteSettings): Known {
		if (this.#known?.totals !== totals || this.#known.settings !== settings) {
			const index = new TotalsIndex(totals, settings);
			this.#known = { totals, settings, index, clock: new WallClock(settings.zone) };
		}
		return this.#known;
	}
}
