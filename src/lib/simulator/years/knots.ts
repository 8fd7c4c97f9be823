import { dayNo } from '#lib/domain/time/local-days.ts';

/** A level that moves in straight lines from date to date, and stays as it is before the first and after the last. */
export type Knots = readonly Readonly<{ day: number; level: number }>[];

/** Knots by dates, `YYYY-MM-DD`, ascending. */
export function knots(levels: Readonly<Record<string, number>>): Knots {
	return Object.entries(levels).map(([date, level]) => ({ day: dayNo(date), level }));
}

/**
 * The level on a day.
 * @param day as `dayNo` counts
 */
export function levelOn(line: Knots, day: number): number {
	const next = line.findIndex((knot) => knot.day > day);
	const before = line[next < 0 ? line.length - 1 : Math.max(0, next - 1)];
	const after = line[next];
	if (before === undefined) return 0;
	if (after === undefined || after === before) return before.level;
	return before.level + ((after.level - before.level) * (day - before.day)) / (after.day - before.day);
}
