import type { SourceEvent } from '#lib/domain/contact/contact-event.ts';
import type { SurveyMapping } from './mapping-schema.ts';
import { eventId } from '../event-id.ts';
import type { RowContact } from './row-contact.ts';

/** Stands for an agent that a file does not name: an answer needs one. */
export const unknownAgent = 'unknown';

/**
 * The events of one contact, in the order they happened. Their ids come from source, arrival, key and kind alone: the same
 * row in another file, order, encoding or date form has the same ids, and an answer that a later export adds joins the
 * contact that is there.
 */
export function eventsOf(row: RowContact, source: string, survey: SurveyMapping | undefined): SourceEvent[] {
	const { contact, exit, queue, channel } = row;
	// One hash for the row: to make one for each event would be a third of what a row costs.
	const rowId = eventId({ source, at: row.arrival, record: row.key });
	const events: SourceEvent[] = [
		{
			source,
			id: `${rowId}.q`,
			time: row.queuedAt,
			type: 'contact.queued',
			data: {
				contact,
				queue,
				channel,
				...(row.topic === null ? undefined : { topic: row.topic }),
				...(row.priority === null ? undefined : { priority: row.priority }),
				...(row.customer === null ? undefined : { customer: row.customer })
			}
		}
	];
	if (exit.outcome === 'answered') {
		const agent = row.agent ?? unknownAgent;
		events.push({
			source,
			id: `${rowId}.a`,
			time: exit.at,
			type: 'contact.answered',
			data: { contact, agent, queue }
		});
		if (row.endedAt !== null) {
			const outcome = row.resolution === null ? undefined : { outcome: row.resolution };
			events.push({
				source,
				id: `${rowId}.e`,
				time: row.endedAt,
				type: 'contact.ended',
				data: { contact, agent, ...outcome }
			});
		}
	} else if (exit.outcome === 'abandoned') {
		const unknown = exit.waitUnknown ? { waitUnknown: true } : undefined;
		const reason = exit.reason === null ? undefined : { reason: exit.reason };
		const data = { contact, queue, ...unknown, ...reason };
		events.push({ source, id: `${rowId}.x`, time: exit.at, type: 'contact.abandoned', data });
	}
	if (row.survey === null || survey === undefined) return events;
	const { at, score, isInvited } = row.survey;
	const { kind, scale } = survey;
	if (isInvited)
		events.push({ source, id: `${rowId}.i`, time: at, type: 'survey.invited', data: { contact, kind, channel } });
	if (score !== null) {
		const data = { contact, kind, score, scale: { min: scale.min, max: scale.max }, channel };
		events.push({ source, id: `${rowId}.s`, time: at, type: 'survey.answered', data });
	}
	return events;
}
