import { SupFNulls } from '#lib/domain/trends/sup-f.ts';
import { type Trend, trendOf, weeklyRules, yearlyRules } from '#lib/domain/trends/trend-break.ts';
import { weeklyTrend } from '#lib/domain/trends/weekly-trend.ts';
import type { Finding, FoundBreak, PageAnnotation } from '#lib/protocol/annual-page.ts';
import { dateOfDay, dayNo } from '#lib/domain/time/local-days.ts';
import type { FindingSeries } from './finding-series.ts';

/** What simulated series are drawn from: the same for everybody, so that everybody is told the same. */
export const findingsSeed = 20_260_102;
const simulations = { week: 4_999, year: 19_999 };
const weeksOfYear = 52.1775;
/**
 * In fewer weeks a level that changed can pass for a pattern of the year, and come back as a break a year off. There a break counts
 * only where the values as they are have it too.
 */
const surePattern = 182;
const nearWeeks = 4;
/** Weeks on either side of a break over which it is looked who answered. */
const responseWeeks = 26;
const nearDays = 56;

/** What was found before is kept: series of one length are held against the same simulations. */
export class BreakFinder {
	readonly #nulls = {
		week: new SupFNulls(findingsSeed, simulations.week),
		year: new SupFNulls(findingsSeed, simulations.year)
	};

	/** Looks for breaks in a series. It takes tenths of a second, and with years of weeks longer. */
	find(series: FindingSeries): Finding {
		const { figure, grain, points, buckets, notTested } = series;
		const head = {
			...{ figure, grain, n: points.length, simulations: simulations[grain] },
			span: buckets.length === 0 ? null : { from: buckets[0] ?? '', to: buckets.at(-1) ?? '' }
		};
		if (notTested !== null || points.length === 0) {
			const reason = notTested ?? 'too few values';
			return { ...head, ...untold, notTested: reason, adjustment: 'none' };
		}
		const found =
			grain === 'week'
				? weeklyTrend(points, this.#nulls.week)
				: { trend: trendOf(points, yearlyRules(points.length), this.#nulls.year), adjustment: null };
		if (grain === 'week' && !this.#isSure(series, found.trend))
			return { ...head, ...untold, notTested: 'unsure season', adjustment: found.adjustment?.method ?? 'none' };
		const told = toldOf(found.trend, series);
		return { ...head, ...told, adjustment: found.adjustment?.method ?? 'none' };
	}

	/** Whether a pattern of the year can have made none of the breaks. */
	#isSure({ points }: FindingSeries, { breaks }: Trend): boolean {
		if (points.length >= surePattern || breaks.length === 0) return true;
		const plain = trendOf(points, weeklyRules(points.length, null), this.#nulls.week).breaks;
		return breaks.every(({ firstAfter }) => plain.some((one) => Math.abs(one.firstAfter - firstAfter) <= nearWeeks));
	}
}

const untold = { p: null, hasLowPower: true, lines: [], breaks: [] } as const;

function toldOf(
	{ test, notTested, lines, breaks }: Trend,
	{ grain, points, buckets, responses }: FindingSeries
): Pick<Finding, 'notTested' | 'p' | 'hasLowPower' | 'lines' | 'breaks'> {
	const first = points[0]?.step ?? 0;
	const bucketOf = (step: number): string => buckets[step - first] ?? '';
	const perYear = grain === 'week' ? weeksOfYear : 1;
	return {
		notTested,
		p: test?.p ?? null,
		hasLowPower: test?.hasLowPower ?? true,
		lines: lines.map(({ firstStep, lastStep, atFirst, atLast, slope }) => ({
			...{ from: bucketOf(firstStep), to: bucketOf(lastStep), start: atFirst, end: atLast },
			slope:
				slope === null ? null : { value: slope.value * perYear, low: slope.low * perYear, high: slope.high * perYear }
		})),
		breaks: breaks.map(({ lastBefore, firstAfter, earliest, latest, jump }) => ({
			...{ lastBefore: bucketOf(lastBefore), firstAfter: bucketOf(firstAfter) },
			...{ earliest: bucketOf(earliest), latest: bucketOf(latest) },
			jump: { value: jump.value, low: jump.low, high: jump.high },
			...responsesAround(responses, firstAfter - first, grain === 'week' ? responseWeeks : 1),
			near: []
		}))
	};
}

/** Which share answered in so many periods before a place and after it. */
function responsesAround(
	responses: FindingSeries['responses'],
	place: number,
	length: number
): Pick<FoundBreak, 'responseRate'> {
	const rateOf = (from: number, to: number): number | null => {
		const known = (responses ?? []).slice(Math.max(0, from), to).filter((one) => one !== null);
		const sent = known.reduce((sum, one) => sum + one.sent, 0);
		return sent === 0 ? null : known.reduce((sum, one) => sum + one.replied, 0) / sent;
	};
	const [before, after] = [rateOf(place - length, place), rateOf(place, place + length)];
	return before === null || after === null ? {} : { responseRate: { before, after } };
}

/** The finding with what happened about its breaks: a date beside a date, and no cause. */
export function withAnnotations(finding: Finding, annotations: readonly PageAnnotation[]): Finding {
	const breaks = finding.breaks.map((one) => {
		const begin = firstDayOf(one.firstAfter);
		const from = dateOfDay(begin - nearDays);
		const to = dateOfDay(finding.grain === 'week' ? begin + nearDays : begin + 365);
		return { ...one, near: annotations.filter((note) => note.from <= to && (note.to ?? note.from) >= from) };
	});
	return { ...finding, breaks };
}

/** Of a week or a year, as days since 1970. */
function firstDayOf(bucket: string): number {
	const [year = '', week] = bucket.split('-W');
	if (week === undefined) return dayNo(`${year}-01-01`);
	const january = dayNo(`${year}-01-04`);
	// 1 January 1970 was a Thursday.
	return january - ((((january + 3) % 7) + 7) % 7) + (Number(week) - 1) * 7;
}
