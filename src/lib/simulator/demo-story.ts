import { dayAfter, localDayAt } from './local-day.ts';
import type { SimulatorOptions } from './simulator.ts';
import { telecomGrowth, telecomGrowthWeeks } from './telecom-growth.ts';

/**
 * Where the demo's story begins that is to be shown at an instant: the Monday, at midnight in the zone, four weeks before the
 * week of that instant. So it is the same story at any hour of that week.
 * @returns UTC epoch ms
 * @throws RangeError when the zone is unknown
 */
export function storyStart(now: number, zone: string): number {
	const day = localDayAt(now, zone);
	return dayAfter(day, -day.weekdayIndex - 7 * telecomGrowthWeeks).from;
}

/**
 * The demo's service desk: it never closes, and its chat pilot grows from week to week, so that in the two complete ISO weeks
 * before the one that is told last it serves 1,400 and 2,400 customers.
 * @param from what {@link storyStart} gave
 */
export function storyOptions(seed: number, from: number, zone: string): SimulatorOptions {
	const growth = { ...telecomGrowth, firstWeek: localDayAt(from, zone).weekName };
	return { seed, from, zone, alwaysOpen: true, growth };
}
