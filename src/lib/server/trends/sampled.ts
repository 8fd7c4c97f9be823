import { publicationOf } from '#lib/domain/satisfaction/publication.ts';
import { scoreFigures } from '#lib/domain/satisfaction/score-figures.ts';
import type { SurveyKind } from '#lib/domain/settings/survey-settings.ts';
import { wilson } from '#lib/domain/statistics/proportion.ts';
import type { PartOf } from '#lib/domain/trends/interval-totals.ts';
import type { Sampled } from '#lib/protocol/trend-series.ts';
import type { PointScores } from './point-sums.ts';

/** What nobody knows. */
export const unknown: Sampled = { value: null, low: null, high: null, n: null };

/** A share with Wilson's interval; null where nobody knows it, and without a value where there is nothing to make it of. */
export function sampledShare(part: PartOf | null): Sampled {
	if (part === null) return unknown;
	// A share that a file had rounded may come to a crumb more than its whole.
	const found = wilson(Math.min(Math.max(0, part.met), part.of), part.of);
	return { value: found?.value ?? null, low: found?.low ?? null, high: found?.high ?? null, n: part.of };
}

/** What a kind of survey is known by; null below five answers, whose number is told. */
export function sampledScore(kind: SurveyKind, scores: PointScores | null): Sampled {
	if (scores === null) return unknown;
	const { sums, hasSquares, hasTop, hasNps } = scores;
	const { n } = sums;
	if (publicationOf(n) === 'hidden') return { value: null, low: null, high: null, n };
	if ((kind === 'nps' && !hasNps) || ((kind === 'csat' || kind === 'ces') && !hasTop)) return { ...unknown, n };
	if (kind === 'grade' && !hasSquares) return { value: sums.sum / n, low: null, high: null, n };
	const { value, low, high } = scoreFigures(kind, sums);
	return { value, low, high, n };
}
