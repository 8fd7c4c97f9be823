import type { SiteCalendar } from '../time/calendar.ts';
import { share } from './service-level.ts';

/** A contact as far as resolution goes. A contact that was transferred is one contact; a short abandon is none. */
export type CustomerContact = Readonly<{
	/** The customer's pseudonym; null when the source did not say who it was. */
	customer: string | null;
	/** Last known topic. Contacts without one count as being about one and the same thing. */
	topic: string | null;
	/** First entry, UTC ms. */
	at: number;
}>;

/** What became of a contact: nobody came back in time, somebody did, too early to say, or never to be known. */
export type ResolutionOutcome = 'resolved' | 'repeated' | 'pending' | 'unknown_customer';

/** First contact resolution with what it is made of. */
export type ResolutionFigures = Readonly<{
	resolved: number;
	repeated: number;
	/** Their days have not passed yet. Counting them as resolved would always make the newest week the best. */
	pending: number;
	unknown_customer: number;
	/** Resolved ÷ (resolved + repeated), 0 to 1; null when no contact's days have passed. */
	fcr: number | null;
	/** Share of contacts that cannot be followed because their customer is not known; null without contacts. */
	unknown_customer_share: number | null;
}>;

/** Days within which a further contact makes the first one unresolved. */
export const resolutionDays = 7;

const hourMs = 3_600_000;
/** No clock change, nor a move across the date line, shifts a wall time by more. */
const largestShiftMs = 26 * hourMs;

/**
 * What became of each contact, in the given order: `repeated` when the same customer came back about the same topic before
 * the same local wall time `days` days later. Coming back exactly then is not a repeat.
 * @param contacts in any order; they must reach `days` days past those that are asked about
 * @param asOf until when contacts are known, UTC ms
 */
export function resolutionOutcomes(
	contacts: readonly CustomerContact[],
	calendar: SiteCalendar,
	asOf: number,
	days = resolutionDays
): ResolutionOutcome[] {
	const outcomes = contacts.map((): ResolutionOutcome => 'unknown_customer');
	const lastOf = new Map<string, number>();
	const order = contacts.map((_, index) => index).sort((a, b) => timeOf(contacts, a) - timeOf(contacts, b) || a - b);
	for (const index of order) {
		const contact = contacts[index];
		if (contact === undefined || contact.customer === null) continue;
		const matter = JSON.stringify([contact.customer, contact.topic]);
		const earlier = lastOf.get(matter);
		if (earlier !== undefined && isBefore(calendar, contact.at, timeOf(contacts, earlier), days)) {
			if (outcomes[earlier] === 'resolved') outcomes[earlier] = 'repeated';
		}
		// Asked before its days have passed it stays pending, even when the customer is back already: resolved ones would still lack.
		outcomes[index] = isBefore(calendar, asOf, contact.at, days) ? 'pending' : 'resolved';
		lastOf.set(matter, index);
	}
	return outcomes;
}

/** First contact resolution from outcomes. */
export function resolutionFigures(outcomes: Iterable<ResolutionOutcome>): ResolutionFigures {
	const counts = { resolved: 0, repeated: 0, pending: 0, unknown_customer: 0 };
	for (const outcome of outcomes) counts[outcome] += 1;
	const { resolved, repeated, pending, unknown_customer } = counts;
	return {
		...counts,
		fcr: share(resolved, resolved + repeated),
		unknown_customer_share: share(unknown_customer, resolved + repeated + pending + unknown_customer)
	};
}

/** Whether an instant lies before the same local wall time `days` days after a contact. */
function isBefore(calendar: SiteCalendar, at: number, contactAt: number, days: number): boolean {
	const distance = at - contactAt - days * 24 * hourMs;
	// The calendar takes microseconds, and hardly any contact comes back so close to the limit that it matters.
	if (Math.abs(distance) > largestShiftMs) return distance < 0;
	return at < calendar.daysBefore(contactAt, -days);
}

function timeOf(contacts: readonly CustomerContact[], index: number): number {
	return contacts[index]?.at ?? Number.NaN;
}
