import { resolutionFigures, resolutionOutcomes } from '#lib/domain/metrics/first-contact-resolution.ts';
import { adherenceFigures, adherenceSums } from '#lib/domain/metrics/schedule-adherence.ts';
import {
	differenceBounds,
	isRankingIdentified,
	pooledBounds,
	pooledByResponses,
	pooledByVolume,
	responseShare,
	satisfiedShare,
	type Surveyed,
	tippingGap,
	worstCaseBounds
} from '#lib/domain/satisfaction/non-response.ts';
import { postStratified } from '#lib/domain/satisfaction/post-stratification.ts';
import { lastDays, rollingByCount, rollingByDays } from '#lib/domain/satisfaction/rolling.ts';
import { scoreFigures } from '#lib/domain/satisfaction/score-figures.ts';
import { addScore, newScoreSums, type ScoreSums } from '#lib/domain/satisfaction/score-sums.ts';
import { wilson } from '#lib/domain/statistics/proportion.ts';
import { SiteCalendar } from '#lib/domain/time/calendar.ts';

type Input = Readonly<Record<string, never>>;

/** Scores, who answers, resolution and adherence. */
export const satisfactionAdapters: Readonly<Record<string, (input: Input) => unknown>> = {
	'csat_ces.json': (input) => {
		const [min, max]: readonly number[] = input['scale'] ?? [];
		const scale = { min: min ?? 0, max: max ?? 0, top: input['top'] ?? [] };
		const sums = newScoreSums();
		const counts: Readonly<Record<string, number>> = input['counts'] ?? {};
		for (const [score, count] of Object.entries(counts))
			for (let answer = 0; answer < count; answer++) addScore(sums, Number(score), scale);
		const figures = scoreFigures('csat', sums);
		return {
			n: figures.n,
			top: sums.top,
			top_box: figures.top_share,
			wilson_lo: figures.top_low,
			wilson_hi: figures.top_high,
			mean: figures.mean
		};
	},
	'rolling_satisfaction.json': rolling,
	'nonresponse_bounds.json': nonResponse,
	'poststratification.json': (input) => {
		const strata = (input['strata'] ?? []) as readonly { s: string; N: number; n: number; x: number }[]; // as the files write them
		const score = postStratified(strata.map(({ s, N, n, x }) => ({ name: s, contacts: N, responses: n, satisfied: x })));
		return {
			raw: score?.raw,
			weighted: score?.value,
			se: score?.error,
			se_fpc: score?.errorFinite,
			weights: score?.weights,
			kish_neff: score?.effectiveResponses,
			design_effect: score?.designEffect
		};
	},
	'fcr.json': (input) => {
		type Contact = Readonly<{ id: number; customer: string; topic: string; at: string }>;
		const contacts = (input['contacts'] ?? []) as readonly Contact[]; // as the files write them
		const outcomes = resolutionOutcomes(
			contacts.map(({ customer, topic, at }) => ({ customer, topic, at: Date.parse(at) })),
			new SiteCalendar(String(input['tz'])),
			Date.parse(String(input['as_of'])),
			Number(input['window_days'])
		);
		const ids = (wanted: string): number[] =>
			contacts.filter((_, index) => outcomes[index] === wanted).map(({ id }) => id);
		return {
			resolved: ids('resolved'),
			repeated: ids('repeated'),
			pending: ids('pending'),
			fcr: resolutionFigures(outcomes).fcr
		};
	},
	'adherence.json': (input) => {
		const sums = adherenceSums(spans(input['schedule'] ?? []), spans(input['actual'] ?? []));
		return {
			scheduled_min: sums.scheduledMs / 60_000,
			adherent_min: sums.adherentMs / 60_000,
			scheduled_work_min: sums.scheduledWorkMs / 60_000,
			worked_min: sums.workedMs / 60_000,
			...adherenceFigures(sums)
		};
	}
};

function rolling(input: Input) {
	const answers = ((input['responses'] ?? []) as readonly [string, number][]).map(([at, score]) => ({
		at: Date.parse(at),
		score
	}));
	const scale = { min: 1, max: 5, top: (input['top'] ?? []) as readonly number[] };
	const now = Date.parse(String(input['now']));
	const window = (input['window'] ?? {}) as Readonly<{ kind?: string; n?: number }>; // as the files write it
	if (window.kind === 'count') {
		const last = rollingByCount(answers, window.n ?? 0, scale, now);
		const from = last.from === null ? null : utc(last.from);
		return { ...shownOf(last.sums), from, complete: last.isComplete };
	}
	const span = lastDays(new SiteCalendar(String(input['tz'])), now, window.n ?? 0);
	return { ...shownOf(rollingByDays(answers, span, scale)), window_start: utc(span.from) };
}

/** The plain figures: what may be shown of so few answers is not the vectors' concern. */
function shownOf({ n, top, sum }: ScoreSums) {
	return { n, top, top_box: wilson(top, n)?.value, mean: sum / n };
}

function nonResponse(input: Input) {
	const a = (input['a'] ?? {}) as Surveyed; // as the files write it
	const b = (input['b'] ?? {}) as Surveyed;
	const both = [a, b];
	const pair = (bounds: Readonly<{ low: number; high: number }> | null) => [bounds?.low, bounds?.high];
	const pooled = pooledByVolume(both);
	return {
		response_rate: both.map(responseShare),
		score: both.map(satisfiedShare),
		wilson: both.map(({ responses, satisfied }) => pair(wilson(satisfied, responses))),
		manski: both.map((one) => pair(worstCaseBounds(one))),
		difference_bounds: pair(differenceBounds(a, b)),
		ranking_identified: isRankingIdentified(a, b),
		pooled_by_responses: pooledByResponses(both),
		pooled_by_volume: pooled?.value,
		pooled_by_volume_se: pooled?.error,
		pooled_bounds: pair(pooledBounds(both)),
		tipping_gap_a: tippingGap(a, b),
		tipping_gap_b: tippingGap(b, a)
	};
}

/** Wall times of one day, as minutes of it. */
function spans(rows: readonly (readonly [string, string, string])[]) {
	const ms = (time: string): number => Date.parse(`2026-03-04T${time}:00Z`);
	return rows.map(([from, to, activity]) => ({ from: ms(from), to: ms(to), activity }));
}

function utc(at: number): string {
	return new Date(at).toISOString().replace('.000Z', 'Z');
}
