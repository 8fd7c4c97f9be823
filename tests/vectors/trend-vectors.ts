import { parametersOf, SegmentCosts, type SegmentModel } from '#lib/domain/statistics/segment-costs.ts';
import { explainedChange } from '#lib/domain/trends/explained-change.ts';
import { mixAndRate } from '#lib/domain/trends/mix-and-rate.ts';
import { bestByCriterion, leastSquaresPartitions } from '#lib/domain/trends/partition.ts';
import { periodicStl, stl } from '#lib/domain/trends/stl.ts';
import { fOfEveryBreak, supF, SupFNulls } from '#lib/domain/trends/sup-f.ts';
import { baiInterval, cusum } from './break-second-opinion.ts';

/** As in every vector file: what a case gives, read where it is used. */
type Input = Readonly<Record<string, never>>;

/** So many that their own chance is a fraction of what the files allow. */
const nulls = new SupFNulls(20_240_601, 99_999);

/** Breaks, seasons and why an average changed. */
export const trendAdapters: Readonly<Record<string, (input: Input) => unknown>> = {
	'changepoint.json': (input) => (input['penalty'] === undefined ? breaks(input) : penalised(input)),
	'supf_pvalue.json': (input) => ({
		p: nulls.p(design(Number(input['n']), modelOf(input), Number(input['min_segment']), 0), Number(input['F']))
	}),
	'supf_null_facts.json': nullFacts,
	'stl.json': (input) => {
		const { s, t, l } = settingsOf(input, 'windows');
		const degrees = settingsOf(input, 'degrees');
		const jumps = settingsOf(input, 'jumps');
		const values: readonly number[] = input['y'] ?? [];
		const settings = {
			period: Number(input['period']),
			seasonal: { window: s, degree: degree(degrees.s), jump: jumps.s },
			trend: { window: t, degree: degree(degrees.t), jump: jumps.t },
			low: { window: l, degree: degree(degrees.l), jump: jumps.l },
			inner: Number(input['inner']),
			outer: Number(input['outer']),
			isPeriodic: input['s_window'] === 'periodic'
		};
		// The weekly cases have the settings that the product derives by itself.
		const own = periodicStl(values.length, settings.period, Boolean(input['robust']));
		if (settings.period === 52 && JSON.stringify(own) !== JSON.stringify(settings)) throw new Error('other settings');
		const { seasonal, trend, remainder } = stl(values, settings);
		return { seasonal: Array.from(seasonal), trend: Array.from(trend), remainder: Array.from(remainder) };
	},
	'kitagawa.json': (input) => {
		type Group = Readonly<{ g: string; n0: number; r0: number | null; n1: number; r1: number | null }>;
		const groups: readonly Group[] = input['groups'] ?? [];
		const found = mixAndRate(
			groups.map(({ g, n0, r0, n1, r1 }) => ({
				key: g,
				before: { count: n0, sum: n0 * (r0 ?? 0) },
				after: { count: n1, sum: n1 * (r1 ?? 0) }
			}))
		);
		return {
			...found,
			total0: found?.before,
			total1: found?.after,
			three_fold: found?.threeFold,
			groups: found?.groups.map(({ key, mix, mixCentred, rate }) => ({ g: key, mix, mix_centred: mixCentred, rate }))
		};
	},
	'oaxaca.json': (input) => {
		const rows: readonly (readonly number[])[] = input['rows'] ?? [];
		const period = (wanted: number) =>
			rows.filter(([period]) => period === wanted).map(([, wait = 0, chat = 0, score = 0]) => ({ score, drivers: [wait, chat] }));
		const found = explainedChange(period(0), period(1));
		return {
			mean0: found?.before,
			mean1: found?.after,
			...found?.threeFold,
			symmetric_explained: found?.explained,
			symmetric_unexplained: found?.unexplained,
			explained_by: { wait: found?.explainedBy[0], chat: found?.explainedBy[1] }
		};
	}
};

