import { describe, expect, test } from 'vitest';
import type { NewEvent } from '#lib/domain/contact/contact-event.ts';
import type { IntervalData } from '#lib/domain/contact/interval-event.ts';
import type { AnnualPage } from '#lib/protocol/annual-page.ts';
import type { TrendSeries } from '#lib/protocol/trend-series.ts';
import { datesFrom, intervalEvent } from '../../../../tests/support/interval-events.ts';
import { LogWriter, morning } from '../../../../tests/support/log-events.ts';
import { openApplication } from '../../../../tests/support/open-application.ts';
import { trendCsv } from './trend-csv.ts';

const hour = 3_600_000;
type CountedAlike = NonNullable<IntervalData['definition']['countedAlike']>;
const both: CountedAlike = ['contacts', 'surveys'];

/** Ten calls of a day, five of which answered with a four; five chats of which two answered with a two. */
function dayOf(channel: 'phone' | 'chat', countedAlike: CountedAlike | undefined): Partial<IntervalData> {
	const [count, of, score] = channel === 'phone' ? [10, 5, 4] : [5, 2, 2];
	const way = channel === 'phone' ? { targetSeconds: 20, shortSeconds: 5 } : { targetSeconds: 60, shortSeconds: 10 };
	return {
		...{ channel, contacts: count, offered: count, answered: count, abandoned: 0, shortAbandoned: 0 },
		withinTarget: { met: count, of: count },
		answeredWait: { sumMs: count * 10_000, of: count },
		...{ surveysSent: of * 2, surveysAnswered: of },
		score: { kind: 'csat', min: 1, max: 5, sum: of * score, of, squares: of * score ** 2, topTwo: score >= 4 ? of : 0 },
		definition: { serviceLevel: 'V5', ...way, ...(countedAlike === undefined ? {} : { countedAlike }) }
	};
}

function totals(
	countedAlike: CountedAlike | undefined,
	from = '2025-01-01',
	to = '2026-03-03',
	source = 'old-report'
): NewEvent[] {
	return datesFrom(from, to).flatMap((date) =>
		(['phone', 'chat'] as const).map((channel) => intervalEvent('day', date, dayOf(channel, countedAlike), source))
	);
}

/** Six calls on the first day of the log, each of which answered the survey: five with a five, one with a one. */
function calls(log: LogWriter): void {
	for (const no of [0, 1, 2, 3, 4, 5]) {
		const id = `c${no}`;
		log
			.queued(no, id)
			.answered(no + 10, id)
			.ended(no + 60, id);
		log.add(no + 61, 'survey.invited', { contact: id, kind: 'csat' });
		const score = no === 5 ? 1 : 5;
		log.add(no + 70, 'survey.answered', { contact: id, kind: 'csat', score, scale: { min: 1, max: 5 } });
	}
}

async function opened(events: readonly NewEvent[], write: (log: LogWriter) => void = calls) {
	const { app, take } = await openApplication(morning);
	const log = new LogWriter();
	write(log);
	const own = log.events.map(({ seq: _, receivedAt: __, ...event }) => event as NewEvent); // without its place it is new
	await take(morning + 26 * hour, ...events, ...own);
	return {
		page: (query: string): Promise<AnnualPage> => app.trends.year(new URLSearchParams(query)),
		series: (query: string): Promise<TrendSeries> => app.trends.series(new URLSearchParams(query))
	};
}

const own = 'contacts csat 1–5 {4,5}';

