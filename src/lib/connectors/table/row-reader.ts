import { channels } from '#lib/domain/contact/channel.ts';
import { isChannel } from './row-values.ts';
import type { MappedColumns } from './mapped-columns.ts';
import type { ContactRowsMapping, Outcome, SurveyMapping } from './mapping-schema.ts';
import type { MomentReader, Moments } from './moments.ts';
import { Fault, quoted, type LeftOut, type Reader, type Row } from './reading.ts';
import { abandonReasonOf, priorityOf, resolutionOf } from './row-values.ts';
import type { RowContact, RowExit, RowSurvey } from './row-contact.ts';
import { keyReader } from './row-key.ts';
import { leaveOutReader } from './row-left-out.ts';
import { outcomeReader } from './row-outcome.ts';
import { scoreReader } from './row-score.ts';

/** What a row came to. */
export type RowReading = Readonly<{ contact: RowContact }> | LeftOut | Fault;

const nothing = (): null => null;

/**
 * Makes the reader of a table's rows. What the file lacks is collected by `columns`; the reader is not to be used then.
 * @param source the events' source, which also tells contacts of one system from those of another
 */
export function rowReader(
	mapping: ContactRowsMapping,
	source: string,
	columns: MappedColumns,
	moments: Moments
): (row: Row) => RowReading {
	const leftOutOf = leaveOutReader(mapping.leaveOut, columns);
	const keyOf = keyReader('key', mapping.key, columns);
	const contactOf = mapping.contact === undefined ? null : keyReader('contact', mapping.contact, columns);
	const arrivalOf = moments.reader('arrival', mapping.arrival);
	const queuedOf = mapping.queued === undefined ? nothing : moments.reader('queued', mapping.queued);
	const outcomeOf = outcomeReader(mapping.outcome, columns);
	const exitOf = exitReader(mapping, columns, moments);
	const endOf = endReader(mapping, columns, moments);
	const textOf = (name: 'topic' | 'customer' | 'agent'): Reader<string> => {
		const text = mapping[name];
		return text === undefined ? nothing : columns.text(name, text);
	};
	const queueOf = columns.text('queue', mapping.queue);
	const channelOf = columns.text('channel', mapping.channel, 'reject');
	const topicOf = textOf('topic');
	const customerOf = textOf('customer');
	const agentOf = textOf('agent');
	const priorityText = mapping.priority === undefined ? nothing : columns.text('priority', mapping.priority, 'reject');
	const resolutionText =
		mapping.resolution === undefined ? nothing : columns.text('resolution', mapping.resolution, 'reject');
	const surveyOf = mapping.survey === undefined ? null : surveyReader(mapping.survey, columns, moments);
	const prefix = `${source}/`;

	return (row) => {
		const leftOut = leftOutOf(row);
		if (leftOut !== null) return leftOut;
		const key = keyOf(row);
		if (key instanceof Fault) return key;
		const contact = contactOf === null ? prefix + key : contactOf(row);
		if (contact instanceof Fault) return contact;
		if (contact.length > 200) return new Fault('key', 'makes an id of more than 200 characters');
		const outcome = outcomeOf(row);
		if (outcome instanceof Fault || typeof outcome === 'object') return outcome;
		const arrival = arrivalOf(row, 0);
		if (arrival instanceof Fault) return arrival;
		if (arrival === null) return new Fault('arrival', 'is empty');
		const nearLocal = moments.localOf(arrival);
		const queuedAt = queuedOf(row, nearLocal) ?? arrival;
		if (queuedAt instanceof Fault) return queuedAt;
		const queue = queueOf(row);
		if (queue instanceof Fault) return queue;
		if (queue === null) return new Fault('queue', 'is empty');
		const channel = channelOf(row);
		if (channel instanceof Fault) return channel;
		if (channel === null || !isChannel(channel))
			return new Fault('channel', `${quoted(channel ?? '')} is none of ${channels.join(', ')}`);
		const topic = topicOf(row);
		if (topic instanceof Fault) return topic;
		const customer = customerOf(row);
		if (customer instanceof Fault) return customer;
		const agent = agentOf(row);
		if (agent instanceof Fault) return agent;
		const priority = priorityOf(priorityText(row));
		if (priority instanceof Fault) return priority;
		const resolution = resolutionOf(resolutionText(row));
		if (resolution instanceof Fault) return resolution;
		const exit = exitOf(row, outcome, queuedAt, nearLocal);
		if (exit instanceof Fault) return exit;
		let parts: Fault[] = [];
		let endedAt: number | null = null;
		const end = endOf(row, exit, nearLocal);
		if (end instanceof Fault) parts = [end];
		else endedAt = end;
		let survey: RowSurvey | null = null;
		const answer = surveyOf?.(row, { arrival, exit, endedAt, nearLocal }) ?? null;
		if (answer instanceof Fault) parts = [...parts, answer];
		else survey = answer;
		const read = { key, contact, arrival, queuedAt, queue, channel, topic, priority, customer, agent };
		return { contact: { ...read, exit, endedAt, resolution, survey, parts } };
	};
}