function breaks(input: Input) {
	const values: readonly number[] = input['y'] ?? [];
	const minSegment = Number(input['min_segment']);
	const model = String(input['model']) === 'trend' ? 'line' : 'mean';
	const costs = costsOf(values, model);
	const partitions = leastSquaresPartitions(costs, minSegment, values.length);
	const best = bestByCriterion(partitions);
	const strongest = supF(costs, minSegment);
	const yearOf = (index: number): number => 2010 + index; // where every yearly case begins
	return {
		rss: partitions.map(({ rss }) => rss),
		bic: partitions.map(({ bic }) => bic),
		best_m: best.breaks.length,
		breaks: best.breaks,
		breaks_by_m: Object.fromEntries(partitions.slice(1).map((one) => [one.breaks.length, one.breaks])),
		supF: {
			from: minSegment,
			to: values.length - minSegment,
			value: strongest.f,
			at: strongest.before,
			F: fOfEveryBreak(costs, minSegment)
		},
		segment_means: [...best.breaks, values.length].map((to, index) => mean(values.slice(best.breaks[index - 1] ?? 0, to))),
		bai_ci95: best.breaks.length === 1 ? baiInterval(values, best.breaks[0] ?? 0) : null,
		ols_cusum: cusum(values),
		years: values.map((_, index) => yearOf(index)),
		break_year_last_of_old_regime: best.breaks.map((before) => yearOf(before - 1)),
		supF_p_exact_mc: nulls.p(design(values.length, model, minSegment, 0), strongest.f)
	};
}

/** The partition that PELT finds: the least residual sum of squares plus a penalty for each break. */
function penalised(input: Input) {
	const penalty = Number(input['penalty']);
	const partitions = leastSquaresPartitions(costsOf(input['y'] ?? [], 'mean'), Number(input['min_segment']), 20);
	const cost = (one: (typeof partitions)[number]): number => one.rss + penalty * one.breaks.length;
	const best = partitions.reduce((least, one) => (cost(one) < cost(least) ? one : least));
	return { penalty, m: best.breaks.length, breaks: best.breaks, cost: cost(best) };
}

/** Facts are shares of simulated series; here they are simulated again, by other numbers. */
function nullFacts(input: Input) {
	const [n, minSegment, model] = [Number(input['n']), Number(input['min_segment']), modelOf(input)];
	const independent = design(n, model, minSegment, 0);
	const errors = input['ar1'] === undefined ? independent : design(n, model, minSegment, Number(input['ar1']));
	const fAt = (p: number): number => crossing((f) => nulls.p(independent, f) > p);
	const crit95 = fAt(0.05);
	// With one break allowed, the criterion takes it where F lies above this.
	const k = parametersOf(model);
	const fOfCriterion = (Math.exp((Math.log(n) * (k + 1)) / n) - 1) * (n - 2 * k);
	return {
		crit95,
		bic_false_positive: nulls.p(errors, fOfCriterion),
		size_at_nominal_5pct: nulls.p(errors, crit95)
	};
}

/** The F at which a claim stops being true, by halving. */
function crossing(isBelow: (f: number) => boolean): number {
	let [low, high] = [0, 1000];
	for (let step = 0; step < 60; step++) {
		const middle = (low + high) / 2;
		if (isBelow(middle)) low = middle;
		else high = middle;
	}
	return low;
}

function design(n: number, model: SegmentModel, minSegment: number, persistence: number) {
	const steps = Array.from({ length: n }, (_, step) => step);
	return { steps, model, minSegment, persistence, period: null, from: 0, to: n };
}

function costsOf(values: readonly number[], model: SegmentModel): SegmentCosts {
	return new SegmentCosts([...values.keys()], model).load(values);
}

function modelOf(input: Input): SegmentModel {
	return Number(input['k']) === 1 ? 'mean' : 'line';
}

function settingsOf(input: Input, name: string): Readonly<{ s: number; t: number; l: number }> {
	return input[name] ?? { s: 0, t: 0, l: 0 };
}

function degree(value: number): 0 | 1 {
	return value === 0 ? 0 : 1;
}

function mean(values: readonly number[]): number {
	return values.reduce((sum, value) => sum + value, 0) / values.length;
}