describe('totals that say they count as it is done here', () => {
	test('make one year with contacts, compared with years of their own, and say up to when they tell', async () => {
		const { page } = await opened(totals(both));
		const { contacts, satisfaction, serviceLevel, weeks, satisfactionMonths } = await page('year=2026&vs=2025');
		// 1 January to 4 March; of the last day six calls.
		expect(contacts.map(({ value }) => value)).toEqual([63 * 15, 62 * 15 + 6]);
		expect(contacts.map(({ marks }) => marks.definition)).toEqual(['contacts', 'contacts']);
		expect(contacts[1]?.marks).toMatchObject({ told: 'both', sources: ['old-report'], contactsSince: '2026-03-04' });
		expect(contacts[0]?.marks.contactsSince).toBeUndefined();
		expect(satisfaction.map(({ marks }) => marks.definition)).toEqual([own, own]);
		expect(satisfaction[1]).toMatchObject({ value: (62 * 5 + 5) / (62 * 7 + 6), n: 62 * 7 + 6 });
		expect(serviceLevel[1]?.marks.definition).toBe(serviceLevel[0]?.marks.definition);
		const ways = new Set([...weeks.flatMap((one) => one.weeks), ...contacts].map(({ marks }) => marks.definition));
		expect([...ways]).toEqual(['contacts']);
		expect(new Set(satisfactionMonths.map(({ marks }) => marks.definition))).toEqual(new Set([own]));
	});

	test('make one month with contacts: answers are added, and no average is averaged', async () => {
		const { series } = await opened(totals(both));
		const { points } = await series('by=month&from=2026-02-01');
		const [february, march] = points;
		// Three days of 15 contacts and 7 answers, 5 of them fours; then six calls with five fives and a one.
		expect(march).toMatchObject({ bucket: '2026-03', contacts: 3 * 15 + 6, answered: 3 * 15 + 6 });
		expect(march?.score).toMatchObject({ value: (3 * 5 + 5) / (3 * 7 + 6), n: 3 * 7 + 6 });
		expect(march).toMatchObject({ surveysSent: 3 * 14 + 6, responseRate: (3 * 7 + 6) / (3 * 14 + 6) });
		expect([march?.volume.definition, march?.satisfaction.definition]).toEqual(['contacts', own]);
		expect([february?.volume.definition, february?.satisfaction.definition]).toEqual(['contacts', own]);
		const lines = trendCsv({ points }, 'en').replace('\ufeff', '').split('\r\n');
		const at = (name: string): number => lines[0]?.split(',').indexOf(name) ?? -1;
		const cells = lines.find((line) => line.startsWith('2026-03,,contacts,'))?.split(',') ?? [];
		expect([cells[at('told_by')], cells[at('sources')], cells[at('contacts_since')]]).toEqual([
			...['both', 'old-report', '2026-03-04']
		]);
	});

	test('are told of with the way that they share', async () => {
		const { page } = await opened(totals(both));
		const { definitions } = await page('year=2026&vs=2025');
		const sources = (key: string) => definitions.filter((one) => one.key === key).map(({ source }) => source);
		expect(sources('contacts').sort()).toEqual(['contacts', 'old-report']);
		expect(sources(own).sort()).toEqual(['contacts', 'old-report']);
	});

	test.each([
		[undefined, 'contacts + old-report', `${own} + old-report csat 1–5`],
		[['contacts'] satisfies CountedAlike, 'contacts', `${own} + old-report csat 1–5`],
		[['surveys'] satisfies CountedAlike, 'contacts + old-report', own]
	])('are so in what they name only: %j', async (countedAlike, volume, satisfaction) => {
		const { series } = await opened(totals(countedAlike));
		const { points } = await series('by=month&from=2026-03-01');
		expect(points[0]?.volume.definition).toBe(volume);
		expect(points[0]?.satisfaction.definition).toBe(satisfaction);
	});

	test('and ask on another scale are not joined, whatever they say', async () => {
		const grades = totals(both).map((event) => ({
			...event,
			data: { ...event.data, score: { kind: 'csat', min: 1, max: 7, sum: 10, of: 5, squares: 20, topTwo: 0 } }
		})) as NewEvent[]; // the same events with another score
		const { series } = await opened(grades);
		const { points } = await series('by=month&from=2026-03-01');
		expect(points[0]?.satisfaction.definition).toBe(`${own} + old-report csat 1–7`);
		expect(points[0]?.volume.definition).toBe('contacts');
	});

	test('up to a date only are joined from there on, and one that never says so stays by itself', async () => {
		const early = totals(undefined, '2025-01-01', '2025-06-15');
		const other = totals(undefined, '2025-08-01', '2025-08-31', 'other');
		const late = [...totals(both, '2025-06-16', '2025-07-31'), ...totals(both, '2025-09-01', '2026-03-03')];
		const { series } = await opened([...early, ...other, ...late]);
		const { points } = await series('by=month&from=2025-05-01&to=2025-10-01');
		expect(points.map(({ volume }) => volume.definition)).toEqual([
			...['old-report', 'contacts + old-report', 'contacts', 'other', 'contacts']
		]);
		const { points: years } = await series('by=year');
		expect(years[0]?.volume.definition).toBe('contacts + old-report + other');
		// What is said of contacts is another matter than how a service level is counted.
		expect(years[0]?.reach.definition).toBe(points[0]?.reach.definition);
	});

	test('say nothing else of a service level of which nobody told how it was counted', async () => {
		const unknown = (events: readonly NewEvent[]): NewEvent[] =>
			events.map((event) => {
				const data = event.data as IntervalData; // made above
				const definition = { ...data.definition, serviceLevel: 'unknown' as const };
				return { ...event, data: { ...data, definition } } as NewEvent; // the same but for its definition
			});
		const events = [...totals(undefined, '2025-01-01', '2025-06-30'), ...totals(both, '2025-07-01', '2025-12-31')];
		const { series } = await opened(unknown(events), () => {});
		const { points } = await series('by=month&from=2025-06-01&to=2025-08-01&channel=phone');
		expect(points.map(({ volume }) => volume.definition)).toEqual(['old-report', 'contacts']);
		expect(points.map(({ reach }) => reach.definition)).toEqual(['reach: old-report', 'reach: old-report']);
	});

	test('of queues are added up to something else: a contact is in each of its queues', async () => {
		const byQueue = totals(both).map((event) => {
			const data = event.data as IntervalData; // made above
			return { ...event, data: { ...data, queue: `of ${data.channel ?? ''}` } } as NewEvent; // the same of a queue
		});
		const { series } = await opened(byQueue);
		const { points } = await series('by=month&from=2026-02-01&to=2026-03-01');
		expect(points[0]?.volume.definition).toBe('old-report');
		const { points: ofOne } = await series('by=month&from=2026-02-01&to=2026-03-01&queue=of+phone');
		expect(ofOne[0]?.volume.definition).toBe('contacts');
	});
});

