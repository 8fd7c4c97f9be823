import type { SiteSettings } from '#lib/domain/settings/site-settings.ts';
import { includes, type Interval } from '#lib/domain/time/interval.ts';
import type { ReportQuery } from './report-query.ts';
import type { RollupDay, RollupReader } from './rollup-reader.ts';
import { hashOfRollups, rollupVersion } from './rollup-version.ts';

/** How a report is read: some days from sums, the rest from rows. */
export type ReportPlan = Readonly<{
	/** In order; none of their rows names an instant that had not come. */
	days: readonly RollupDay[];
	/** In order; they do not meet. */
	rowSpans: readonly Interval[];
}>;

/**
 * Which parts of some spans can be read from sums. A day can where it lies whole in one of them, and where nothing of it is later
 * than the instant it is judged at. Sums cannot tell hours, nor what a target would have made of it that was not promised.
 * @param pieces in order
 * @returns null where everything is to be read from rows
 */
export function planReport(
	query: ReportQuery,
	settings: SiteSettings,
	at: number,
	pieces: readonly Interval[],
	rollups: RollupReader
): ReportPlan | null {
	if (query.by === 'hour' || query.targetMs !== null || query.shortAbandonMs !== null) return null;
	const { head } = rollups;
	if (head?.isWhole !== true || head.version !== rollupVersion || head.settingsHash !== hashOfRollups(settings))
		return null;
	const whole = { from: pieces[0]?.from ?? 0, to: Math.max(0, ...pieces.map(({ to }) => to)) };
	const days: RollupDay[] = [];
	const rowSpans: { from: number; to: number }[] = [];
	let no = 0;
	for (const day of rollups.days()) {
		while (no < pieces.length && (pieces[no]?.to ?? 0) <= day.from) no++;
		const piece = pieces[no];
		if (piece === undefined) break;
		if (piece.from >= day.to) continue;
		const next = pieces[no + 1]?.from ?? Infinity;
		if (piece.from <= day.from && piece.to >= day.to && next >= day.to && day.latest <= at) {
			days.push(day);
			continue;
		}
		const span = { from: Math.max(day.from, whole.from), to: Math.min(day.to, whole.to) };
		const last = rowSpans.at(-1);
		if (last?.to === span.from) last.to = span.to;
		else rowSpans.push(span);
	}
	return { days, rowSpans };
}

/** Of days in order, the one that holds an instant; null where none does. */
export function dayAt(days: readonly RollupDay[], at: number): RollupDay | null {
	let low = 0;
	let high = days.length;
	while (low < high) {
		const middle = (low + high) >> 1;
		if ((days[middle]?.from ?? Infinity) <= at) low = middle + 1;
		else high = middle;
	}
	const day = days[low - 1];
	return day !== undefined && includes(day, at) ? day : null;
}
