import type { Channel } from '../domain/contact/channel.ts';
import type { SurveyKind } from '../domain/settings/survey-settings.ts';

/**
 * Who tells a figure: contacts in the log, totals of periods that were imported, both one after the other within the period, or
 * nobody.
 */
export type Told = 'contacts' | 'totals' | 'both' | 'nobody';

/** How figures of a point were counted, and what keeps them from being compared with others. */
export type PointMarks = Readonly<{
	told: Told;
	/** Names of the sources of imported totals; empty for contacts. */
	sources: readonly string[];
	/**
	 * How they were counted, by {@link DefinitionNote.key}, several joined by ` + `; points that differ in it are never joined by a
	 * line. Empty where nobody told.
	 */
	definition: string;
	/** Where `told` is `both`, totals first: the first site-local day that contacts tell. */
	contactsSince?: string;
	/** Whether the period is cut off by the question, not over yet, or not covered whole. */
	isPartial: boolean;
	/** Whether the period goes on now. */
	isRunning: boolean;
	/** Share of the period's time that figures cover, 0 to 1. */
	covered: number;
}>;

/** An estimate from a sample: 95 % interval, null where there is none; `n` is how many it rests on. */
export type Sampled = Readonly<{ value: number | null; low: number | null; high: number | null; n: number | null }>;

/** What a measured figure was counted by. */
export type DefinitionNote = Readonly<{
	key: string;
	/** Of whom: `contacts` of this product, or the name of a source of totals. */
	source: string;
	/** Variant of the service level, T and S in seconds; null = not told, or several, as `targets` says. */
	serviceLevel: string | null;
	targetSeconds: number | null;
	shortSeconds: number | null;
	/** T and S by channel, each way they were once; null = not told, of contacts of no channel = of all. Empty where the figures have no target. */
	targets: readonly Readonly<{ channel: Channel | null; targetSeconds: number | null; shortSeconds: number | null }>[];
	/** Whether contacts are counted as `contacts`, or, where nobody told those, as `offered`; null where it is about something else. */
	counts: 'contacts' | 'offered' | null;
	/** What else is to be known, as the file's mapping says it. */
	notes: string | null;
}>;

/**
 * A point of a series. Counts are null when not known and 0 when nothing happened; shares, means and scores are null when there
 * is nothing to make them of.
 */
export type SeriesPoint = Readonly<{
	/** `2020-03-29T09:15`, `2020-03-29`, `2020-W13`, `2020-03`, `2020-Q1`, `2020`; of a weekday 1 (Monday) to 7. */
	bucket: string;
	/** UTC ms; of a weekday those of the whole series. */
	from: number;
	to: number;
	/** Queue, channel or topic where the series is split; null where it is not, or where it is not known. */
	part: string | null;
	contacts: number | null;
	offered: number | null;
	answered: number | null;
	abandoned: number | null;
	abandonmentRate: number | null;
	/** Share of those that counted for it, with Wilson's interval. */
	serviceLevel: Sampled;
	/** Mean wait of the answered, and mean handling, seconds. */
	asaSeconds: number | null;
	asaOf: number | null;
	ahtSeconds: number | null;
	ahtOf: number | null;
	surveysSent: number | null;
	surveysAnswered: number | null;
	responseRate: number | null;
	scoreKind: SurveyKind | null;
	/** What the kind is known by: a share of the top set, points or a mean. Null below five answers. */
	score: Sampled;
	volume: PointMarks;
	reach: PointMarks;
	satisfaction: PointMarks;
}>;

/** What a series is asked for. */
export type SeriesScope = Readonly<{ queue: string; channel: Channel | null; topic: string | null }>;

/** An answer of `GET /api/trends`. */
export type TrendSeries = Readonly<{
	/** What is known up to, RFC 3339, and the last position in the log. */
	asOf: string;
	seq: number;
	zone: string;
	by: string;
	split: 'queue' | 'channel' | 'topic' | null;
	scope: SeriesScope;
	points: readonly SeriesPoint[];
	/** Beside each point of `points` the same part of an earlier period; left out where no comparison is asked for. */
	compared?: readonly (SeriesPoint | null)[];
	/**
	 * Beside each of `compared` what it is to be held against where that is not the point itself: a period that goes on, beside one of
	 * which only whole days are known, up to the last day that is over. Null where the point is compared as it stands.
	 */
	comparedWith?: readonly (Readonly<{ through: string; point: SeriesPoint }> | null)[];
	definitions: readonly DefinitionNote[];
}>;
