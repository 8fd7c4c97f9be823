import { describe, expect, test } from 'vitest';
import type { NewEvent } from '#lib/domain/contact/contact-event.ts';
import type { IntervalData } from '#lib/domain/contact/interval-event.ts';
import type { AnnualPage, Findings } from '#lib/protocol/annual-page.ts';
import { datesFrom, intervalEvent } from '../../../../tests/support/interval-events.ts';
import { LogWriter, morning } from '../../../../tests/support/log-events.ts';
import { openApplication } from '../../../../tests/support/open-application.ts';
import { findingsResponse, yearResponse } from './trends-response.ts';

const hour = 3_600_000;
const definition = { serviceLevel: 'V5', targetSeconds: 20, shortSeconds: 5 } as const;

/** A day of a channel on which so many came, all of whom were answered after some seconds. */
function day(count: number, waitS: number, more: Partial<IntervalData> = {}): Partial<IntervalData> {
	return {
		...{ contacts: count, offered: count, answered: count, abandoned: 0, shortAbandoned: 0 },
		withinTarget: { met: waitS <= 20 ? count : 0, of: count },
		answeredWait: { sumMs: count * waitS * 1000, of: count },
		...{ surveysSent: count, surveysAnswered: 2 },
		score: { kind: 'csat', min: 1, max: 5, sum: 8, of: 2, squares: 34, topTwo: 1 },
		definition,
		...more
	};
}

/** Phone from 2024 on, ten a day; chat from March 2025 on, of which there are three. */
function totals(): NewEvent[] {
	return datesFrom('2024-01-01', '2026-03-03').flatMap((date) => [
		intervalEvent('day', date, day(10, date < '2025-01-01' ? 10 : 40, { channel: 'phone' })),
		...(date < '2025-03-01' ? [] : [intervalEvent('day', date, day(3, 10, { channel: 'chat' }))])
	]);
}

async function opened(write: (log: LogWriter) => void = () => {}) {
	const { app, take } = await openApplication(morning);
	const log = new LogWriter();
	write(log);
	const events = log.events.map(({ seq: _, receivedAt: __, ...event }) => event as NewEvent); // without its place it is new
	await take(morning + 2 * hour, ...totals(), ...events);
	const respond = (query: string): Promise<Response> => {
		const url = new URL(`http://site.test/api/trends/year?${query}`);
		return yearResponse(app.trends, url);
	};
	const page = async (query = ''): Promise<AnnualPage> => {
		const response = await respond(query);
		expect(response.status).toBe(200);
		return (await response.json()) as AnnualPage; // as the API answers
	};
	return { app, take, respond, page };
}

