import type { CountedWait } from '#lib/domain/reports/rollup-cell.ts';
import type { CountedRows } from '#lib/domain/reports/rollup-deltas.ts';
import type { CountedSurvey } from '#lib/domain/reports/rollup-surveys.ts';
import type { ContactRows, SurveyRow, WaitRow } from '../../history/history-store.ts';
import type { NameNumbers } from './name-numbers.ts';

/** The rows of a contact as they are stored and counted: queues and topics by number. */
export function countedRows({ waits, surveys, topic, first }: ContactRows, names: NameNumbers): CountedRows {
	const topicNo = topic === null ? 0 : names.of('topic', topic);
	const firstEntry = first?.entry ?? null;
	return {
		waits: waits.map((wait) => countedWait(wait, topicNo, names)),
		surveys: surveys.length === 0 ? [] : surveys.map((survey) => countedSurvey(survey, topicNo, firstEntry, names))
	};
}

function countedWait(wait: WaitRow, topicNo: number, names: NameNumbers): CountedWait {
	return {
		scope: (wait.isLeg ? 1 : 0) + (wait.isEpisode ? 2 : 0),
		isFirst: (wait.isFirstInQueue ? 1 : 0) + (wait.isFirstEpisode ? 2 : 0),
		queueNo: names.of('queue', wait.queue),
		channel: wait.channel,
		topicNo,
		entry: wait.entry,
		exit: wait.exit,
		outcome: wait.outcome,
		waitUnknown: wait.waitUnknown,
		firstReplyMs: wait.firstReplyMs,
		handled: wait.handled,
		handledMs: wait.handledMs,
		talksEnded: wait.talksEnded,
		transferred: wait.transferred
	};
}

function countedSurvey(
	survey: SurveyRow,
	topicNo: number,
	firstEntry: number | null,
	names: NameNumbers
): CountedSurvey {
	const { kind, channel, queue, invitedAt, answeredAt, score, scaleMin, scaleMax } = survey;
	const queueNo = queue === null ? 0 : names.of('queue', queue);
	return { kind, channel, queueNo, topicNo, firstEntry, invitedAt, answeredAt, score, scaleMin, scaleMax };
}
