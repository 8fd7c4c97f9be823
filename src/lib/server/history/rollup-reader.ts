import type { Channel } from '#lib/domain/contact/channel.ts';
import type { Cell } from '#lib/domain/reports/rollup-cell.ts';
import type { SurveyCell } from '#lib/domain/reports/rollup-surveys.ts';
import type { SurveyKind } from '#lib/domain/settings/survey-settings.ts';
import type { WaitSketch } from '#lib/domain/statistics/wait-sketch.ts';
import type { LocalDay } from '#lib/domain/time/local-days.ts';
import type { Interval } from '#lib/domain/time/interval.ts';
import type { RowSubject } from './row-subject.ts';

/** What the sums were counted under, and whether all rows are in them. */
export type RollupHead = Readonly<{ version: number; settingsHash: string; isWhole: boolean }>;

/** A local day that sums are of; `latest`: none of its rows names a later instant (UTC ms). */
export type RollupDay = LocalDay & Readonly<{ latest: number }>;

/** Of which waits. Null = any. */
export type RollupScope = Readonly<{
	/** Legs are counted by queue; episodes once for all queues together, and then `queues` says nothing of waits. */
	of: 'legs' | 'episodes';
	queues: readonly string[] | null;
	channels: readonly Channel[] | null;
}>;

/** Which sums by day are read. Null = any. */
export type RollupFilter = RollupScope &
	Readonly<{
		/** First and last day by number, both included. */
		days: Readonly<{ first: number; last: number }>;
		topics: readonly string[] | null;
		/** Whether topics are told apart; otherwise they are added up, and `topic` is null in every row. */
		byTopic: boolean;
	}>;

/** Waits that entered on a day. `subject.queue` is null where episodes are asked for. */
export type DayRow = Readonly<{ day: number; subject: RowSubject & Readonly<{ channel: Channel }>; cell: Cell }>;

/** The same of whole local months, by the numbers that `monthOfDay` gives. */
export type MonthFilter = Omit<RollupFilter, 'days'> & Readonly<{ months: Readonly<{ first: number; last: number }> }>;
export type MonthRow = Omit<DayRow, 'day'> & Readonly<{ month: number }>;
export type SurveyMonthRow = Omit<SurveyDayRow, 'day'> & Readonly<{ month: number }>;

/** Waits that entered in a quarter of an hour that began at `from` (UTC ms). */
export type QuarterRow = Readonly<{ from: number; queue: string | null; channel: Channel; cell: Cell }>;

/** Surveys of contacts that first came on a day. */
export type SurveyDayRow = Readonly<{ day: number; subject: RowSubject; cell: SurveyCell }>;

/** Answered waits of a day. */
export type SketchRow = Readonly<{ day: number; queue: string | null; channel: Channel; sketch: WaitSketch }>;

/** Answered waits of a whole local month: what the days of it add up to. */
export type SketchMonthRow = Omit<SketchRow, 'day'> & Readonly<{ month: number }>;

/** The sums of a history as they were at one moment, whatever is written meanwhile. */
export interface RollupReader {
	/** Null before anything was counted. */
	readonly head: RollupHead | null;
	/** Every day that has sums, in order. */
	days(): readonly RollupDay[];
	/** The first day on which a contact came on a channel, by number; null where none did. */
	firstDayOf(channel: Channel): number | null;
	waitsByDay(filter: RollupFilter): Iterable<DayRow>;
	waitsByMonth(filter: MonthFilter): Iterable<MonthRow>;
	/** By quarter of an hour of UTC; topics are not told apart here. */
	waitsByQuarter(filter: RollupScope & Readonly<{ span: Interval }>): Iterable<QuarterRow>;
	surveysByDay(kind: SurveyKind, filter: RollupFilter): Iterable<SurveyDayRow>;
	surveysByMonth(kind: SurveyKind, filter: MonthFilter): Iterable<SurveyMonthRow>;
	/** Sketches of answered waits; they add up by `merge`, to quantiles within 1 %. */
	sketchesByDay(filter: RollupScope & Pick<RollupFilter, 'days'>): Iterable<SketchRow>;
	sketchesByMonth(filter: RollupScope & Pick<MonthFilter, 'months'>): Iterable<SketchMonthRow>;
}
