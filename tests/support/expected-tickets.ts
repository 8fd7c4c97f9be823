import { parse } from 'csv-parse/sync';
import { readFileSync } from 'node:fs';
import { PlainBuckets } from './plain-contacts.ts';
import { type LeftOut, together, withoutContacts } from './truth-buckets.ts';
import { type Bucket, type Buckets, pathOfSet, type SetTruth, truthSets } from './truth-sets.ts';

type Row = Readonly<Record<string, string>>;

/** A ticket that was answered before it was made, so that its row is set aside. */
export type NegativeTicket = LeftOut & Readonly<{ created: string; topic: string; channel: string }>;

/** The tickets whose wait is below 0, read from the file itself. */
export function negativeTickets(): NegativeTicket[] {
	const rows = parse<Row>(readFileSync(pathOfSet(truthSets.tickets)), { columns: true });
	return rows.flatMap((row) => {
		const { Topic: topic = '', Source: channel = '', 'Created time': created = '' } = row;
		const answered = row['First response time'] ?? '';
		const waitSeconds = (utc(answered) - utc(created)) / 1000;
		const score = row['Survey results'] === '' ? null : Number(row['Survey results']);
		return answered !== '' && waitSeconds < 0 ? [{ waitSeconds, score, created, topic, channel }] : [];
	});
}

/** No clock changed between any of these two moments, so that any zone tells how long it took. */
function utc(text: string): number {
	return Date.parse(`${text.replace(' ', 'T')}Z`);
}

/** Topics of the truth under the names that the mapping gives them: one is spelled in two ways in the file. */
export function ticketTopic(topic: string): string {
	return topic === 'Pricing and Licensing' ? 'Pricing and licensing' : topic;
}

/** The buckets of one cut of the tickets as a report has them. */
export function ticketBuckets(
	buckets: Buckets,
	nameOf: (bucket: string) => string,
	bucketOf: (ticket: NegativeTicket) => string
): Buckets {
	const negative = negativeTickets();
	const own: Record<string, Bucket> = {};
	for (const [bucket, truth] of Object.entries(buckets)) {
		const left = withoutContacts(
			truth,
			negative.filter((ticket) => bucketOf(ticket) === bucket)
		);
		own[nameOf(bucket)] = together(left, own[nameOf(bucket)]);
	}
	return own;
}

/** How many tickets of a channel came in each week, as a report has them; a week without any has none. */
export function ticketsByWeek(truth: SetTruth, week: 'iso' | 'sunday', channel: string): Record<string, number> {
	const key = week === 'iso' ? 'weekly_counts_by_channel_iso_monday' : 'weekly_counts_by_channel_sunday';
	const weeks = truth[key] as Readonly<Record<string, Readonly<Record<string, number>>>>; // as the file has it
	const names = new PlainBuckets('UTC');
	const counts = Object.entries(weeks).map(([name, byChannel]) => {
		const left = negativeTickets().filter(({ created, channel: own }) => {
			const at = utc(created);
			return own === channel && name === (week === 'iso' ? names.isoWeek(at) : names.sundayWeek(at));
		});
		return [name, (byChannel[channel] ?? 0) - left.length] as const;
	});
	return Object.fromEntries(counts.filter(([, count]) => count > 0));
}
