import type { Channel } from '../contact/channel.ts';
import { addScore, newScoreSums, type ScoreSums } from '../satisfaction/score-sums.ts';
import type { SurveyKind, SurveyScale } from '../settings/survey-settings.ts';

/** A survey as it is stored and counted: queues and topics by number, 0 where they are not known. */
export type CountedSurvey = Readonly<{
	kind: SurveyKind;
	channel: Channel | null;
	/** The queue that handled the contact last. */
	queueNo: number;
	topicNo: number;
	/** Of the contact; null where it never waited: such a survey is in no cell. */
	firstEntry: number | null;
	invitedAt: number | null;
	answeredAt: number | null;
	score: number | null;
	scaleMin: number | null;
	scaleMax: number | null;
}>;

/** What a cell of surveys counts, in the order in which it is stored. */
export const surveyColumns = [
	'surveys',
	'invited',
	'replied',
	'answered',
	'scored',
	'scoreSum',
	'scoreSquares',
	'topScores',
	'promoters',
	'passives',
	'detractors',
	'insufficient',
	'invalidScores'
] as const;

/**
 * Surveys of one kind of the contacts that first entered on one day. Invitations that may still be answered are asked for when it
 * is read: they follow from time alone.
 */
export type SurveyCell = Float64Array;

/** A cell of no surveys. */
export function newSurveyCell(): SurveyCell {
	return new Float64Array(surveyColumns.length);
}

/**
 * What one survey adds to its cell.
 * @param into overwritten with it
 */
export function countSurvey(into: SurveyCell, survey: CountedSurvey, scale: SurveyScale): void {
	const { invitedAt, answeredAt, score } = survey;
	const isAnswered = answeredAt !== null && score !== null;
	const scores = newScoreSums();
	if (isAnswered) {
		if (survey.scaleMin === scale.min && survey.scaleMax === scale.max) addScore(scores, score, scale);
		else scores.invalid = 1;
	}
	into[0] = 1;
	into[1] = invitedAt === null ? 0 : 1;
	into[2] = invitedAt === null || answeredAt === null ? 0 : 1;
	into[3] = isAnswered ? 1 : 0;
	into[4] = scores.n;
	into[5] = scores.sum;
	into[6] = scores.sumSquares;
	into[7] = scores.top;
	into[8] = scores.promoters;
	into[9] = scores.passives;
	into[10] = scores.detractors;
	into[11] = scores.insufficient ?? 0;
	into[12] = scores.invalid;
}

/** The sums of scores that a cell holds. */
export function scoresOfCell(cell: ArrayLike<number>): ScoreSums {
	const at = (place: number): number => cell[place] ?? 0;
	return {
		n: at(4),
		sum: at(5),
		sumSquares: at(6),
		top: at(7),
		promoters: at(8),
		passives: at(9),
		detractors: at(10),
		insufficient: at(11),
		invalid: at(12)
	};
}
