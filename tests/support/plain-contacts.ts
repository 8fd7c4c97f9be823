import type { SourceEvent } from '#lib/domain/contact/contact-event.ts';

/** A contact put together from its events in the plainest way there is, to hold the product's own arithmetic against. */
export type PlainContact = {
	queuedAt: number;
	channel: string;
	topic: string | null;
	waitMs: number | null;
	outcome: 'answered' | 'abandoned' | 'pending';
	score: number | null;
	resolved: boolean;
	talkMs: number | null;
};

/** The contacts of events that come in order within each contact. */
export function plainContacts(events: readonly SourceEvent[]): PlainContact[] {
	const contacts = new Map<string, PlainContact>();
	for (const event of events) {
		if (!('contact' in event.data)) continue;
		const { contact: id } = event.data;
		if (event.type === 'contact.queued') {
			const { channel, topic = null } = event.data;
			const known = { queuedAt: event.time, channel, topic, waitMs: null, outcome: 'pending' as const };
			contacts.set(id, { ...known, score: null, resolved: false, talkMs: null });
			continue;
		}
		const contact = contacts.get(id);
		if (contact === undefined) throw new Error(`${event.type} of a contact that never queued`);
		if (event.type === 'contact.answered') {
			contact.outcome = 'answered';
			contact.waitMs = event.time - contact.queuedAt;
		} else if (event.type === 'contact.abandoned') {
			contact.outcome = 'abandoned';
			contact.waitMs = event.data.waitUnknown === true ? null : event.time - contact.queuedAt;
		} else if (event.type === 'contact.ended') {
			contact.resolved = event.data.outcome === 'resolved';
			contact.talkMs = event.time - contact.queuedAt - (contact.waitMs ?? 0);
		} else if (event.type === 'survey.answered') contact.score = event.data.score;
	}
	return [...contacts.values()];
}

/** Names of the buckets a contact that queued at an instant falls into, in a zone. */
export class PlainBuckets {
	readonly #format: Intl.DateTimeFormat;

	constructor(zone: string) {
		this.#format = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'medium' });
	}

	day(at: number): string {
		return this.#format.format(at).slice(0, 10);
	}

	hour(at: number): string {
		return this.#format.format(at).slice(11, 13);
	}

	month(at: number): string {
		return this.day(at).slice(0, 7);
	}

	/** The Sunday on which the week began. */
	sundayWeek(at: number): string {
		const day = new Date(`${this.day(at)}T00:00:00Z`);
		day.setUTCDate(day.getUTCDate() - day.getUTCDay());
		return day.toISOString().slice(0, 10);
	}

	/** `2020-W53`: the week belongs to the year of its Thursday. */
	isoWeek(at: number): string {
		const day = new Date(`${this.day(at)}T00:00:00Z`);
		day.setUTCDate(day.getUTCDate() + 4 - (day.getUTCDay() || 7));
		const first = Date.UTC(day.getUTCFullYear(), 0, 1);
		const week = Math.floor((day.getTime() - first) / (7 * 86_400_000)) + 1;
		return `${day.getUTCFullYear()}-W${String(week).padStart(2, '0')}`;
	}
}
