import type { ImportedEvent, NewEvent } from '#lib/domain/contact/contact-event.ts';
import type { AppendOutcome } from '../event-log/event-store.ts';
import type { NewComment } from '../privacy/comments.ts';
import { commentLeftOut } from './leave-comments-out.ts';

/** What a customer wrote in free words with an answer; null where an event brings none, or none any more. */
export function commentOf(event: ImportedEvent): string | null {
	if (event.type !== 'survey.answered') return null;
	const { comment } = event.data;
	return comment === undefined || comment.trim() === '' || comment === commentLeftOut ? null : comment;
}

/** The event as it may enter the log: what a customer wrote has to be erasable, and the log is not. */
export function withoutComment(event: ImportedEvent): ImportedEvent {
	if (event.type !== 'survey.answered' || event.data.comment === undefined) return event;
	const { comment: _comment, ...data } = event.data;
	return { ...event, data };
}

/**
 * The comments that are to be kept, of events that were just appended: those of an event that the log has now, whoever brought
 * it first. Of an answer that contradicts the log nothing is kept.
 * @param texts what was written with each event, in order; null for nothing
 */
export function commentsToKeep(
	events: readonly NewEvent[],
	texts: readonly (string | null)[],
	outcomes: readonly AppendOutcome[]
): NewComment[] {
	return events.flatMap((event, at): NewComment[] => {
		const text = texts[at] ?? null;
		if (text === null || event.type !== 'survey.answered' || outcomes[at]?.status === 'conflict') return [];
		const { source, id, time } = event;
		return [{ source, eventId: id, contact: event.data.contact, text, time }];
	});
}
