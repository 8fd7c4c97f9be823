/** What a report is cut into. */
export const reportGrains = [
	'total',
	'hour',
	'weekday',
	'day',
	'week',
	'sunday-week',
	'month',
	'quarter',
	'year',
	'queue',
	'channel',
	'topic'
] as const;
/** One of {@link reportGrains}. */
export type ReportGrain = (typeof reportGrains)[number];

/** Grains whose buckets follow each other in time, so that each has a beginning, an end and one before it. */
export const periodGrains = ['day', 'week', 'sunday-week', 'month', 'quarter', 'year'] as const;
/** One of {@link periodGrains}. */
export type PeriodGrain = (typeof periodGrains)[number];

/** Whether the buckets of a grain are periods. */
export function isPeriodGrain(grain: ReportGrain): grain is PeriodGrain {
	return periodGrains.some((period) => period === grain);
}
