import { createHash } from 'node:crypto';
import type { LogEvent } from '#lib/domain/contact/contact-event.ts';
import { historySettingsOf } from '#lib/domain/settings/history-settings.ts';
import type { SiteSettings } from '#lib/domain/settings/site-settings.ts';
import { targetOf } from './correction-groups.ts';
import type { CorrectionRow } from './history-store.ts';
import type { CorrectionGroups } from './correction-groups.ts';

/** Targets, short abandons and closing rules are applied when figures are made; only this is in the rows. */
export function hashOf(settings: SiteSettings): string {
	return createHash('sha256')
		.update(JSON.stringify(historySettingsOf(settings)))
		.digest('hex');
}

/** The contact an event is about; null for events about agents, sources and the product itself. */
export function contactOf(event: LogEvent): string | null {
	return 'contact' in event.data && typeof event.data.contact === 'string' ? event.data.contact : null;
}

/** The events of a contact that a slice touches; of one without any, the rows are only derived anew. */
export function touch(touched: Map<string, LogEvent[]>, contact: string): LogEvent[] {
	let events = touched.get(contact);
	if (events === undefined) {
		events = [];
		touched.set(contact, events);
	}
	return events;
}

/** The events that correct others. */
export function correctionsAmong(events: readonly LogEvent[]): CorrectionRow[] {
	const corrections: CorrectionRow[] = [];
	for (const event of events) {
		const target = targetOf(event);
		if (target !== null) corrections.push({ source: event.source, target, seq: event.seq });
	}
	return corrections;
}

/** Contacts of everything that corrects some events or is corrected by them. */
export async function contactsOf(
	groups: Pick<CorrectionGroups, 'membersWith'>,
	events: readonly LogEvent[]
): Promise<ReadonlySet<string>> {
	const contacts = new Set<string>();
	for (const event of events)
		for (const member of [event, ...(await groups.membersWith(event))]) {
			const contact = contactOf(member);
			if (contact !== null) contacts.add(contact);
		}
	return contacts;
}
