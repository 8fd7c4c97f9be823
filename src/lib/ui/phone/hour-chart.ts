import type { MinuteLine } from '../figures/cell-values.ts';
import { lastKnown, sparkPoint, type SparkBox } from '../kit/spark-path.ts';

const minuteMs = 60_000;
const steps = [1, 2, 3, 4, 5, 6, 8, 10];

/** Top of a scale of whole contacts that divides in two: the least round number above everything drawn. */
export function scaleTop(lines: readonly MinuteLine[], norm: number | null): number {
	const highest = Math.max(norm ?? 0, 1, ...lines.flat().map((value) => value ?? 0)) * 1.05;
	for (let unit = 1; ; unit *= 10) {
		const found = steps.map((step) => step * unit).find((step) => step * 2 >= highest);
		if (found !== undefined) return found * 2;
	}
}

/** Instants under the chart, first and last minute included, as many as there is room for; none where the hour is not known. */
export function timeTicks(end: number | null, minutes: number, most: number): readonly number[] {
	if (end === null) return [];
	const count = Math.max(2, Math.min(4, most));
	return Array.from(
		{ length: count },
		(_, index) => end - Math.round((minutes * (count - 1 - index)) / (count - 1)) * minuteMs
	);
}

/** Lowest and highest of what is known; null when nothing is. */
export function rangeOf(line: MinuteLine): Readonly<{ lowest: number; highest: number }> | null {
	const known = line.filter((value) => value !== null);
	return known.length === 0 ? null : { lowest: Math.min(...known), highest: Math.max(...known) };
}

/**
 * Height for the words at the right end of last week's line: above it, below it, or above both lines, wherever there is most room
 * from this hour's line and from the norm. The nearest place with room enough is taken.
 * @param minutes of the line that the words reach back over
 */
export function labelHeight(
	earlier: MinuteLine,
	values: MinuteLine,
	norm: number | null,
	box: SparkBox,
	textHeight: number,
	minutes: number
): number | null {
	const end = lastKnown(earlier);
	if (end === null) return null;
	const heightOf = (value: number): number => sparkPoint(value, 0, box).y;
	const y = heightOf(end.value);
	const newest = values.slice(-minutes).filter((value) => value !== null);
	const highest = Math.min(y, ...newest.map(heightOf));
	const avoid = [...newest, ...(norm === null ? [] : [norm])].map(heightOf);
	const candidates = [y - textHeight * 0.6, y + textHeight * 1.25, highest - textHeight * 0.6].map((height) =>
		Math.min(box.height - textHeight * 0.3, Math.max(textHeight, height))
	);
	const enough = textHeight * 0.75;
	const room = (height: number): number =>
		Math.min(enough, ...avoid.map((other) => Math.abs(height - textHeight / 3 - other)));
	return candidates.reduce((best, height) => (room(height) > room(best) + 1 ? height : best));
}
