import { quantileInterpolated, quantileInverse, quantileLower } from '#lib/domain/statistics/quantile.ts';
import { meanInterval } from '#lib/domain/statistics/mean-interval.ts';
import { npsInterval, npsWaldInterval } from '#lib/domain/statistics/nps.ts';
import { newcombeDifference, wilson } from '#lib/domain/statistics/proportion.ts';
import { WaitSketch } from '#lib/domain/statistics/wait-sketch.ts';
import { SiteCalendar } from '#lib/domain/time/calendar.ts';
import { countByWeek, growthOf, runningWeek } from '#lib/domain/time/weeks.ts';

/** As in every vector file: what a case gives, read where it is used. */
type Input = Readonly<Record<string, never>>;

/** Weeks, intervals and quantiles. */
export const statisticsAdapters: Readonly<Record<string, (input: Input) => unknown>> = {
	'weekly_counts.json': weeklyCounts,
	'same_point_last_week.json': (input) => {
		const calendar = new SiteCalendar(String(input['tz']));
		const now = Date.parse(String(input['now']));
		const { week, previous, isMovedPastGap } = runningWeek(calendar, now);
		return {
			local_now: calendar.localTime(now),
			week: week.label,
			week_start: utc(week.from),
			prev_week_start: utc(previous.from),
			same_point_last_week: utc(previous.to),
			hours_back: (now - previous.to) / 3_600_000,
			gap: isMovedPastGap
		};
	},
	'week_growth_significance.json': (input) => {
		const { ratio, p, low, high } = growthOf(Number(input['now']), Number(input['prev']));
		// The files write null where both counts are 0; as a ratio, anything from 0 up is possible then.
		const nothing = input['now'] === 0 && input['prev'] === 0;
		return { ratio, p, ci_lo: nothing && low === 0 ? null : low, ci_hi: high };
	},
	'wilson.json': (input) => {
		const interval = wilson(Number(input['successes']), Number(input['n']), Number(input['confidence']));
		return { p: interval?.value, lo: interval?.low, hi: interval?.high };
	},
	'newcombe_difference.json': ({ x1, n1, x2, n2, confidence }) => {
		const difference = newcombeDifference(Number(x1), Number(n1), Number(x2), Number(n2), Number(confidence));
		return { diff: difference?.value, lo: difference?.low, hi: difference?.high };
	},
	'mean_ci.json': (input) => {
		const scores: readonly number[] = input['scores'] ?? [];
		const sum = scores.reduce((total, score) => total + score, 0);
		const sumSquares = scores.reduce((total, score) => total + score * score, 0);
		const interval = meanInterval({ n: scores.length, sum, sumSquares });
		return { n: scores.length, mean: interval?.mean, sd: interval?.sd, lo: interval?.low, hi: interval?.high };
	},
	'nps.json': (input) => {
		const [promoters, passives, detractors] = [input['promoters'], input['passives'], input['detractors']].map(Number);
		const adjusted = npsInterval(promoters ?? 0, passives ?? 0, detractors ?? 0);
		const plain = npsWaldInterval(promoters ?? 0, passives ?? 0, detractors ?? 0);
		return {
			n: adjusted?.n,
			nps: adjusted?.value,
			wald_lo: plain?.low,
			wald_hi: plain?.high,
			adj_center: adjusted?.centre,
			adj_lo: adjusted?.low,
			adj_hi: adjusted?.high
		};
	},
	'quantiles_sketches.json': quantiles
};

function weeklyCounts(input: Input) {
	const calendar = new SiteCalendar(String(input['tz']));
	const events = ((input['events'] ?? []) as readonly string[]).map((event) => Date.parse(event)); // as the files write them
	const now = Date.parse(String(input['now']));
	const { current, previous } = runningWeek(calendar, now);
	const within = ({ from, to }: { from: number; to: number }): number =>
		events.filter((at) => at >= from && at < to).length;
	return {
		counts: Object.fromEntries(countByWeek(calendar, events, 'iso', now)),
		partial_this_week: within(current),
		partial_last_week_same_point: within(previous),
		partial_growth: growthOf(within(current), within(previous)).growth
	};
}

function quantiles(input: Input) {
	const values = ((input['values'] as readonly number[] | undefined) ?? generated(input)).toSorted((a, b) => a - b); // as the files write them
	const shares: readonly number[] = input['q'] ?? [];
	const whole = new WaitSketch();
	const shards = Array.from({ length: 7 }, () => new WaitSketch());
	for (const value of values) whole.add(value);
	for (const [index, value] of values.entries()) shards[index % 7]?.add(value);
	const merged = shards.reduceRight((sum, shard) => (sum.merge(shard), sum), new WaitSketch());
	if (JSON.stringify(merged.stored()) !== JSON.stringify(whole.stored())) throw new Error('shards differ from the whole');
	return {
		exact_lower: shares.map((q) => quantileLower(values, q)),
		exact_type1: shares.map((q) => quantileInverse(values, q)),
		exact_type7: shares.map((q) => quantileInterpolated(values, q)),
		// The files give the band, not a value: the band comes back where the sketch is inside, the value where it is not.
		ddsketch_alpha_0_01_band: shares.map((q) => {
			const exact = quantileLower(values, q) ?? Number.NaN;
			const band = [exact * 0.99, exact * 1.01];
			const found = whole.quantileMs(q) ?? Number.NaN;
			return found >= exact * 0.99 && found <= exact * 1.01 ? band : [found, found];
		}),
		...(input['values'] === undefined ? remarks : {})
	};
}

/** What the files say of another sketch and of merging, which the shards above have shown. */
const remarks = {
	hdr_3_digits_rel_error: 0.001,
	merge: 'split into 7 shards i%7, sketch each, merge: DDSketch bins identical to the single sketch; HDR identical'
};

/** The two data sets that the files describe by a recurrence, checked against the sums they give. */
function generated(input: Input): number[] {
	const hasZeros = String(input['generator']).includes('u<0.3');
	const values: number[] = [];
	let x = 20240101;
	while (values.length < Number(input['n'])) {
		x = (16807 * x) % 2147483647;
		const u = x / 2147483647;
		if (!hasZeros) values.push(Math.round(-95_000 * Math.log(1 - u)));
		else values.push(u < 0.3 ? 0 : Math.round(-60_000 * Math.log((1 - u) / 0.7)));
	}
	const sum = values.reduce((total, value) => total + value, 0);
	if (sum !== Number(input['checksum_sum'])) throw new Error(`the generated waits add up to ${sum}`);
	return values;
}

function utc(at: number): string {
	return new Date(at).toISOString().replace('.000Z', 'Z');
}
