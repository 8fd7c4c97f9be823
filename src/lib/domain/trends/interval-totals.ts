import type { Channel } from '../contact/channel.ts';
import type { ImportedEvent, LogEvent } from '../contact/contact-event.ts';
import { type IntervalData, intervalEventType, intervalIdentity } from '../contact/interval-event.ts';
import type { TotalGrain } from '../time/local-period.ts';
import type { Interval } from '../time/interval.ts';

/** Some contacts and a sum over them, so that a share or a mean can be made, and made again over longer periods. */
export type PartOf = Readonly<{ met: number; of: number }>;
/** A sum of times, ms, and how many contacts it is over. */
export type TimeSum = Readonly<{ sumMs: number; of: number }>;
/** Sums of scores of one kind and scale. */
export type ScoreSum = NonNullable<IntervalData['score']>;

/** What is known of a period; null = not known, 0 = none. */
export type IntervalFigures = Readonly<{
	contacts: number | null;
	offered: number | null;
	answered: number | null;
	abandoned: number | null;
	shortAbandoned: number | null;
	withinTarget: PartOf | null;
	answeredWait: TimeSum | null;
	allWait: TimeSum | null;
	handle: TimeSum | null;
	surveysSent: number | null;
	surveysAnswered: number | null;
	score: ScoreSum | null;
}>;

/** Which contacts totals are of; null = of all, or not told. */
export type IntervalSubject = Readonly<{ queue: string | null; channel: Channel | null; topic: string | null }>;

/** Totals of one period of one subject, as a file had them. Instants are UTC epoch ms. */
export type IntervalTotals = Interval &
	IntervalSubject &
	Readonly<{
		source: string;
		/** The import that brought them. */
		batch: string | null;
		/** Where they are in the log. */
		seq: number;
		grain: TotalGrain;
		/** The period's name by the clocks of `zone`. */
		bucket: string;
		zone: string;
		figures: IntervalFigures;
		definition: IntervalData['definition'];
		/** Figures that were made of a rounded mean or share. */
		derived: readonly string[];
	}>;

/** Whether an event holds totals of a period. */
export function isIntervalEvent<Event extends ImportedEvent | LogEvent>(
	event: Event
): event is Event & Readonly<{ type: typeof intervalEventType; data: IntervalData }> {
	return event.type === intervalEventType;
}

/** The totals that an event of the log holds. */
export function totalsOf(
	{ source, time, batch, seq }: Pick<LogEvent, 'source' | 'time' | 'batch' | 'seq'>,
	data: IntervalData
): IntervalTotals {
	return {
		...{ from: time, to: data.to, source, batch: batch ?? null, seq },
		...{ queue: data.queue ?? null, channel: data.channel ?? null, topic: data.topic ?? null },
		...{ grain: data.grain, bucket: data.bucket, zone: data.zone },
		figures: {
			contacts: data.contacts ?? null,
			offered: data.offered ?? null,
			answered: data.answered ?? null,
			abandoned: data.abandoned ?? null,
			shortAbandoned: data.shortAbandoned ?? null,
			withinTarget: data.withinTarget ?? null,
			answeredWait: data.answeredWait ?? null,
			allWait: data.allWait ?? null,
			handle: data.handle ?? null,
			surveysSent: data.surveysSent ?? null,
			surveysAnswered: data.surveysAnswered ?? null,
			score: data.score ?? null
		},
		definition: data.definition,
		derived: data.derived ?? []
	};
}

/**
 * The totals that a log holds, from its events in order: of one source, period and subject the last to come counts, and those of
 * an undone import count as if they had never come. Other events say nothing to it.
 */
export class IntervalLedger {
	/** By source and identity, in order of `seq`. */
	readonly #known = new Map<string, IntervalTotals[]>();
	readonly #undone = new Set<string>();

	/** Takes in the next event of the log. */
	take(event: LogEvent): void {
		if (event.type === 'bereik.import.undone') {
			const data: Readonly<Record<string, unknown>> = event.data;
			this.#undone.add(String(data['batch']));
			return;
		}
		if (!isIntervalEvent(event)) return;
		// An hour that the clocks showed twice is two periods of one name.
		const key = `${event.source}\n${event.time}\n${intervalIdentity(event.data)}`;
		const totals = totalsOf(event, event.data);
		const before = this.#known.get(key);
		if (before === undefined) this.#known.set(key, [totals]);
		else before.push(totals);
	}

	/** Those that count, in order of their beginning, the shorter first. */
	inForce(): IntervalTotals[] {
		const found: IntervalTotals[] = [];
		for (const versions of this.#known.values()) {
			const last = versions.findLast(({ batch }) => batch === null || !this.#undone.has(batch));
			if (last !== undefined) found.push(last);
		}
		return found.sort((a, b) => a.from - b.from || a.to - b.to || a.seq - b.seq);
	}
}
