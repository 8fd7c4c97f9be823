import { channels, isFastChannel } from '#lib/domain/contact/channel.ts';
import { type ChannelScores, type VolumeScore, volumeScore } from '#lib/domain/satisfaction/volume-score.ts';
import type { SurveyKind } from '#lib/domain/settings/survey-settings.ts';
import { meanSecondsOf, shareOf } from '#lib/domain/trends/merge-totals.ts';
import type {
	ReachMonth,
	SatisfactionMonth,
	SlowAnswers,
	TopicOnChannel,
	YearFigure
} from '#lib/protocol/annual-page.ts';
import type { PointSpan } from './point-spans.ts';
import { targetsOf } from './reach-targets.ts';
import { sampledScore, sampledShare } from './sampled.ts';
import { responseRateOf } from './series-point.ts';
import type { TrendPoint } from './trend-points.ts';
import type { TrendWorld } from './trend-world.ts';

/** Contacts; where nobody told them those offered, and then the marks say so. */
export function volumeOf({ sums }: TrendPoint): number | null {
	return sums.contacts ?? sums.offered;
}

/**
 * The three figures of a year.
 * @param waiting the same year, of the channels on which people wait
 */
export function figuresOfYear(point: TrendPoint, waiting: TrendPoint, kind: SurveyKind) {
	const year = Number(point.span.bucket);
	const count = volumeOf(point);
	const contacts: YearFigure = { year, value: count, low: null, high: null, n: count, marks: point.volumeOffered };
	const serviceLevel: YearFigure = { year, ...sampledShare(waiting.sums.level), marks: waiting.reach };
	const satisfaction: YearFigure = {
		...{ year, ...sampledScore(kind, point.sums.scores), marks: point.satisfaction },
		responseRate: responseRateOf(point.sums)
	};
	return { contacts, serviceLevel, satisfaction };
}

/**
 * The score of all channels together, each weighed by its contacts, as the boards show it.
 * @param parts by channel
 * @returns null where fewer than two channels were asked, or of one of them too few answered or too little is known
 */
export function scoreByVolume(parts: readonly TrendPoint[], kind: SurveyKind): VolumeScore | null {
	const asked: (ChannelScores & Readonly<{ isSampled: boolean }>)[] = [];
	for (const point of parts) {
		const { sent, scores } = point.sums;
		const contacts = volumeOf(point);
		// Nobody came, or nobody was asked.
		if (contacts === 0 || (sent === 0 && (scores?.sums.n ?? 0) === 0)) continue;
		const isMixed = point.satisfaction.definition.includes(' + ');
		if (contacts === null || scores === null || isMixed || sampledScore(kind, scores).value === null) return null;
		asked.push({ contacts, invited: sent ?? 0, scores: scores.sums, isSampled: kind !== 'grade' || scores.hasSquares });
	}
	const found = volumeScore(kind, asked);
	if (found === null || asked.every(({ isSampled }) => isSampled)) return found;
	return { ...found, low: null, high: null };
}

/** Whether anything is known of how long people waited, or whether they were answered. */
export function isReachKnown({ sums: { level, lost, wait } }: TrendPoint): boolean {
	return level !== null || lost !== null || (wait !== null && wait.of > 0);
}

/** Satisfaction in a month. */
export function satisfactionMonth(point: TrendPoint, kind: SurveyKind): Omit<SatisfactionMonth, 'isResponseChanged'> {
	return {
		month: point.span.bucket,
		...sampledScore(kind, point.sums.scores),
		sent: point.sums.sent,
		responseRate: responseRateOf(point.sums),
		marks: point.satisfaction
	};
}

/** Whether people could reach anybody in a month. */
export function reachMonth({ span, sums, reach }: TrendPoint): ReachMonth {
	return {
		month: span.bucket,
		serviceLevel: sampledShare(sums.level),
		abandonmentRate: sampledShare(sums.lost),
		asaSeconds: meanSecondsOf(sums.wait),
		answered: sums.answered,
		marks: reach
	};
}

/** What became of a topic on a channel; null where nobody came. */
export function topicOnChannel({ part, sums, ...point }: TrendPoint, kind: SurveyKind): TopicOnChannel | null {
	const contacts = volumeOf({ part, sums, ...point });
	if (contacts === null || contacts === 0 || part.channel === null) return null;
	const { answered, offered, transfers } = sums;
	return {
		...{ topic: part.topic, channel: part.channel, contacts },
		answeredShare: answered === null || offered === null ? null : shareOf({ met: answered, of: offered }),
		transferRate: shareOf(transfers),
		score: sampledScore(kind, sums.scores),
		responseRate: responseRateOf(sums)
	};
}

/** How long people waited for answers on the channels on which nobody holds the line. */
export function slowAnswers(
	world: TrendWorld,
	years: readonly (readonly TrendPoint[])[],
	days: readonly PointSpan[]
): readonly SlowAnswers[] {
	const used = channels.filter(
		(channel) => !isFastChannel(channel) && years.flat().some((one) => one.part.channel === channel && isWaitKnown(one))
	);
	return used.map((channel) => {
		const found = years.flatMap((parts) => parts.filter(({ part }) => part.channel === channel));
		const [last, span] = [found.at(-1), days.at(-1)];
		const targets = span === undefined ? null : targetsOf(world, [channel], span, last?.reach ?? null);
		const target = targets?.serviceLevelTarget ?? null;
		return {
			channel,
			target: target?.seconds === null || target === null ? null : { share: target.share, seconds: target.seconds },
			years: found.map(({ span: { bucket }, sums, reach }) => ({
				year: Number(bucket),
				answerSeconds: meanSecondsOf(sums.wait),
				answered: sums.wait?.of ?? null,
				serviceLevel: sampledShare(sums.level),
				marks: reach
			}))
		};
	});
}

function isWaitKnown({ sums: { wait } }: TrendPoint): boolean {
	return wait !== null && wait.of > 0;
}
