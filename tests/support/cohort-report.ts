import type { Wait } from '#lib/domain/contact/wait.ts';
import { cohortSums } from '#lib/domain/live/cohort.ts';
import { type CohortFigures, flowFigures } from '#lib/domain/live/figures.ts';
import type { SiteCalendar } from '#lib/domain/time/calendar.ts';
import { includes, type Interval } from '#lib/domain/time/interval.ts';

/** One row of a report: what became of the waits that entered in its bucket. */
export type ReportRow = Readonly<{
	/** `total`, or a local date `YYYY-MM-DD`. */
	bucket: string;
}> &
	CohortFigures;

/**
 * A report on the cohort basis, straight from waits in memory and without the history that the product's own reports read: each wait counts in the bucket it entered in, with what became of it by `at`. A day without
 * any wait has no row; a total always has one, with zeros and nulls when nothing entered.
 * @param within only waits that entered in it; null for all
 */
export function cohortReport(
	waits: Iterable<Wait>,
	grain: 'total' | 'day',
	within: Interval | null,
	at: number,
	calendar: SiteCalendar
): ReportRow[] {
	const buckets = new Map<string, Wait[]>();
	if (grain === 'total') buckets.set('total', []);
	for (const wait of waits) {
		if (within !== null && !includes(within, wait.entry)) continue;
		const bucket = grain === 'total' ? 'total' : localDate(wait.entry, calendar);
		const cohort = buckets.get(bucket);
		if (cohort === undefined) buckets.set(bucket, [wait]);
		else cohort.push(wait);
	}
	const all: Interval = { from: -Infinity, to: Infinity };
	return [...buckets]
		.sort(([a], [b]) => (a < b ? -1 : 1))
		.map(([bucket, cohort]) => {
			const { sums, pending } = cohortSums(cohort, all, at);
			return { bucket, ...flowFigures(sums), pending, final: pending === 0 };
		});
}

const dateOfDay = new WeakMap<Interval, string>();

/** The calendar hands out the same interval for the same day, and finding its name is what costs. */
function localDate(at: number, calendar: SiteCalendar): string {
	const day = calendar.dayOf(at);
	const known = dateOfDay.get(day);
	if (known !== undefined) return known;
	const date = calendar.dateOf(at);
	dateOfDay.set(day, date);
	return date;
}
