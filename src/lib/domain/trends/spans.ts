import type { Interval } from '../time/interval.ts';

/** Whether two spans have any time in common. */
export function overlapping(one: Interval, other: Interval): boolean {
	return one.from < other.to && other.from < one.to;
}

/**
 * Whether one of some spans holds the whole of another.
 * @param spans in order, none overlapping: a weekday has hundreds of them
 */
export function covers(spans: readonly Interval[], span: Interval): boolean {
	let [low, high] = [0, spans.length];
	while (low < high) {
		const middle = (low + high) >> 1;
		if ((spans[middle]?.from ?? Infinity) <= span.from) low = middle + 1;
		else high = middle;
	}
	return span.to <= (spans[low - 1]?.to ?? -Infinity);
}

/**
 * What is left of spans when others are taken away, in order.
 * @param spans in order, none overlapping
 * @param taken in any order, overlapping or not
 */
export function without(spans: readonly Interval[], taken: readonly Interval[]): Interval[] {
	const cuts = joined(taken);
	const left: Interval[] = [];
	let first = 0;
	for (const span of spans) {
		while ((cuts[first]?.to ?? Infinity) <= span.from) first++;
		let { from } = span;
		for (let at = first; at < cuts.length; at++) {
			const cut = cuts[at];
			if (cut === undefined || cut.from >= span.to) break;
			if (cut.from > from) left.push({ from, to: cut.from });
			from = Math.max(from, cut.to);
		}
		if (from < span.to) left.push({ from, to: span.to });
	}
	return left;
}

/** Spans in order, those that meet or overlap made one. */
export function joined(spans: readonly Interval[]): Interval[] {
	const found: Interval[] = [];
	for (const { from, to } of [...spans].sort((a, b) => a.from - b.from)) {
		const last = found.at(-1);
		if (last === undefined || from > last.to) found.push({ from, to });
		else found[found.length - 1] = { from: last.from, to: Math.max(last.to, to) };
	}
	return found;
}

/** What two sets of spans have in common, in order. */
export function common(spans: readonly Interval[], others: readonly Interval[]): Interval[] {
	return without(spans, without(spans, others));
}

/** Their length together, ms. */
export function lengthOf(spans: readonly Interval[]): number {
	return spans.reduce((sum, { from, to }) => sum + to - from, 0);
}
