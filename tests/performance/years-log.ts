import type { NewEvent } from '#lib/domain/contact/contact-event.ts';
import { Pseudonyms } from '#lib/server/intake/pseudonyms.ts';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const together = 4_000;
const channels = ['phone', 'chat', 'email'] as const;

/** A log of years: how many contacts, over how many days from when (UTC ms). */
export type YearsLog = Readonly<{ contacts: number; from: number; days: number }>;

/**
 * Contacts of six queues, three channels and twelve topics over years, by a plain seeded sequence, in the order in which they would
 * have come: what goes on past midnight is told the next day.
 * @param append takes what came next, and when it did
 */
export async function fillYears(
	{ contacts, from, days }: YearsLog,
	append: (events: readonly NewEvent[], at: number) => Promise<unknown>
): Promise<void> {
	const next = sequence();
	// Contacts are found again by names that are in no order, as those that come through the intake.
	const names = new Pseudonyms(Buffer.alloc(32, 1));
	let coming: NewEvent[] = [];
	for (let day = 0, no = 0; day < days; day++) {
		const midnight = from + (day + 1) * dayMs;
		for (; no < ((day + 1) * contacts) / days; no++) tell(no, names, from + day * dayMs, next, coming);
		coming.sort((a, b) => a.time - b.time);
		const isLast = day === days - 1;
		const later = isLast ? -1 : coming.findIndex(({ time }) => time >= midnight);
		const told = later < 0 ? coming : coming.slice(0, later);
		// A quiet day is told together with the next.
		if (told.length < together && !isLast) continue;
		coming = later < 0 ? [] : coming.slice(later);
		for (let at = 0; at < told.length; at += together) await append(told.slice(at, at + together), midnight);
	}
}

/** Whole numbers from 0 up to what is asked for, the same in every run. */
function sequence(): (below: number) => number {
	let state = 20_261_122;
	return (below) => {
		state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
		return Math.floor((state / 2 ** 32) * below);
	};
}

function tell(no: number, names: Pseudonyms, day: number, next: (below: number) => number, into: NewEvent[]): void {
	const contact = names.of('contact', `c${no}`);
	const queueNo = next(6);
	const channel = channels[queueNo % channels.length] ?? 'phone';
	const entry = day + 8 * hourMs + next(10 * hourMs);
	const exit = entry + next(channel === 'email' ? 20 * hourMs : 90_000);
	const add = (type: string, time: number, data: object): void =>
		void into.push({
			source: 'bench',
			id: `${no}-${type}`,
			type,
			time,
			backfill: true,
			data: { contact, ...data }
		} as NewEvent); // as the contract says
	add('contact.queued', entry, { queue: `queue-${queueNo}`, channel, topic: `topic-${next(12)}` });
	if (next(10) === 0) {
		add('contact.abandoned', exit, { reason: 'hung_up' });
		return;
	}
	add('contact.answered', exit, { agent: names.of('agent', `a${next(40)}`) });
	add('contact.ended', exit + 60_000 + next(600_000), {});
	if (next(5) > 0) return;
	add('survey.invited', exit + 700_000, { kind: 'csat' });
	if (next(2) === 0)
		add('survey.answered', exit + 900_000, { kind: 'csat', score: 1 + next(5), scale: { min: 1, max: 5 } });
}
