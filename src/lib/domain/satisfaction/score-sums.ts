import type { SurveyScale } from '../settings/survey-settings.ts';

/** What every score of one kind of survey is made from: sums, so that days add up to weeks and queues to the centre. */
export type ScoreSums = {
	/** Answers on the scale. */
	n: number;
	sum: number;
	sumSquares: number;
	/** Answers in the scale's top set. */
	top: number;
	/** 9 and 10; like the next two counted on a scale of 0 to 10 only. */
	promoters: number;
	/** 7 and 8. */
	passives: number;
	/** 0 to 6. */
	detractors: number;
	/** Marks of 5 or less, on a scale to 10 only; left out where sums were kept without it, and then not known. */
	insufficient?: number;
	/** Answers that are not on the scale: in no score, but counted. */
	invalid: number;
};

/** Sums of no answers. */
export function newScoreSums(): ScoreSums {
	return {
		n: 0,
		sum: 0,
		sumSquares: 0,
		top: 0,
		promoters: 0,
		passives: 0,
		detractors: 0,
		insufficient: 0,
		invalid: 0
	};
}

/**
 * Adds one answer to the sums, in place.
 * @returns false when the score is not on the scale: it is then counted in `invalid` and nowhere else
 */
export function addScore(sums: ScoreSums, score: number, scale: SurveyScale): boolean {
	if (!isOnScale(score, scale)) {
		sums.invalid += 1;
		return false;
	}
	sums.n += 1;
	sums.sum += score;
	sums.sumSquares += score * score;
	if (scale.top.includes(score)) sums.top += 1;
	if (sums.insufficient !== undefined && scale.max === 10 && score <= 5) sums.insufficient += 1;
	if (scale.min === 0 && scale.max === 10) {
		if (score >= 9) sums.promoters += 1;
		else if (score >= 7) sums.passives += 1;
		else sums.detractors += 1;
	}
	return true;
}

/** The sums of two groups together; neither of them changes. */
export function mergeScores(a: Readonly<ScoreSums>, b: Readonly<ScoreSums>): ScoreSums {
	const insufficient =
		a.insufficient === undefined || b.insufficient === undefined ? undefined : a.insufficient + b.insufficient;
	return {
		n: a.n + b.n,
		sum: a.sum + b.sum,
		sumSquares: a.sumSquares + b.sumSquares,
		top: a.top + b.top,
		promoters: a.promoters + b.promoters,
		passives: a.passives + b.passives,
		detractors: a.detractors + b.detractors,
		invalid: a.invalid + b.invalid,
		...(insufficient === undefined ? {} : { insufficient })
	};
}

/** Whether a score can have been given on the scale: its whole numbers, nothing between them. */
function isOnScale(score: number, scale: SurveyScale): boolean {
	return Number.isInteger(score) && score >= scale.min && score <= scale.max;
}
