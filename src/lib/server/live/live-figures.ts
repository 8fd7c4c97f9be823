import { LiveFold } from '#lib/domain/live/live-fold.ts';
import { type Figures, figuresAt } from '#lib/domain/live/live-metrics.ts';
import type { SiteSettings } from '#lib/domain/settings/site-settings.ts';
import type { SiteCalendar } from '#lib/domain/time/calendar.ts';
import type { Clock } from '../clock.ts';
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

const readBatch = 2_000;

/** Answers questions for figures: of now from the projection, of any other instant by folding the log as far as it was known then. */
export class LiveFigures {
	readonly #projection: Projection;
	readonly #log: Pick<ReadableLog, 'read' | 'find'>;
	readonly #settings: SiteSettings;
	readonly #calendar: SiteCalendar;
	readonly #clock: Clock;

	constructor(parts: {
		projection: Projection;
		log: Pick<ReadableLog, 'read' | 'find'>;
		settings: SiteSettings;
		calendar: SiteCalendar;
		clock: Clock;
	}) {
		this.#projection = parts.projection;
		this.#log = parts.log;
		this.#settings = parts.settings;
		this.#calendar = parts.calendar;
		this.#clock = parts.clock;
	}

	/** The figures of a question. */
	async answer(query: LiveQuery): Promise<LiveAnswer> {
		const now = this.#clock.now();
		const at = query.at ?? now;
		const isNow = query.at === null && query.asOf === null && !reachesBack(query, now);
		const state = isNow ? this.#projection.state : (await this.#foldUpTo(query.asOf ?? { time: now })).state;
		const values = figuresAt(state, query.selection, query.window, at, this.#settings, this.#calendar);
		const { asOf } = query;
		const known = asOf === null ? now : 'time' in asOf ? asOf.time : state.receivedAt;
		return {
			at: rfc3339(at),
			asOf: rfc3339(known),
			seq: state.seq,
			queue: query.queue,
			window: query.windowText,
			values
		};
	}

	async #foldUpTo(asOf: { time: number } | { seq: number }): Promise<LiveFold> {
		const fold = new LiveFold(this.#settings, true);
		for (;;) {
			const events = await this.#log.read(fold.state.seq, readBatch);
			for (const event of events) {
				if ('seq' in asOf ? event.seq > asOf.seq : event.receivedAt > asOf.time) return fold;
				fold.apply(event, event.supersedes === undefined ? null : await this.#log.find(event.source, event.supersedes));
			}
			if (events.length < readBatch) return fold;
			// Years of log must not hold up the frames of the walls.
			await endOfTurn();
		}
	}
}

function endOfTurn(): Promise<void> {
	return new Promise((resolve) => setImmediate(resolve));
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
