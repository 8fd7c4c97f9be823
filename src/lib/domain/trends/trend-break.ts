import type { Estimate } from '../statistics/proportion.ts';
import { parametersOf, type SegmentCosts } from '../statistics/segment-costs.ts';
import { bestByCriterion } from './partition.ts';
import { costsOf, LikelyErrors } from './likely-errors.ts';
import { type ErrorModel, longRunVariance, persistenceAtLength } from './fading-errors.ts';
import { type FitAssumptions, PiecewiseFit, type TrendLine } from './piecewise-fit.ts';
import type { TrendPoint } from './segment-line.ts';
import { supF, type SupFNulls } from './sup-f.ts';

/** How a series is searched for breaks. */
export type TrendRules = FitAssumptions &
	Readonly<{
		/** Below so many values nothing is tested. */
		fewest: number;
		/** The shortest stretch that can be told from chance, in values. */
		minSegment: number;
		mostBreaks: number;
		/** Whether so short a series shows large breaks only. */
		hasLowPower: boolean;
	}>;

/** A break is called one when chance alone gives it in at most this share of series. */
export const breakLevel = 0.05;

/** Rules for one value a year. */
export function yearlyRules(n: number): TrendRules {
	return {
		model: 'line',
		fewest: 10,
		minSegment: n < 12 ? 3 : 4,
		mostBreaks: n < 20 ? 1 : Math.floor(n / 10),
		errors: 'independent',
		period: null,
		hasLowPower: n < 15
	};
}

/**
 * Rules for one value a week. Weeks resemble the week before, which a test for independent values takes for a break in half of
 * all series.
 * @param period see {@link TrendRules.period}
 */
export function weeklyRules(n: number, period: number | null): TrendRules {
	return {
		model: 'line',
		fewest: 52,
		minSegment: n < 104 ? 8 : 16,
		mostBreaks: Math.max(1, Math.floor(n / 52)),
		errors: 'fading',
		period,
		hasLowPower: n < 104
	};
}

/** A date at which a series went another way. It is a date, not a cause. */
export type TrendBreak = Readonly<{
	/** The last step of the old regime and the first of the new one. */
	lastBefore: number;
	firstAfter: number;
	/** Last steps of the old regime that the values allow as well (95 %); the found one lies among them. */
	earliest: number;
	latest: number;
	/**
	 * How far the new line begins above the old one continued, in the values' unit, with a 95 % interval over all dates that the
	 * values allow: at the found date alone it would cover a small jump in six of ten series only.
	 */
	jump: Estimate;
}>;

/** Why a series was not tested. */
export type NotTested = 'too few values' | 'no variation';

/** How a series ran, as lines, and when it went another way. */
export type Trend = Readonly<{
	n: number;
	/** One more than there are breaks; their slopes' intervals allow for the dates as the jumps' do. Empty without values to draw through. */
	lines: readonly TrendLine[];
	breaks: readonly TrendBreak[];
	/** The test for any break at all; null where there was none, with the reason in `notTested`. */
	test: Readonly<{
		supF: number;
		/** Probability of as large a sup-F where nothing broke. */
		p: number;
		/** For each number of breaks tried after the first: probability of so clear a next break where there are no more. */
		furtherPs: readonly number[];
		/** The last step before the strongest break, significant or not. */
		strongestAfter: number;
		simulations: number;
		minSegment: number;
		assumes: TrendRules['errors'];
		/** Lag-one correlation that the simulated series had; 0 for independent errors. */
		persistence: number;
		hasLowPower: boolean;
	}> | null;
	notTested: NotTested | null;
}>;

/**
 * Looks for breaks: exact least-squares partitions, their number by Schwarz's criterion, and a gate before each, because the
 * criterion alone finds a break in every fourth series of 15 years without any, and more in weeks. A first break is called one
 * when the sup-F of the series is rare where nothing broke; a next one when that of a stretch between breaks is, as rare as
 * several stretches ask for.
 * Source: Bai and Perron 1998 (one break after the other).
 * @param points ascending by step; gaps are allowed
 */
export function trendOf(points: readonly TrendPoint[], rules: TrendRules, nulls: SupFNulls): Trend {
	return searchBreaks(points, rules, nulls).told();
}

/** Where a series breaks, and on demand what is told of it: intervals take longer than the search. */
export type BreakSearch = Readonly<{
	/** How many values lie before each break, ascending. */
	cuts: readonly number[];
	told(): Trend;
}>;

