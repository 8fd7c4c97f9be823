import { responseFigures } from '#lib/domain/satisfaction/non-response.ts';
import type { SurveyKind } from '#lib/domain/settings/survey-settings.ts';
import { meanSecondsOf, shareOf } from '#lib/domain/trends/merge-totals.ts';
import type { SeriesPoint } from '#lib/protocol/trend-series.ts';
import type { PointSums } from './point-sums.ts';
import { sampledScore, sampledShare } from './sampled.ts';
import type { TrendPoint } from './trend-points.ts';

/** A point as it is answered. */
export function seriesPoint(
	{ span, part, sums, volume, reach, satisfaction }: TrendPoint,
	kind: SurveyKind
): SeriesPoint {
	const { wait, handle } = sums;
	return {
		bucket: span.bucket,
		from: span.from,
		to: span.to,
		part: part.queue ?? part.channel ?? part.topic,
		contacts: sums.contacts,
		offered: sums.offered,
		answered: sums.answered,
		abandoned: sums.abandoned,
		abandonmentRate: shareOf(sums.lost),
		serviceLevel: sampledShare(sums.level),
		asaSeconds: meanSecondsOf(wait),
		asaOf: wait?.of ?? null,
		ahtSeconds: meanSecondsOf(handle),
		ahtOf: handle?.of ?? null,
		surveysSent: sums.sent,
		surveysAnswered: sums.surveysAnswered,
		responseRate: responseRateOf(sums),
		scoreKind: satisfaction.told === 'nobody' ? null : kind,
		score: sampledScore(kind, sums.scores),
		...{ volume, reach, satisfaction }
	};
}

/** Answers of those that were asked; null where either is not known. */
export function responseRateOf({ sent, replied }: Pick<PointSums, 'sent' | 'replied'>): number | null {
	return sent === null || replied === null ? null : responseFigures(0, sent, replied, 0).response_rate;
}