describe('the share of a channel', () => {
	test('is that of the chosen channel in all of them, else of chat', async () => {
		const { page } = await opened(totals(both));
		const shareOf = async (query: string) => {
			const { channel, months, since } = (await page(`year=2025&vs=&${query}`)).channelShare;
			return { channel, first: months[0], since };
		};
		expect(await shareOf('channel=phone')).toMatchObject({
			...{ channel: 'phone', since: null },
			first: { month: '2025-01', value: 2 / 3, n: 31 * 15 }
		});
		expect(await shareOf('channel=chat')).toMatchObject({ channel: 'chat', first: { value: 1 / 3, n: 31 * 15 } });
		expect(await shareOf('')).toMatchObject({ channel: 'chat', since: '2025-01-01', first: { value: 1 / 3 } });
		expect(await shareOf('channel=email')).toMatchObject({ channel: 'email', first: { value: 0 } });
	});
});

describe('the score of all channels', () => {
	test('counts every answer alike, and stands beside the one that weighs channels by their contacts', async () => {
		const { page } = await opened(totals(both));
		const { satisfaction } = await page('year=2026&vs=2025');
		// All callers are content and no chatter: 5 of 7 answers, and 10 of 15 contacts.
		expect(satisfaction[0]).toMatchObject({ value: 5 / 7 });
		expect(satisfaction[0]?.byVolume?.value).toBeCloseTo(10 / 15, 12);
		const [calls, chats] = [62 * 10 + 6, 62 * 5];
		const shares = { calls: (62 * 5 + 5) / (62 * 5 + 6), all: calls + chats };
		expect(satisfaction[1]?.byVolume?.value).toBeCloseTo((calls / shares.all) * shares.calls, 12);
		const error = (calls / shares.all) * Math.sqrt((shares.calls * (1 - shares.calls)) / (62 * 5 + 5));
		expect(satisfaction[1]?.byVolume?.high).toBeCloseTo((calls / shares.all) * shares.calls + 1.959964 * error, 6);
		const ofPhone = (await page('year=2026&vs=2025&channel=phone')).satisfaction[1];
		expect(ofPhone).toBeDefined();
		expect(ofPhone).not.toHaveProperty('byVolume');
	});

	test('is not weighed where a channel that was asked has too few answers to be shown', async () => {
		const few = totals(both, '2025-01-01', '2025-01-02');
		const { page } = await opened(few, () => {});
		// Two days of two answers by chat.
		expect((await page('year=2025&vs=')).satisfaction[0]).toMatchObject({ n: 14, byVolume: null });
	});
});
