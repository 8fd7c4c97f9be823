import type { SurveyKind } from '../settings/survey-settings.ts';
import { meanInterval } from '../statistics/mean-interval.ts';
import { npsInterval } from '../statistics/nps.ts';
import { wilson } from '../statistics/proportion.ts';
import { type Publication, publicationOf } from './publication.ts';
import type { ScoreSums } from './score-sums.ts';

/**
 * The scores of one kind of survey, keyed as in the API. Null = not known or not to be shown; with fewer answers than may be
 * shown every score is null and only `n` is told. Intervals are of 95 %, measure sampling error alone, and are null where
 * there is none to give.
 */
export type ScoreFigures = Readonly<{
	n: number;
	publication: Publication;
	/** What the kind is known by: share of the top set for csat and ces (0 to 1), points for nps, mean for grade. */
	value: number | null;
	low: number | null;
	high: number | null;
	/** In points of the scale; the interval is not clipped to it. */
	mean: number | null;
	mean_low: number | null;
	mean_high: number | null;
	/** Share, 0 to 1; null for nps, which has no top set. */
	top_share: number | null;
	top_low: number | null;
	top_high: number | null;
	/** Points, −100 to 100; null for every other kind. */
	nps: number | null;
	nps_low: number | null;
	nps_high: number | null;
	/** Share of marks of 5 or less; null for every kind but grade. */
	insufficient_share: number | null;
}>;

type Score = Readonly<{ value: number | null; low: number | null; high: number | null }>;

const noScore: Score = { value: null, low: null, high: null };

/** The figures of one kind of survey from its sums. */
export function scoreFigures(kind: SurveyKind, sums: Readonly<ScoreSums>): ScoreFigures {
	const publication = publicationOf(sums.n);
	const isShown = publication !== 'hidden';
	const mean = isShown ? meanOf(sums) : noScore;
	const top = isShown && kind !== 'nps' ? (wilson(sums.top, sums.n) ?? noScore) : noScore;
	const nps =
		isShown && kind === 'nps' ? (npsInterval(sums.promoters, sums.passives, sums.detractors) ?? noScore) : noScore;
	const { value, low, high } = { csat: top, ces: top, grade: mean, nps }[kind];
	return {
		n: sums.n,
		publication,
		value,
		low,
		high,
		mean: mean.value,
		mean_low: mean.low,
		mean_high: mean.high,
		top_share: top.value,
		top_low: top.low,
		top_high: top.high,
		nps: nps.value,
		nps_low: nps.low,
		nps_high: nps.high,
		insufficient_share:
			isShown && kind === 'grade' && sums.insufficient !== undefined ? sums.insufficient / sums.n : null
	};
}

function meanOf(sums: Readonly<ScoreSums>): Score {
	const interval = meanInterval(sums);
	if (interval === null) return noScore;
	// Equal answers have an interval of no width, which would look like certainty.
	return interval.sd === 0 ? { value: interval.mean, low: null, high: null } : { ...interval, value: interval.mean };
}
