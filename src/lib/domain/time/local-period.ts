import type { WallClock } from './wall-clock.ts';
import type { Interval } from './interval.ts';

/** Lengths of time that figures are totalled over, the finest first. `week` is that of ISO 8601, from Monday. */
export const totalGrains = [
	'quarter-hour',
	'half-hour',
	'hour',
	'day',
	'week',
	'sunday-week',
	'month',
	'quarter',
	'year'
] as const;
/** One of {@link totalGrains}. */
export type TotalGrain = (typeof totalGrains)[number];

/** A period on the local clock: ms since 1970-01-01T00:00 of that clock, and its name. */
export type LocalPeriod = Readonly<{ from: number; to: number; label: string }>;

const dayMs = 86_400_000;
const lengths: Partial<Record<TotalGrain, number>> = {
	'quarter-hour': 900_000,
	'half-hour': 1_800_000,
	hour: 3_600_000
};
const months: Partial<Record<TotalGrain, number>> = { month: 1, quarter: 3, year: 12 };

/**
 * The period of a grain that holds a local time. Names: `2020-03-29T09:15`, `2020-03-29`, `2020-W13`, the date of a Sunday, `2020-03`,
 * `2020-Q1`, `2020`.
 */
export function localPeriodAt(grain: TotalGrain, local: number): LocalPeriod {
	const length = lengths[grain];
	if (length !== undefined) {
		const from = Math.floor(local / length) * length;
		return { from, to: from + length, label: new Date(from).toISOString().slice(0, 16) };
	}
	const day = Math.floor(local / dayMs) * dayMs;
	const step = months[grain];
	if (step !== undefined) return ofMonths(grain, day, step);
	if (grain === 'day') return { from: day, to: day + dayMs, label: dateOf(day) };
	const from = day - (grain === 'week' ? localWeekday(local) - 1 : localWeekday(local) % 7) * dayMs;
	return { from, to: from + 7 * dayMs, label: grain === 'week' ? isoWeekLabel(from) : dateOf(from) };
}

/**
 * The period that a name means: as {@link localPeriodAt} writes it, or `03-2020`, `3/2020`, `Q1 2020`, `2020 Q1`, `W13 2020`, `202003`.
 * @returns null when it names no period of the grain
 */
export function localPeriodNamed(grain: TotalGrain, text: string): LocalPeriod | null {
	if (grain === 'year') return /^\d{4}$/.test(text) ? localPeriodOf(grain, Number(text), 1) : null;
	const prefix = grain === 'quarter' ? '[QqKk]' : grain === 'week' ? '[Ww]?' : grain === 'month' ? '' : null;
	if (prefix === null) return null;
	const first = new RegExp(`^(\\d{4})(?:[-/. ]?${prefix}|[-/. ])(\\d{1,2})$`).exec(text);
	// 20203 may be anything.
	if (first !== null && !/^\d{5}$/.test(text)) return localPeriodOf(grain, Number(first[1]), Number(first[2]));
	const last = new RegExp(`^${prefix}(\\d{1,2})[-/. ](\\d{4})$`).exec(text);
	return last === null ? null : localPeriodOf(grain, Number(last[2]), Number(last[1]));
}

/**
 * The month, quarter or ISO week of a year by its number; of a year itself, the number says nothing.
 * @returns null when the year has none of that number
 */
export function localPeriodOf(grain: TotalGrain, year: number, no: number): LocalPeriod | null {
	if (!Number.isInteger(year) || year < 1900 || year > 2200 || !Number.isInteger(no) || no < 1) return null;
	if (grain === 'week') {
		// 4 January always lies in week 1.
		const found = localPeriodAt('week', Date.UTC(year, 0, 4) + (no - 1) * 7 * dayMs);
		return found.label === `${year}-W${String(no).padStart(2, '0')}` ? found : null;
	}
	const step = months[grain];
	if (step === undefined || (step < 12 && no * step > 12)) return null;
	return localPeriodAt(grain, Date.UTC(year, step === 12 ? 0 : (no - 1) * step, 1));
}

/**
 * The instants a local period lasts from and to. A quarter of an hour, half or whole hour is as long as it is called, also where the
 * clocks change; the hour that came twice is the earlier one.
 */
export function spanOf(grain: TotalGrain, { from, to }: Omit<LocalPeriod, 'label'>, clock: WallClock): Interval {
	const start = clock.instantOf(from);
	return { from: start, to: lengths[grain] === undefined ? clock.instantOf(to) : start + (to - from) };
}

/** Monday = 1 … Sunday = 7, of a local time. */
export function localWeekday(local: number): number {
	// 1 January 1970 was a Thursday.
	return ((((Math.floor(local / dayMs) + 3) % 7) + 7) % 7) + 1;
}

function ofMonths(grain: TotalGrain, day: number, step: number): LocalPeriod {
	const date = new Date(day);
	const year = date.getUTCFullYear();
	const first = Math.floor(date.getUTCMonth() / step) * step;
	const from = Date.UTC(year, first, 1);
	const label =
		grain === 'year' ? `${year}` : grain === 'month' ? dateOf(from).slice(0, 7) : `${year}-Q${first / 3 + 1}`;
	return { from, to: Date.UTC(year, first + step, 1), label };
}

/** @param monday local midnight it begins at */
function isoWeekLabel(monday: number): string {
	const thursday = monday + 3 * dayMs;
	const year = new Date(thursday).getUTCFullYear();
	const week = Math.floor((thursday - Date.UTC(year, 0, 1)) / (7 * dayMs)) + 1;
	return `${year}-W${String(week).padStart(2, '0')}`;
}

function dateOf(local: number): string {
	return new Date(local).toISOString().slice(0, 10);
}
