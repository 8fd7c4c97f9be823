import { isoWeekOf } from '#lib/domain/time/calendar.ts';
import { localPeriodOf, spanOf } from '#lib/domain/time/local-period.ts';
import type { Interval } from '#lib/domain/time/interval.ts';
import { InvalidQuery } from '../live/live-query.ts';
import { clippedTo, type PointSpan, pointSpans } from './point-spans.ts';
import type { YearQuery } from './trend-query.ts';
import { knownSpan, type TrendWorld } from './trend-world.ts';

/** Years beside which a year stands where nobody says which. */
const usualYears = 3;

/** Which days an annual page is about. */
export type AnnualSpans = Readonly<{
	year: number;
	/** Ascending. */
	against: readonly number[];
	known: readonly number[];
	through: Readonly<{ day: string; isoWeek: number; isYearOver: boolean }>;
	/** Each compared year and the year itself, up to the same day. */
	years: readonly PointSpan[];
	/** From the first of the years to the last day of the year that is shown. */
	whole: Interval;
	/** The ISO weeks of each year, as far as the year has come. */
	weeks: readonly Readonly<{ year: number; spans: readonly PointSpan[] }>[];
}>;

/**
 * The days of a page: every year up to the same day, the last that is over in the year.
 * @throws InvalidQuery when no day of the year is over
 */
export function annualSpans(world: TrendWorld, { year: asked, against }: YearQuery): AnnualSpans {
	const { calendar, at } = world;
	const lastWhole = calendar.dateOf(calendar.dayOf(at).from - 1);
	const year = asked ?? Number(lastWhole.slice(0, 4));
	const isYearOver = Number(lastWhole.slice(0, 4)) > year || lastWhole === `${year}-12-31`;
	if (!isYearOver && Number(lastWhole.slice(0, 4)) !== year)
		throw new InvalidQuery('year', `no day of ${year} is over yet`);
	const day = isYearOver ? '12-31' : lastWhole.slice(5);
	const known = knownYears(world);
	const beside = against ?? known.filter((one) => one < year).slice(-usualYears);
	if (beside.some((one) => one >= year)) throw new InvalidQuery('vs', `takes years before ${year}`);
	const through = { day, isoWeek: weeksBegun(year, day, isYearOver), isYearOver };
	const upTo = (one: number): number => calendar.day(dateIn(one, day)).to;
	const years = [...beside, year].map((one) => yearUpTo(world, one, upTo(one)));
	const whole = { from: years[0]?.from ?? 0, to: upTo(year) };
	const weeks = [...beside, year].map((one) => ({
		year: one,
		spans: weeksOf(world, one, isYearOver ? 53 : through.isoWeek, one === year ? whole.to : Infinity)
	}));
	return { year, against: beside, known, through, years, whole, weeks };
}

function yearUpTo({ clock }: TrendWorld, year: number, to: number): PointSpan {
	const period = localPeriodOf('year', year, 1);
	if (period === null) throw new InvalidQuery('year', `there is no year ${year}`);
	const span = spanOf('year', period, clock);
	// The part that is asked for is whole in itself: every year is cut off at the same day.
	const point = clippedTo({ from: span.from, to }, String(year), span);
	return { ...point, to, isClipped: false };
}

function weeksOf({ clock }: TrendWorld, year: number, most: number, until: number): readonly PointSpan[] {
	const found: PointSpan[] = [];
	for (let no = 1; no <= most; no++) {
		const period = localPeriodOf('week', year, no);
		if (period === null) break;
		const point = clippedTo({ from: -Infinity, to: until }, period.label, spanOf('week', period, clock));
		if (point.spans.length > 0) found.push(point);
	}
	return found;
}

/** How many weeks of the ISO year have begun by the end of a day: the first days of January may belong to the year before. */
function weeksBegun(year: number, day: string, isYearOver: boolean): number {
	const { isoYear, isoWeek } = isoWeekOf(`${year}-${day}`);
	if (!isYearOver && isoYear === year) return isoWeek;
	if (isoYear < year) return 0;
	return localPeriodOf('week', year, 53) === null ? 52 : 53;
}

/** 29 February is the 28th in other years. */
function dateIn(year: number, day: string): string {
	const isLeap = new Date(Date.UTC(year, 1, 29)).getUTCMonth() === 1;
	return `${String(year).padStart(4, '0')}-${day === '02-29' && !isLeap ? '02-28' : day}`;
}

function knownYears(world: TrendWorld): readonly number[] {
	const spans = [...world.contacts, ...(world.totals.span === null ? [] : [world.totals.span])];
	const known = knownSpan(world);
	if (known === null) return [];
	return pointSpans('year', known, world.clock)
		.filter(({ from, to }) => spans.some((span) => span.from < to && span.to > from))
		.map(({ bucket }) => Number(bucket));
}
