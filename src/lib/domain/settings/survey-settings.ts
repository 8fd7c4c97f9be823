import type { surveyKinds } from '../contact/contact-event-schema.ts';

/** One of the kinds of survey the product keeps apart. */
export type SurveyKind = (typeof surveyKinds)[number];

/** How one kind of survey is asked and read. Answers on another scale are counted apart and stay out of the score. */
export type SurveyScale = Readonly<{
	min: number;
	max: number;
	/** Scores that count as satisfied; empty where the kind has no such share (NPS has its own). */
	top: readonly number[];
}>;

/** What is asked of customers, and which of it boards show. */
export type SurveySettings = Readonly<{
	/** The kind that boards and phones show. */
	shown: SurveyKind;
	scales: Readonly<Record<SurveyKind, SurveyScale>>;
	/** Site days, today included, that the rolling score looks back. */
	rollingDays: number;
	/** An invitation younger than this may still be answered. */
	replyLimitMs: number;
}>;

/** What holds until a centre says otherwise. */
export const defaultSurveySettings: SurveySettings = {
	shown: 'csat',
	scales: {
		csat: { min: 1, max: 5, top: [4, 5] },
		grade: { min: 1, max: 10, top: [8, 9, 10] },
		ces: { min: 1, max: 7, top: [5, 6, 7] },
		nps: { min: 0, max: 10, top: [] }
	},
	rollingDays: 7,
	replyLimitMs: 7 * 24 * 3_600_000
};
