import type { SourceEvent } from '#lib/domain/contact/contact-event.ts';

/** Whether an event carries what a customer wrote in free words. */
export function hasComment(event: SourceEvent): event is Extract<SourceEvent, { type: 'survey.answered' }> {
	return event.type === 'survey.answered' && event.data.comment !== undefined;
}

/**
 * The event as it may enter the log. What a customer wrote has to be erasable and the log is not: until comments have a
 * place of their own they are not kept at all.
 */
export function withoutComment(event: SourceEvent): SourceEvent {
	if (!hasComment(event)) return event;
	const { comment: _comment, ...data } = event.data;
	return { ...event, data };
}
