import type { Channel } from '#lib/domain/contact/channel.ts';
import type { CountedWait } from '#lib/domain/reports/rollup-cell.ts';
import type { CountedSurvey } from '#lib/domain/reports/rollup-surveys.ts';
import type { SurveyKind } from '#lib/domain/settings/survey-settings.ts';
import { outcomes } from './outcomes.ts';
import type { SurveyValues, WaitValues } from './rollup-statements.ts';

/** A row of `waits` as it is counted. */
export function waitOf(row: WaitValues): CountedWait {
	const [scope, isFirst, queueNo, channel, topicNo, entry, exit, outcome, waitUnknown] = row;
	const [, , , , , , , , , firstReplyMs, handled, handledMs, talksEnded, transferred] = row;
	return {
		scope,
		isFirst,
		queueNo,
		channel: channel as Channel, // as the history wrote it
		topicNo: topicNo ?? 0,
		entry,
		exit,
		outcome: outcome === null ? null : (outcomes[outcome] ?? null),
		waitUnknown: waitUnknown === 1,
		firstReplyMs,
		handled,
		handledMs,
		talksEnded,
		transferred
	};
}

/** A row of `surveys` as it is counted. */
export function surveyOf(row: SurveyValues): CountedSurvey {
	const [kind, channel, queueNo, topicNo, firstEntry, invitedAt, answeredAt, score, scaleMin, scaleMax] = row;
	return {
		kind: kind as SurveyKind, // as the history wrote it, and the channel too
		channel: channel as Channel | null,
		queueNo: queueNo ?? 0,
		topicNo: topicNo ?? 0,
		firstEntry,
		invitedAt,
		answeredAt,
		score,
		scaleMin,
		scaleMax
	};
}
