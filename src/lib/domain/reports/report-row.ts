import type { CohortFigures } from '../live/figures.ts';
import { flowFigures, handlingFigures } from '../live/figures.ts';
import { namedSums } from '../live/fact-kinds.ts';
import type { ServiceLevelVariant } from '../metrics/service-level.ts';
import { responseFigures, type ResponseFigures } from '../satisfaction/non-response.ts';
import { type ScoreFigures, scoreFigures } from '../satisfaction/score-figures.ts';
import { mergeScores, newScoreSums } from '../satisfaction/score-sums.ts';
import { volumeScore } from '../satisfaction/volume-score.ts';
import type { SurveyKind } from '../settings/survey-settings.ts';
import { type CountChange, compareCounts } from '../statistics/count-change.ts';
import type { Publication } from '../satisfaction/publication.ts';
import type { ReportTally, SurveyTally } from './report-tally.ts';

/** The figures of one bucket. Counts are 0 when nothing happened; shares, means and scores are null. */
export type ReportFigures = CohortFigures &
	ResponseFigures &
	Readonly<{
		/** First entries: a contact that comes back later is one contact. */
		contacts: number;
		/** The service level of the variant that was asked for; all six are among the figures too. */
		service_level: number | null;
		service_level_variant: ServiceLevelVariant;
		/** Parts of agents that came out of these waits and are over, and how long they took on average. */
		handled: number;
		aht_s: number | null;
		transfers: number;
		transfer_rate: number | null;
		first_response_s: number | null;
		score_kind: SurveyKind;
		score_n: number;
		score_publication: Publication;
		/** What the kind is known by: a share of the top set, points or a mean, by answers. */
		score: number | null;
		score_low: number | null;
		score_high: number | null;
		score_mean: number | null;
		score_mean_low: number | null;
		score_mean_high: number | null;
		top_share: number | null;
		top_share_low: number | null;
		top_share_high: number | null;
		nps: number | null;
		nps_low: number | null;
		nps_high: number | null;
		/** The score with each surveyed channel weighed by its contacts; null with one channel, and where that is not known. */
		score_by_volume: number | null;
		/** Share of the top set among all who were asked, if nobody silent and if everybody silent belonged to it. */
		score_worst: number | null;
		score_best: number | null;
		/** Answers that are not on the scale of the settings: in no score. */
		scores_invalid: number;
	}>;

/** What a bucket is compared with. Null = there is nothing to compare with, or nothing before. */
export type ReportComparison = Readonly<{
	/** Whether the bucket is unfinished or cut off, so that the same part of the earlier one stands beside it. */
	partial: boolean;
	previous_bucket: string | null;
	previous_contacts: number | null;
	previous_offered: number | null;
	previous_answered: number | null;
	previous_abandoned: number | null;
	previous_service_level: number | null;
	previous_asa_s: number | null;
	previous_aht_s: number | null;
	previous_score: number | null;
	contacts_growth: number | null;
	/** Exact two-sided probability of such a change by chance, and the ratios that the counts agree with, less 1. */
	contacts_growth_p: number | null;
	contacts_growth_low: number | null;
	contacts_growth_high: number | null;
	offered_growth: number | null;
	offered_growth_p: number | null;
	answered_growth: number | null;
	answered_growth_p: number | null;
	abandoned_growth: number | null;
	abandoned_growth_p: number | null;
}>;

/** One row of a report: what became of the waits that entered in its bucket. */
export type ReportRow = Readonly<{ /** Null = the queue, channel or topic is not known. */ bucket: string | null }> &
	ReportFigures &
	Partial<ReportComparison>;

/** The figures of a bucket. */
export function reportFigures(tally: ReportTally, kind: SurveyKind, variant: ServiceLevelVariant): ReportFigures {
	const sums = namedSums(tally.sums);
	const flow = flowFigures(sums);
	const handling = handlingFigures(sums);
	const variants = { V1: flow.sl_v1, V2: flow.sl_v2, V3: flow.sl_v3, V4: flow.sl_v4, V5: flow.sl_v5, V6: flow.sl_v6 };
	return {
		...flow,
		pending: tally.pending,
		final: tally.pending === 0,
		contacts: handling.contacts,
		service_level: variants[variant],
		service_level_variant: variant,
		handled: handling.handled_completed,
		aht_s: handling.aht_s,
		transfers: handling.transfers,
		transfer_rate: handling.transfer_rate,
		first_response_s: handling.first_response_s,
		...surveyFigures(tally, kind)
	};
}