/** As {@link trendOf}, for whoever needs only the dates at first. */
export function searchBreaks(points: readonly TrendPoint[], rules: TrendRules, nulls: SupFNulls): BreakSearch {
	for (const { step, value } of points)
		if (!Number.isSafeInteger(step) || !Number.isFinite(value))
			throw new RangeError(`a value at a whole step is needed, got ${value} at ${step}`);
	const n = points.length;
	const unbroken = (): readonly TrendLine[] =>
		n > parametersOf(rules.model) ? new PiecewiseFit(points, [], rules).lines() : [];
	const notTested = (reason: NotTested): BreakSearch => ({
		cuts: [],
		told: () => ({ n, lines: unbroken(), breaks: [], test: null, notTested: reason })
	});
	if (n < Math.max(rules.fewest, 2 * rules.minSegment)) return notTested('too few values');
	const costs = costsOf(points, rules);
	if (costs.total === 0) return notTested('no variation');
	const strongest = supF(costs, rules.minSegment);
	const likely = new LikelyErrors(points, rules, costs);
	const { p, persistence } = nextBreak(points, rules, nulls, [], [strongest.before], likely);
	const partitions = p > breakLevel ? [] : likely.allowed;
	const most = partitions.length === 0 ? 0 : bestByCriterion(partitions).breaks.length;
	const furtherPs: number[] = [];
	let count = Math.min(1, most);
	while (count > 0 && count < most) {
		const [more, found] = [partitions[count + 1]?.breaks ?? [], partitions[count]?.breaks ?? []];
		const further = nextBreak(points, rules, nulls, found, more, likely).p;
		furtherPs.push(further);
		if (further > breakLevel) break;
		count++;
	}
	const { minSegment, errors, hasLowPower } = rules;
	const test = {
		supF: strongest.f,
		p,
		furtherPs,
		strongestAfter: stepAt(points, strongest.before - 1),
		simulations: nulls.simulations,
		minSegment,
		assumes: errors,
		persistence,
		hasLowPower
	};
	const cuts = partitions[count]?.breaks ?? [];
	const told = (): Trend => {
		const found =
			cuts.length === 0 ? { lines: unbroken(), breaks: [] } : described(points, rules, costs, cuts, likely.with(cuts));
		return { n, ...found, test, notTested: null };
	};
	return { cuts, told };
}

/**
 * Probability of the clearest break in any stretch between the given ones, where there are no more of them. How slowly errors
 * fade is told from the residuals without that break, although a break makes it look slower: told from those with it, breaks by
 * chance would pass. Where chance of its own lies over a level that fades, the one hides how slow the other is: what passes is
 * held against the slower fading that the residuals with the break tell of, when both are looked for.
 * @param cuts the breaks so far; `more` those with the one that is tested
 */
function nextBreak(
	points: readonly TrendPoint[],
	rules: TrendRules,
	nulls: SupFNulls,
	cuts: readonly number[],
	more: readonly number[],
	likely: LikelyErrors
): Readonly<{ p: number; persistence: number }> {
	const { model, minSegment, period, errors } = rules;
	const steps = points.map(({ step }) => step);
	const bounds = [0, ...cuts, points.length];
	const stretches = bounds
		.slice(1)
		.map((to, index) => ({ from: bounds[index] ?? 0, to }))
		.filter(({ from, to }) => to - from >= 2 * minSegment);
	const sought = stretches.map((stretch) => {
		const { f } = supF(costsOf(points.slice(stretch.from, stretch.to), rules), minSegment);
		return { ...stretch, f };
	});
	const pWith = (persistence: number): number => {
		const ps = nulls.ps({ steps, model, minSegment, persistence, period }, sought);
		// Of several stretches one has a small p sooner than of one (Bonferroni).
		return Math.min(1, ...ps.map((one) => one * ps.length));
	};
	const { persistence } = new PiecewiseFit(points, cuts, rules);
	const p = pWith(persistence);
	if (errors === 'independent' || p > breakLevel) return { p, persistence };
	// Upwards, in the steps that are told apart when series are simulated.
	const slower = Math.min(0.98, Math.ceil(100 * persistenceAtLength(likely.with(more))) / 100);
	return slower <= persistence ? { p, persistence } : { p: Math.max(p, pWith(slower)), persistence: slower };
}

/**
 * Breaks and lines with intervals over every date that the values allow: those whose fit is not clearly worse.
 * Source of the limit: Hansen 2000, inverted likelihood ratio, −2 ln(1 − √0.95).
 */
function described(
	points: readonly TrendPoint[],
	rules: TrendRules,
	costs: SegmentCosts,
	cuts: readonly number[],
	models: readonly ErrorModel[]
): Pick<Trend, 'lines' | 'breaks'> {
	const fitWith = (breaks: readonly number[]): PiecewiseFit => new PiecewiseFit(points, breaks, rules, models);
	const found = fitWith(cuts);
	// Errors that fade carry less about a date than as many independent ones: what counts is their long-run variance.
	const variance = found.models.length === 0 ? found.variance : longRunVariance(found.models);
	const limit = -2 * Math.log(1 - Math.sqrt(0.95)) * variance;
	const lines = found.lines();
	const breaks = cuts.map((cut, index): TrendBreak => {
		const [from, to] = [cuts[index - 1] ?? 0, cuts[index + 1] ?? points.length];
		const left = (at: number): number => costs.rss(from, at) + costs.rss(at, to);
		let jump = found.jump(index);
		let [earliest, latest] = [cut, cut];
		for (let at = from + rules.minSegment; at <= to - rules.minSegment; at++) {
			if (left(at) - left(cut) > limit) continue;
			const other = fitWith(cuts.with(index, at));
			[earliest, latest] = [Math.min(earliest, at), Math.max(latest, at)];
			jump = widened(jump, other.jump(index));
			for (const side of [index, index + 1]) {
				const [line, slope] = [lines[side], other.line(side).slope];
				if (line !== undefined && line.slope !== null && slope !== null)
					lines[side] = { ...line, slope: widened(line.slope, slope) };
			}
		}
		return {
			lastBefore: stepAt(points, cut - 1),
			firstAfter: stepAt(points, cut),
			earliest: stepAt(points, earliest - 1),
			latest: stepAt(points, latest - 1),
			jump
		};
	});
	return { lines, breaks };
}

function widened(estimate: Estimate, other: Estimate): Estimate {
	return { ...estimate, low: Math.min(estimate.low, other.low), high: Math.max(estimate.high, other.high) };
}

function stepAt(points: readonly TrendPoint[], index: number): number {
	return points[index]?.step ?? Number.NaN;
}