type ExitReader = (row: Row, outcome: Outcome, queuedAt: number, nearLocal: number) => RowExit | Fault;

/** A wait that is written down comes before one that follows from two times. */
function exitReader(mapping: ContactRowsMapping, columns: MappedColumns, moments: Moments): ExitReader {
	const waitOf = mapping.wait === undefined ? nothing : columns.duration('wait', mapping.wait);
	const waitField = mapping.wait?.column ?? null;
	const answeredOf = mapping.answered === undefined ? nothing : moments.reader('answered', mapping.answered);
	const leftOf = mapping.left === undefined ? nothing : moments.reader('left', mapping.left);
	const reasonText =
		mapping.abandonReason === undefined ? nothing : columns.text('abandonReason', mapping.abandonReason, 'reject');

	return (row, outcome, queuedAt, nearLocal) => {
		if (outcome === 'pending' || outcome === 'leave aside') return { outcome: 'pending' };
		const wait = waitOf(row);
		if (wait instanceof Fault) return wait;
		const answered = wait === null && outcome === 'answered' ? answeredOf(row, nearLocal) : null;
		if (answered instanceof Fault) return answered;
		const left = wait === null && answered === null ? leftOf(row, nearLocal) : null;
		if (left instanceof Fault) return left;
		const at = wait === null ? (answered ?? left) : queuedAt + wait;
		if (at !== null && at < queuedAt) {
			const from = waitField !== null && wait !== null ? waitField : answered === null ? 'left' : 'answered';
			return new Fault(from, `makes a wait of ${(at - queuedAt) / 1000} s, and none is below 0`);
		}
		if (outcome === 'answered')
			return at === null ? new Fault('wait', 'is not told, and neither is the answer') : { outcome, at };
		const reason = abandonReasonOf(reasonText(row));
		if (reason instanceof Fault) return reason;
		return { outcome, at: at ?? queuedAt, waitUnknown: at === null, reason };
	};
}

/** When handling ended; a fault where the row tells an end that cannot be one, which costs the contact its end only. */
function endReader(
	mapping: ContactRowsMapping,
	columns: MappedColumns,
	moments: Moments
): (row: Row, exit: RowExit, nearLocal: number) => number | null | Fault {
	const handlingOf = mapping.handling === undefined ? nothing : columns.duration('handling', mapping.handling);
	const endedOf = mapping.ended === undefined ? nothing : moments.reader('ended', mapping.ended);
	return (row, exit, nearLocal) => {
		if (exit.outcome !== 'answered') return null;
		const handling = handlingOf(row);
		if (handling instanceof Fault) return handling;
		if (handling !== null)
			return handling < 0 ? new Fault(mapping.handling?.column ?? 'handling', 'is below 0') : exit.at + handling;
		const ended = endedOf(row, nearLocal);
		if (ended === null || ended instanceof Fault) return ended;
		return ended < exit.at ? new Fault('ended', `lies ${(exit.at - ended) / 1000} s before the answer`) : ended;
	};
}

type SurveyReader = (
	row: Row,
	known: Readonly<{ arrival: number; exit: RowExit; endedAt: number | null; nearLocal: number }>
) => RowSurvey | null | Fault;

function surveyReader(mapping: SurveyMapping, columns: MappedColumns, moments: Moments): SurveyReader {
	const { at = 'end', invited = 'nobody' } = mapping;
	const scoreOf = scoreReader(mapping, columns);
	const atOf: MomentReader | null = typeof at === 'string' ? null : moments.reader('survey.at', at);
	const isInvitedBy = typeof invited === 'string' ? null : columns.condition('survey.invited', invited);
	return (row, { arrival, exit, endedAt, nearLocal }) => {
		const number = scoreOf(row);
		if (number instanceof Fault) return number;
		const isScored = number !== null;
		const isInvited =
			isInvitedBy?.(row) ??
			(invited === 'everybody' ||
				(invited === 'scored' && isScored) ||
				(invited === 'answered' && exit.outcome === 'answered'));
		if (isInvited instanceof Fault) return isInvited;
		if (!isScored && !isInvited) return null;
		const answeredAt = exit.outcome === 'answered' ? exit.at : arrival;
		const own = atOf === null ? null : atOf(row, nearLocal);
		if (own instanceof Fault) return own;
		const stated = at === 'arrival' ? arrival : at === 'answer' ? answeredAt : (endedAt ?? answeredAt);
		return { at: own ?? stated, score: number, isInvited };
	};
}
