import { quantileInterpolated } from '../statistics/quantile.ts';
import { periodicStl, stl } from './stl.ts';

/** Weeks after which a year's pattern comes back. A 53rd week stays in its place: the pattern drifts a week in five to six years. */
export const weeksPerYear = 52;

/** A series freed of what comes back every year. */
export type SeasonalAdjustment = Readonly<{
	/** `stl` from three years on, `medians` of the same week from two years on, else `none`: the values are as they were. */
	method: 'stl' | 'medians' | 'none';
	/** Value less seasonal part, in the values' unit. */
	adjusted: readonly number[];
	/** What the season adds, about 0 over a year; 0 throughout where nothing was taken out. */
	seasonal: readonly number[];
	/** Where the series would be without season and chance; null unless by STL. */
	trend: readonly number[] | null;
}>;

/**
 * Frees consecutive values of the pattern of the year: by robust STL with one pattern for all years, in which single odd weeks
 * count less. Two years tell too little for that: there the pattern is the median of the same week, freed of the slope from year to
 * year, and with less than two years it cannot be told from chance.
 * @param values one for each week without a gap
 */
export function seasonallyAdjusted(values: readonly number[], period = weeksPerYear): SeasonalAdjustment {
	if (values.length >= 3 * period) {
		const { seasonal, trend } = stl(values, periodicStl(values.length, period, true));
		return { method: 'stl', ...without(values, Array.from(seasonal)), trend: Array.from(trend) };
	}
	if (values.length >= 2 * period) {
		return { method: 'medians', ...without(values, medianPattern(values, period)), trend: null };
	}
	return { method: 'none', adjusted: values, seasonal: values.map(() => 0), trend: null };
}

function without(values: readonly number[], seasonal: readonly number[]) {
	return { seasonal, adjusted: values.map((value, index) => value - (seasonal[index] ?? 0)) };
}

function medianPattern(values: readonly number[], period: number): number[] {
	// The slope from year to year: a line through two years of a pattern would take part of the pattern for a slope.
	const slope = median(values.slice(period).map((value, index) => value - (values[index] ?? 0))) / period;
	const medians = Array.from({ length: period }, (_, phase) =>
		median(values.map((value, index) => value - slope * index).filter((__, index) => index % period === phase))
	);
	const mean = medians.reduce((sum, one) => sum + one / period, 0);
	return values.map((_, index) => (medians[index % period] ?? 0) - mean);
}

function median(values: readonly number[]): number {
	return (
		quantileInterpolated(
			values.toSorted((one, other) => one - other),
			0.5
		) ?? 0
	);
}