type SurveyFigures = Omit<ReportFigures, keyof ReturnType<typeof flowFigures> | 'contacts' | 'service_level'>;

function surveyFigures(tally: ReportTally, kind: SurveyKind) {
	// In an order of their own: sums of shares differ in their last digit by the order of adding.
	const channels = [...tally.surveys].sort(([a], [b]) => ((a ?? '') < (b ?? '') ? -1 : 1)).map(([, one]) => one);
	const total = (of: (one: SurveyTally) => number): number => channels.reduce((sum, one) => sum + of(one), 0);
	const scores = channels.reduce((sum, one) => mergeScores(sum, one.scores), newScoreSums());
	const figures: ScoreFigures = scoreFigures(kind, scores);
	const invited = total((one) => one.invited);
	const replied = total((one) => one.replied);
	const response = responseFigures(
		total((one) => one.contacts),
		invited,
		replied,
		total((one) => one.running)
	);
	const isShown = figures.value !== null;
	const answers = total((one) => one.answered);
	const silent = invited - replied;
	const hasTop = kind === 'csat' || kind === 'ces';
	return {
		...response,
		surveys_answered: answers,
		score_kind: kind,
		score_n: figures.n,
		score_publication: figures.publication,
		score: figures.value,
		score_low: figures.low,
		score_high: figures.high,
		score_mean: figures.mean,
		score_mean_low: figures.mean_low,
		score_mean_high: figures.mean_high,
		top_share: figures.top_share,
		top_share_low: figures.top_low,
		top_share_high: figures.top_high,
		nps: figures.nps,
		nps_low: figures.nps_low,
		nps_high: figures.nps_high,
		score_by_volume: isShown ? (volumeScore(kind, channels)?.value ?? null) : null,
		score_worst: isShown && hasTop ? scores.top / (scores.n + silent) : null,
		score_best: isShown && hasTop ? (scores.top + silent) / (scores.n + silent) : null,
		scores_invalid: scores.invalid
	} satisfies Partial<SurveyFigures>;
}

const nothingBefore: Omit<ReportComparison, 'partial' | 'previous_bucket'> = {
	previous_contacts: null,
	previous_offered: null,
	previous_answered: null,
	previous_abandoned: null,
	previous_service_level: null,
	previous_asa_s: null,
	previous_aht_s: null,
	previous_score: null,
	contacts_growth: null,
	contacts_growth_p: null,
	contacts_growth_low: null,
	contacts_growth_high: null,
	offered_growth: null,
	offered_growth_p: null,
	answered_growth: null,
	answered_growth_p: null,
	abandoned_growth: null,
	abandoned_growth_p: null
};

/**
 * A row beside what it is compared with.
 * @param before null where nothing is known of that time
 */
export function compareRows(
	now: ReportFigures,
	before: ReportFigures | null,
	bucket: string | null,
	partial: boolean
): ReportComparison {
	if (before === null) return { ...nothingBefore, partial, previous_bucket: bucket };
	const contacts = compareCounts(now.contacts, before.contacts);
	const offered = compareCounts(now.offered, before.offered);
	const answered = compareCounts(now.answered, before.answered);
	const abandoned = compareCounts(now.abandoned, before.abandoned);
	return {
		partial,
		previous_bucket: bucket,
		previous_contacts: before.contacts,
		previous_offered: before.offered,
		previous_answered: before.answered,
		previous_abandoned: before.abandoned,
		previous_service_level: before.service_level,
		previous_asa_s: before.asa_s,
		previous_aht_s: before.aht_s,
		previous_score: before.score,
		contacts_growth: growth(contacts),
		contacts_growth_p: contacts.p,
		contacts_growth_low: contacts.low - 1,
		contacts_growth_high: contacts.high === null ? null : contacts.high - 1,
		offered_growth: growth(offered),
		offered_growth_p: offered.p,
		answered_growth: growth(answered),
		answered_growth_p: answered.p,
		abandoned_growth: growth(abandoned),
		abandoned_growth_p: abandoned.p
	};
}

function growth({ ratio }: CountChange): number | null {
	return ratio === null ? null : ratio - 1;
}
