import type { Interval } from '#lib/domain/time/interval.ts';
import { localPeriodAt, localWeekday, spanOf, type TotalGrain } from '#lib/domain/time/local-period.ts';
import type { WallClock } from '#lib/domain/time/wall-clock.ts';

/** What a series of trends can be cut into. `weekday` has seven points over all of it. */
export const trendGrains = [
	'quarter-hour',
	'hour',
	'day',
	'weekday',
	'week',
	'sunday-week',
	'month',
	'quarter',
	'year'
] as const;
/** One of {@link trendGrains}. */
export type TrendGrain = (typeof trendGrains)[number];

/** What a point is of. */
export type PointSpan = Readonly<{
	bucket: string;
	/** The period, whatever of it is asked for. */
	from: number;
	to: number;
	/** What is asked for of it, in order: one span, or for a weekday each of its days. */
	spans: readonly Interval[];
	/** Whether that is less than the period. */
	isClipped: boolean;
}>;

const parts: Partial<Record<TrendGrain, number>> = { 'quarter-hour': 900_000, hour: 3_600_000 };

/** The points of a span in order, without gaps. An hour that the clocks showed twice is two points of one name. */
export function pointSpans(by: TrendGrain, span: Interval, clock: WallClock): PointSpan[] {
	if (span.to <= span.from) return [];
	const length = parts[by];
	if (length !== undefined) return partsOfDays(by as TotalGrain, span, clock, length); // both are grains of totals
	if (by === 'weekday') return weekdays(span, clock);
	const found: PointSpan[] = [];
	const end = clock.localOf(span.to - 1);
	for (let local = clock.localOf(span.from); local <= end;) {
		const period = localPeriodAt(by, local);
		found.push(clippedTo(span, period.label, spanOf(by, period, clock)));
		local = period.to;
	}
	return found;
}

/** One point of a whole period, of which a part is asked for. */
export function clippedTo(asked: Interval, bucket: string, { from, to }: Interval): PointSpan {
	const clipped = { from: Math.max(from, asked.from), to: Math.min(to, asked.to) };
	const spans = clipped.to > clipped.from ? [clipped] : [];
	return { bucket, from, to, spans, isClipped: clipped.from > from || clipped.to < to };
}

function partsOfDays(grain: TotalGrain, span: Interval, clock: WallClock, length: number): PointSpan[] {
	const local = clock.localOf(span.from);
	const found: PointSpan[] = [];
	for (let at = span.from - (local - Math.floor(local / length) * length); at < span.to; at += length)
		found.push(clippedTo(span, localPeriodAt(grain, clock.localOf(at)).label, { from: at, to: at + length }));
	return found;
}

function weekdays(span: Interval, clock: WallClock): PointSpan[] {
	const days = Array.from({ length: 7 }, (): Interval[] => []);
	for (const day of pointSpans('day', span, clock)) {
		const weekday = localWeekday(clock.localOf(day.from));
		days[weekday - 1]?.push(...day.spans);
	}
	return days
		.map((spans, index) => ({ bucket: String(index + 1), ...span, spans, isClipped: false }))
		.filter(({ spans }) => spans.length > 0);
}
