import type { Scale } from './axis-steps.ts';

/** Minute of the day and seconds; null seconds = a gap. */
export type WaitPoint = readonly [minute: number, seconds: number | null];

/** A place on an axis with the text that stands there. */
export type Tick = Readonly<{ at: number; text: string }>;

/** What the chart of the day's average wait shows, with its words. */
export type WaitChartData = Readonly<{
	/** First and last minute of the day that are drawn. */
	from: number;
	to: number;
	hours: readonly Tick[];
	scale: Scale;
	waits: readonly Tick[];
	today: readonly WaitPoint[];
	lastWeek: readonly WaitPoint[];
	lastWeekText: string;
	/** Where last week was highest, if that is above the scale, with its value. */
	lastWeekPeak: Readonly<{ minute: number; text: string }> | null;
	norm: Tick | null;
	/** Where the day stands now. */
	end: Readonly<{ minute: number; seconds: number; text: string; isOffNorm: boolean }> | null;
}>;
