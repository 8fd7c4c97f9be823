import type { GrowthPlan } from './week-plan.ts';

/**
 * The chat pilot as it grows: customers served in each ISO week, from the week four weeks before the running one. The last
 * two complete weeks have 1,400 and 2,400; after that it levels off, and the last figure holds for every week to come.
 */
export const telecomGrowth: Omit<GrowthPlan, 'firstWeek'> = {
	queue: 'Chat',
	servedPerWeek: [760, 1_060, 1_400, 2_400, 2_460, 2_500]
};
/** Complete weeks before the running one that the growth starts with. */
export const telecomGrowthWeeks = 4;
