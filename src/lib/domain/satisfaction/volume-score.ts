import type { SurveyKind } from '../settings/survey-settings.ts';
import { normalQuantile } from '../statistics/normal.ts';
import type { ScoreSums } from './score-sums.ts';

/** How far surveys of one channel reach, and what they say. */
export type ChannelScores = Readonly<{ contacts: number; invited: number; scores: Readonly<ScoreSums> }>;

/** A score, in the unit of its kind, and its 95 % interval; null where one channel has a single answer. */
export type VolumeScore = Readonly<{ value: number; low: number | null; high: number | null }>;

/**
 * The score with each channel weighed by its contacts instead of by its answers: chatters answer ten times as often as callers,
 * and would otherwise speak for everybody. Channels of which nobody was asked stay out. The interval adds up the sampling error
 * of each channel; what the silent ones think is not in it.
 * @returns null with fewer than two channels, and where one of them was asked and nobody answered
 */
export function volumeScore(kind: SurveyKind, channels: readonly ChannelScores[]): VolumeScore | null {
	const asked = channels.filter((one) => one.contacts > 0 && (one.invited > 0 || one.scores.n > 0));
	if (asked.length < 2) return null;
	// In an order of their own, so that the last digit does not depend on which channel was heard of first.
	asked.sort((a, b) => b.contacts - a.contacts || b.scores.n - a.scores.n || b.scores.sum - a.scores.sum);
	const contacts = asked.reduce((sum, one) => sum + one.contacts, 0);
	let value = 0;
	let variance = 0;
	for (const one of asked) {
		const { n, mean, spread } = moments(kind, one.scores);
		if (n === 0) return null;
		const weight = one.contacts / contacts;
		value += weight * mean;
		variance += weight * weight * (n === 1 ? NaN : spread / (n - 1));
	}
	if (Number.isNaN(variance) || variance === 0) return { value, low: null, high: null };
	const reach = normalQuantile(0.975) * Math.sqrt(variance);
	return { value, low: value - reach, high: value + reach };
}

/** Answers, their mean and their variance, in the unit by which the kind is known: shares, points or marks. */
function moments(kind: SurveyKind, sums: Readonly<ScoreSums>): { n: number; mean: number; spread: number } {
	if (kind === 'grade')
		return { n: sums.n, mean: sums.sum / sums.n, spread: variance(sums.sum, sums.sumSquares, sums.n) };
	if (kind === 'nps') {
		const n = sums.promoters + sums.passives + sums.detractors;
		const sum = 100 * (sums.promoters - sums.detractors);
		return { n, mean: sum / n, spread: variance(sum, 10_000 * (sums.promoters + sums.detractors), n) };
	}
	return { n: sums.n, mean: sums.top / sums.n, spread: variance(sums.top, sums.top, sums.n) };
}

function variance(sum: number, sumSquares: number, n: number): number {
	return Math.max(0, sumSquares / n - (sum / n) ** 2);
}
