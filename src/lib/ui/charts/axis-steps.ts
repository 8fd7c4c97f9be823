/** An axis that starts at 0 and ends at a whole number of steps. */
export type Scale = Readonly<{ min: number; max: number; step: number }>;

const secondSteps = [5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 18_000, 36_000];
/** Room above the highest value, for its label. */
const headroom = 1.08;
const mostSteps = 3;
/** Steps of a score, as many times its least. */
const stepFactors = [1, 2, 5, 10];

/** The scale of waits in seconds: from 0, at most three steps, each one that a clock knows. */
export function waitScale(highestSeconds: number): Scale {
	const top = Math.max(highestSeconds, 10) * headroom;
	const step =
		secondSteps.find((candidate) => top / candidate <= mostSteps) ?? Math.ceil(top / mostSteps / 36_000) * 36_000;
	return { min: 0, max: Math.ceil(top / step) * step, step };
}

/**
 * How high a line that is only compared with has to be drawn: nearly all of it. Its rare peaks may leave the picture, because
 * one of ten minutes would press everything else flat.
 * @returns the value that at most one in twenty known ones exceeds; 0 without any
 */
export function usualHeight(values: readonly (number | null)[]): number {
	const known = values.filter((value) => value !== null).sort((a, b) => a - b);
	return known[Math.max(0, Math.ceil(known.length * 0.95) - 1)] ?? 0;
}

/**
 * The scale of a score: around its values, because half a point matters where the whole scale would hide it.
 * @param values everything that is drawn
 * @param least smallest step
 * @param bounds ends of the scale as asked; the axis never shows a score that nobody can give
 */
export function scoreScale(
	values: readonly number[],
	least: number,
	bounds: Readonly<{ min: number; max: number }>
): Scale {
	const lowest = values.length === 0 ? bounds.min : Math.min(...values);
	const highest = values.length === 0 ? bounds.max : Math.max(...values);
	const span = bounds.max - bounds.min;
	for (const factor of stepFactors) {
		const step = least * factor;
		if (step >= span) break;
		const min = Math.max(bounds.min, Math.floor(round(lowest / step)) * step);
		const max = Math.min(bounds.max, Math.max(Math.ceil(round(highest / step)) * step, min + step));
		const steps = round((max - min) / step);
		if (steps > mostSteps) continue;
		// An end of the scale may lie off the steps: then the axis is halved instead.
		return { min: round(min), max: round(max), step: Number.isInteger(steps) ? step : (max - min) / 2 };
	}
	return { min: bounds.min, max: bounds.max, step: span / 2 };
}

/**
 * Whole hours to write under a day, in minutes: few enough to be read.
 * @param from first minute drawn
 * @param to last minute drawn
 */
export function hourTicks(from: number, to: number): readonly number[] {
	const hours = (to - from) / 60;
	const step = hours <= 5 ? 60 : hours <= 9 ? 120 : hours <= 15 ? 180 : 240;
	const first = Math.ceil(from / 60) * 60;
	const ticks: number[] = [];
	for (let tick = first; tick <= to; tick += step) ticks.push(tick);
	return ticks;
}

function round(value: number): number {
	return Math.round(value * 1e9) / 1e9;
}