describe('the annual page', () => {
	test('of a year that goes on shows every year up to the last whole day', async () => {
		const { page } = await opened((log) => log.queued(0, 'c1').answered(10, 'c1').ended(100, 'c1'));
		const { year, against, known, through, contacts, weeks } = await page();
		expect({ year, against, known, through }).toEqual({
			year: 2026,
			against: [2024, 2025],
			known: [2024, 2025, 2026],
			through: { day: '03-03', isoWeek: 10, isYearOver: false }
		});
		// 2024 has 29 February; the chats of 2025 began on 1 March. What came today is in none of them.
		expect(contacts.map(({ value }) => value)).toEqual([630, 620 + 9, 62 * 13]);
		expect(contacts.map(({ marks }) => [marks.isPartial, marks.told])).toEqual(Array(3).fill([false, 'totals']));
		expect(weeks.map(({ weeks: all }) => all.length)).toEqual([10, 10, 10]);
		expect(weeks[2]?.weeks.at(-1)).toMatchObject({ week: 10, contacts: 26, marks: { isPartial: true } });
		expect(weeks[1]?.weeks.at(-1)).toMatchObject({ contacts: 7 * 13, marks: { isPartial: false } });
	});

	test('of a year that is over shows all of it, and the years whole', async () => {
		const { page } = await opened();
		const found = await page('year=2025&vs=2024');
		expect(found.through).toEqual({ day: '12-31', isoWeek: 52, isYearOver: true });
		expect(found.contacts.map(({ value }) => value)).toEqual([3660, 3650 + 306 * 3]);
		expect(found.satisfactionMonths).toHaveLength(24);
		expect(found.reach.at(0)).toMatchObject({ month: '2024-01', asaSeconds: 10, serviceLevel: { value: 1, n: 310 } });
		expect(found.reach.at(-1)).toMatchObject({ month: '2025-12', serviceLevel: { value: 3 / 13, n: 31 * 13 } });
		expect(found.mix.at(-1)).toMatchObject({ quarter: '2025-Q4', contacts: { phone: 920, chat: 276 } });
		expect(found.channelShare.since).toBe('2025-03-01');
		expect(found.channelShare.months[0]).toMatchObject({ month: '2025-01', value: 0, n: 310 });
		expect(found.channelShare.months[11]?.value).toBeCloseTo(3 / 13, 9);
	});

	test('grows chats by week: not over missing days, and a running week stands beside the same part', async () => {
		const { page } = await opened();
		const weeks = new Map((await page('year=2025')).chatWeeks.map((one) => [one.week, one]));
		expect(weeks.get('2025-W08')).toMatchObject({ chats: null, growth: { value: null } });
		// Of the ninth week nobody tells but its last two days.
		expect(weeks.get('2025-W09')).toMatchObject({ chats: 6, growth: { value: null }, marks: { isPartial: true } });
		expect(weeks.get('2025-W10')).toMatchObject({ chats: 21, growth: { value: null }, p: null });
		expect(weeks.get('2025-W11')).toMatchObject({ chats: 21, growth: { value: 0, n: 42 }, p: 1 });
		const running = (await page('year=2026')).chatWeeks;
		expect(running.at(-1)).toMatchObject({ week: '2026-W10', chats: 6, growth: { value: 0, n: 12 } });
		expect(running[0]).toMatchObject({ week: '2026-W01', chats: 21, growth: { value: 0 } });
	});

	test('takes the change of the wait apart by channel, exactly', async () => {
		const { page } = await opened();
		const why = (await page('year=2025&vs=2024')).why.find(({ figure, by }) => figure === 'asa' && by === 'channel');
		const [before, after] = [10, (3650 * 40 + 918 * 10) / (3650 + 918)];
		expect(why?.before).toMatchObject({ year: 2024, value: before });
		expect(why?.after.value).toBeCloseTo(after, 9);
		expect((why?.mix ?? 0) + (why?.rate ?? 0)).toBeCloseTo(after - before, 9);
		expect(why?.groups.map(({ group }) => group)).toEqual(['phone', 'chat']);
	});

	test('tells of topics by channel what became of them, and no score of fewer than five answers', async () => {
		const { page, take } = await opened();
		const bills = { channel: 'phone', topic: 'bills' } as const;
		await take(morning + 3 * hour, intervalEvent('month', '2025-05-01', day(40, 10, bills), 'topics'));
		const { topics } = await page('year=2025&vs=2024');
		expect(topics).toEqual([
			{
				...{ topic: 'bills', channel: 'phone', contacts: 40, answeredShare: 1, transferRate: null },
				score: { value: null, low: null, high: null, n: 2 },
				responseRate: 2 / 40
			}
		]);
	});

	test('lists what happened in the years that it shows, in the language that is asked for', async () => {
		const { app, page } = await opened();
		const actor = { kind: 'command-line' } as const;
		const add = (date: string, nl: string, en: string) =>
			app.annotations.add({ kind: 'launch', firstDay: date, lastDay: date, text: { nl, en } }, actor, {
				record: async () => {}
			});
		expect((await page('year=2025&vs=2024')).annotations).toEqual([]);
		await add('2025-03-01', 'Chat begint', 'Chat begins');
		await add('2023-03-01', 'Lang geleden', 'Long ago');
		const found = await page('year=2025&vs=2024&language=en');
		expect(found.annotations).toEqual([
			{ id: 'a1', kind: 'launch', from: '2025-03-01', to: null, text: 'Chat begins' }
		]);
	});

	test('comes with findings that are searched for beside it, and refuses what is no question for them', async () => {
		const { app } = await opened();
		const ask = (): Promise<Response> => {
			const url = new URL('http://site.test/api/trends/findings?channel=phone');
			return findingsResponse(app.trends, url);
		};
		const first = await ask();
		expect([first.status, first.headers.get('retry-after')]).toEqual([202, '1']);
		let last = first;
		while (last.status === 202) {
			await new Promise((resolve) => setTimeout(resolve, 50));
			last = await ask();
		}
		expect(last.status).toBe(200);
		const { findings } = (await last.json()) as Extract<Findings, { state: 'ready' }>; // as the API answers
		expect(findings.map(({ figure, grain }) => `${figure} ${grain}`)).toEqual([
			'score week',
			'contacts week',
			'serviceLevel week'
		]);
		const level = findings[2];
		// In two years a level that changed may pass for a pattern of the year: no date is told.
		expect(level).toMatchObject({ n: 113, span: { from: '2024-W01', to: '2026-W09' }, breaks: [] });
		expect(level).toMatchObject({ notTested: 'unsure season', p: null });
		expect(findings[1]).toMatchObject({ notTested: 'no variation', breaks: [] });
		const refused = new URL('http://site.test/api/trends/findings?year=2025');
		expect((await findingsResponse(app.trends, refused)).status).toBe(400);
	}, 30_000);

	test('has figures of one channel, with its target', async () => {
		const { page } = await opened();
		const found = await page('year=2025&vs=2024&channel=phone');
		expect(found.contacts.map(({ value }) => value)).toEqual([3660, 3650]);
		expect(found.serviceLevelTarget).toEqual({ share: 0.8, seconds: 20 });
		expect(found.chatWeeks).toEqual([]);
	});

	test.each([
		['year=20', 'year'],
		['year=2027', 'year'],
		['vs=2024,20x5', 'vs'],
		['year=2025&vs=2025', 'vs'],
		['by=month', 'by'],
		['queue=q9', 'queue']
	])('refuses %s and names the parameter', async (query, field) => {
		const { respond } = await opened();
		const response = await respond(query);
		expect(response.status).toBe(400);
		expect(await response.json()).toMatchObject({ field });
	});
});
