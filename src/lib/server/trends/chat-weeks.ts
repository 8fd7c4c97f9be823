import { growthOf } from '#lib/domain/time/weeks.ts';
import { lengthOf } from '#lib/domain/trends/spans.ts';
import type { ChatWeek } from '#lib/protocol/annual-page.ts';
import type { Sampled } from '#lib/protocol/trend-series.ts';
import type { PointSpan } from './point-spans.ts';
import type { TrendPoint } from './trend-points.ts';
import type { TrendWorld } from './trend-world.ts';
import { volumeOf } from './year-figures.ts';

const noGrowth: Sampled = { value: null, low: null, high: null, n: null };

/**
 * Spans that the chats of weeks are counted in: the week before the first, each week, and, where the last is not over, the same
 * part of the one before it.
 */
export function chatWeekSpans(
	{ calendar }: TrendWorld,
	weeks: readonly PointSpan[]
): Readonly<{ before: PointSpan | null; partOfBefore: PointSpan | null }> {
	const [first, last] = [weeks[0], weeks.at(-1)];
	if (first === undefined || last === undefined) return { before: null, partOfBefore: null };
	const span = (from: number, to: number): PointSpan => ({
		bucket: '',
		from,
		to,
		spans: [{ from, to }],
		isClipped: false
	});
	const back = (at: number): number => calendar.daysBefore(at, 7);
	const until = last.spans.at(-1)?.to ?? last.to;
	return {
		before: span(back(first.from), first.from),
		partOfBefore: until < last.to ? span(back(last.from), back(until)) : null
	};
}

/**
 * Chats of weeks and how they grew. Weeks that different sources tell, or of which days are missing, are not compared.
 * @param before the week before the first; `partOfBefore` is what the last is compared with where it is not over
 */
export function chatWeeks(
	weeks: readonly TrendPoint[],
	before: TrendPoint | null,
	partOfBefore: TrendPoint | null
): ChatWeek[] {
	const all = before === null ? weeks : [before, ...weeks];
	const counts = all.map((one) => volumeOf(one));
	const skipped = all.length - weeks.length;
	return weeks.map((week, index): ChatWeek => {
		const at = index + skipped;
		const chats = counts[at] ?? null;
		const isLast = index === weeks.length - 1;
		const beside = isLast && partOfBefore !== null ? partOfBefore : (all[at - 1] ?? null);
		const previous = beside === null ? null : volumeOf(beside);
		const head = { week: week.span.bucket, chats, marks: week.volumeOffered };
		if (chats === null || previous === null || beside === null || !isComparable(beside, week))
			return { ...head, growth: noGrowth, p: null };
		const isWhole = !(isLast && partOfBefore !== null);
		// Parts of weeks vary in a way of their own, which whole weeks do not tell.
		const past = isWhole ? runBefore(all, counts, at - 1) : [];
		const { growth, p, low, high } = growthOf(chats, previous, past);
		return {
			...head,
			growth: { value: growth, low: low - 1, high: high === null ? null : high - 1, n: chats + previous },
			p
		};
	});
}

/** Whether both are counted in one way, and as much is known of both. */
function isComparable(one: TrendPoint, other: TrendPoint): boolean {
	const isOneWay = one.volumeOffered.definition === other.volumeOffered.definition;
	return isOneWay && Math.abs(knownShare(one) - knownShare(other)) < 0.01;
}

/** Share of what was asked for of a week that figures cover. */
function knownShare({ span, volumeOffered }: TrendPoint): number {
	return (volumeOffered.covered * (span.to - span.from)) / Math.max(1, lengthOf(span.spans));
}

/** Counts of the weeks before one, as far back as they are known and counted in the same way. */
function runBefore(all: readonly TrendPoint[], counts: readonly (number | null)[], end: number): number[] {
	const definition = all[end]?.volumeOffered.definition;
	const past: number[] = [];
	for (let at = end - 1; at >= 0 && past.length < 104; at--) {
		const count = counts[at];
		if (count === null || count === undefined || all[at]?.volumeOffered.definition !== definition) break;
		past.unshift(count);
	}
	return past;
}
