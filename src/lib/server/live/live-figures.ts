import { type Figures, figuresAt } from '#lib/domain/live/live-metrics.ts';
import type { LiveState } from '#lib/domain/live/live-state.ts';
import type { SiteSettings } from '#lib/domain/settings/site-settings.ts';
import { SiteCalendar } from '#lib/domain/time/calendar.ts';
import type { Clock } from '../clock.ts';
import type { CurrentSettings } from '../settings/current-settings.ts';
import type { SettingsHistory } from '../settings/settings-history.ts';
import { HistoricalFolds } from './historical-folds.ts';
import type { LiveQuery } from './live-query.ts';
import type { Projection, ReadableLog } from './projection.ts';

/** An answer of `GET /api/live`. */
export type LiveAnswer = Readonly<{
	/** The instant the figures are about, RFC 3339. */
	at: string;
	/** What is known up to, RFC 3339. */
	asOf: string;
	/** Position of the last event that was known. */
	seq: number;
	queue: string;
	window: string;
	values: Figures;
}>;

/** Answers questions for figures: of now from the projection, of any other instant by folding the log as far as it was known then. */
export class LiveFigures {
	readonly #projection: Projection;
	readonly #past: HistoricalFolds;
	readonly #current: CurrentSettings;
	readonly #clock: Clock;

	constructor(parts: {
		projection: Projection;
		log: Pick<ReadableLog, 'read' | 'find'>;
		current: CurrentSettings;
		/** The settings as they were known when. */
		history: SettingsHistory;
		clock: Clock;
	}) {
		this.#projection = parts.projection;
		this.#past = new HistoricalFolds(
			parts.log,
			async (asOf) => (await parts.history.asKnown(asOf)) ?? parts.current.now
		);
		this.#current = parts.current;
		this.#clock = parts.clock;
	}

	/**
	 * The figures of a question.
	 * @throws TooManyQuestions when too many others about the past wait
	 */
	async answer(query: LiveQuery): Promise<LiveAnswer> {
		const now = this.#clock.now();
		const isNow = query.at === null && query.asOf === null && !reachesBack(query, now);
		if (isNow) return this.#answerFrom(this.#projection.state, query, now, this.#current.now);
		return this.#past.ask(query.asOf ?? { time: now }, (state, settings) =>
			this.#answerFrom(state, query, now, settings)
		);
	}

	/** Does some work on the log while no question about the past reads it. */
	whilePastRests(work: () => Promise<void>): Promise<void> {
		return this.#past.whileResting(work);
	}

	#answerFrom(state: LiveState, query: LiveQuery, now: number, settings: SiteSettings): LiveAnswer {
		const at = query.at ?? now;
		const { asOf } = query;
		const known = asOf === null ? now : 'time' in asOf ? asOf.time : state.receivedAt;
		return {
			at: rfc3339(at),
			asOf: rfc3339(known),
			seq: state.seq,
			queue: query.queue,
			window: query.windowText,
			values: figuresAt(state, query.selection, query.window, at, settings, this.#calendarOf(settings))
		};
	}

	#calendarOf({ zone }: SiteSettings): SiteCalendar {
		const { calendar } = this.#current;
		return calendar.zone === zone ? calendar : new SiteCalendar(zone);
	}
}

/** The live state forgets what ended two days ago. */
function reachesBack({ window }: LiveQuery, now: number): boolean {
	const dayMs = 86_400_000;
	switch (window.kind) {
		case 'today':
			return false;
		case 'sliding':
			return window.seconds * 1000 > dayMs;
		case 'closed':
		case 'cohort':
			return window.from < now - dayMs;
	}
}

function rfc3339(at: number): string {
	return Number.isFinite(at) ? new Date(at).toISOString() : new Date(0).toISOString();
}
