import type { LogEventOf, SourceEvent } from '#lib/domain/contact/contact-event.ts';

/** A `contact.queued` as it comes from a source. */
export function queued(id: string, changes: Partial<Omit<LogEventOf<'contact.queued'>, 'type'>> = {}): SourceEvent {
	return {
		source: 'pbx',
		id,
		type: 'contact.queued',
		time: 1_763_800_000_000,
		data: { contact: `contact-${id}`, queue: 'sales', channel: 'phone' },
		...changes
	};
}

/** The same event as its sender writes it. */
export function cloudEvent(id: string, changes: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
	return {
		specversion: '1.0',
		id,
		source: 'pbx',
		type: 'contact.queued',
		time: '2025-11-22T08:26:40Z',
		data: { contact: `contact-${id}`, queue: 'sales', channel: 'phone' },
		...changes
	};
}
