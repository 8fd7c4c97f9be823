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
const phone = { serviceLevel: 'V5', targetSeconds: 20, shortSeconds: 5 } as const;
const chat = { serviceLevel: 'V5', targetSeconds: 60, shortSeconds: 10 } as const;
const email = { serviceLevel: 'V5', targetSeconds: 86_400, shortSeconds: 0 } as const;
const old = { serviceLevel: 'V2', targetSeconds: 30 } as const;

/** Ten contacts: eight answered after so many seconds, two gave up and one of them at once; six of what counts in time. */
function ten(
	channel: 'phone' | 'chat' | 'email',
	waitS: number,
	definition: IntervalData['definition'],
	sent = 100,
	replied = 10
): Partial<IntervalData> {
	return {
		channel,
		...{ contacts: 10, offered: 10, answered: 8, abandoned: 2, shortAbandoned: 1 },
		withinTarget: { met: 6, of: definition.serviceLevel === 'V5' ? 9 : 10 },
		answeredWait: { sumMs: 8 * waitS * 1000, of: 8 },
		...{ surveysSent: sent, surveysAnswered: replied },
		score: { kind: 'csat', min: 1, max: 5, sum: 4 * replied, of: replied, squares: 16 * replied, topTwo: replied },
		definition
	};
}

function daily(from: string, to: string, data: (date: string) => Partial<IntervalData>): NewEvent[] {
	return datesFrom(from, to).map((date) => intervalEvent('day', date, data(date)));
}

async function opened(totals: readonly NewEvent[], write: (log: LogWriter) => void = () => {}) {
	const { app, take } = await openApplication(morning);
	const log = new LogWriter();
	write(log);
	const events = log.events.map(({ seq: _, receivedAt: __, ...event }) => event as NewEvent); // without its place it is new
	await take(morning + 2 * hour, ...totals, ...events);
	return {
		page: (query: string): Promise<AnnualPage> => app.trends.year(new URLSearchParams(query)),
		series: (query: string): Promise<TrendSeries> => app.trends.series(new URLSearchParams(query))
	};
}

describe('waits of all channels together', () => {
	const years = (): NewEvent[] => [
		...daily('2024-01-01', '2025-12-31', (date) => ten('phone', date < '2025-01-01' ? 20 : 50, phone)),
		...daily('2024-01-01', '2025-12-31', () => ten('chat', 30, chat)),
		...daily('2024-01-01', '2025-12-31', () => ten('email', 40_000, email))
	];

	test('are those of phone and chat: hours until an e-mail is answered are in none of them', async () => {
		const { page } = await opened(years());
		const { why, reach, serviceLevel } = await page('year=2025&vs=2024');
		const wait = why.find(({ figure, by }) => figure === 'asa' && by === 'channel');
		expect(wait).toMatchObject({ before: { value: 25 }, after: { value: 40 }, rate: 15, mix: 0 });
		expect(wait?.groups.map(({ group }) => group)).toEqual(['phone', 'chat']);
		expect(reach.at(-1)).toMatchObject({ asaSeconds: 40, answered: 31 * 16 });
		expect(serviceLevel.map(({ n }) => n)).toEqual([366 * 18, 365 * 18]);
	});

	test('leave the time until an e-mail is answered by itself, with its own target', async () => {
		const { page } = await opened(years());
		const { slowAnswers } = await page('year=2025&vs=2024');
		expect(slowAnswers).toMatchObject([
			{
				channel: 'email',
				target: { share: 0.9, seconds: 86_400 },
				years: [
					{ year: 2024, answerSeconds: 40_000 },
					{ year: 2025, answerSeconds: 40_000, answered: 365 * 8, serviceLevel: { n: 365 * 9 } }
				]
			}
		]);
		expect((await page('year=2025&vs=2024&channel=phone')).slowAnswers).toEqual([]);
	});

	test('have the share that all of them were promised, and seconds only where these are one too', async () => {
		const { page } = await opened(years());
		expect(await page('year=2025&vs=2024')).toMatchObject({
			serviceLevelTarget: { share: 0.8, seconds: null },
			noTarget: null,
			channelTargets: [
				{ channel: 'phone', share: 0.8, seconds: 20 },
				{ channel: 'chat', share: 0.8, seconds: 60 }
			]
		});
		const ofPhone = await page('year=2025&vs=2024&channel=phone');
		expect(ofPhone.serviceLevelTarget).toEqual({ share: 0.8, seconds: 20 });
	});

	test('count as abandoned who did not give up at once, each channel by its own limit', async () => {
		const { page } = await opened(years());
		// Of each ten eight were answered, and one of the two who gave up was short.
		expect((await page('year=2025&vs=2024')).reach[0]?.abandonmentRate).toMatchObject({ value: 1 / 9, n: 31 * 18 });
	});
});

describe('a year that was counted in two ways', () => {
	const changing = (): NewEvent[] =>
		daily('2024-01-01', '2025-12-31', (date) => ten('phone', 20, date < '2025-05-01' ? old : phone));

	test('has no service level of its own, and one of each part with its days and its way', async () => {
		const { page } = await opened(changing());
		const { serviceLevel, definitions, contacts } = await page('year=2025&vs=2024');
		const [before, year] = serviceLevel;
		expect(before).toMatchObject({ year: 2024, value: 0.6 });
		expect(before?.parts).toBeUndefined();
		expect(year).toMatchObject({ year: 2025, value: null });
		expect(year?.parts).toMatchObject([
			{ from: '2025-01-01', to: '2025-04-30', value: 0.6, n: 1200 },
			{ from: '2025-05-01', to: '2025-12-31', value: 2 / 3, n: 245 * 9 }
		]);
		const ways = year?.parts?.map(({ marks }) => definitions.find(({ key }) => key === marks.definition)?.serviceLevel);
		expect(ways).toEqual(['V2', 'V5']);
		// The first part was counted as the year before was.
		expect(year?.parts?.[0]?.marks.definition).toBe(before?.marks.definition);
		expect(contacts[1]).toMatchObject({ value: 3650 });
		expect(contacts[1]?.parts).toBeUndefined();
	});

	test('names no target that part of it was not held against', async () => {
		const { page } = await opened(changing());
		const refused = { serviceLevelTarget: null, noTarget: 'counted against another target' };
		expect(await page('year=2025&vs=2024')).toMatchObject(refused);
	});

	test('has no abandonment where short ones are told in two ways: neither passes for the other', async () => {
		const { series } = await opened(changing());
		const { points } = await series('by=year&channel=phone&to=2026-01-01');
		expect(points.map(({ abandonmentRate }) => abandonmentRate)).toEqual([1 / 9, null]);
	});
});

describe('a year that totals and contacts tell', () => {
	const first = (log: LogWriter): void => {
		log.queued(0, 'c1').answered(10, 'c1').ended(100, 'c1');
		log.queued(5, 'c2', 'q2', { channel: 'chat' }).answered(15, 'c2').ended(95, 'c2');
	};
	const before = (way: IntervalData['definition']): NewEvent[] => [
		...daily('2026-01-01', '2026-03-03', () => ten('phone', 20, way)),
		...daily('2026-01-01', '2026-03-03', () => ten('chat', 20, chat))
	];

	test('is one figure where both hold each channel against the same, and says who told which part', async () => {
		const { series } = await opened(before(phone), first);
		const { points, definitions } = await series('by=year&queue=fast');
		expect(points[0]).toMatchObject({ bucket: '2026', serviceLevel: { value: (62 * 12 + 2) / (62 * 18 + 2) } });
		expect(points[0]?.reach).toMatchObject({ told: 'both', definition: 'reach: V5 phone 20/5, chat 60/10' });
		const sources = definitions.filter(({ key }) => key === points[0]?.reach.definition).map(({ source }) => source);
		expect(sources.sort()).toEqual(['contacts', 'old-report']);
	});

	test.each([
		['another target', { ...phone, targetSeconds: 30 }],
		['another limit for short ones', { ...phone, shortSeconds: 10 }],
		['another way', { ...phone, serviceLevel: 'V3' }],
		['nothing said', {}]
	] as const)('has none where totals of one channel have %s', async (_, way) => {
		const { series } = await opened(before(way), first);
		const { points } = await series('by=year&queue=fast');
		expect(points[0]).toMatchObject({ serviceLevel: { value: null }, reach: { told: 'both' } });
		expect(points[0]?.reach.definition).toContain(' + ');
	});
});

describe('a score', () => {
	const answered = (replied: (date: string) => number): NewEvent[] =>
		daily('2024-01-01', '2025-12-31', (date) => ten('phone', 20, phone, 100, replied(date)));

	test('stands beside the share that answered, and is marked where that moved by more than five points', async () => {
		const { page } = await opened(answered((date) => (date < '2025-06-01' ? 10 : 20)));
		const { satisfaction, satisfactionMonths } = await page('year=2025&vs=2024');
		expect(satisfaction[0]?.responseRate).toBeCloseTo(0.1, 9);
		expect(satisfaction[1]?.responseRate).toBeCloseTo((151 * 0.1 + 214 * 0.2) / 365, 9);
		const changed = satisfactionMonths.filter(({ isResponseChanged }) => isResponseChanged);
		expect(changed.map(({ month }) => month)).toEqual(['2025-06']);
	});

	test('is not marked where as many answered as before', async () => {
		const { page } = await opened(answered((date) => (date < '2025-06-01' ? 10 : 15)));
		const { satisfactionMonths } = await page('year=2025&vs=2024');
		expect(satisfactionMonths.some(({ isResponseChanged }) => isResponseChanged)).toBe(false);
	});
});

describe('a month that goes on, beside one of which whole days are known', () => {
	const one = (log: LogWriter): void => void log.queued(0, 'c1').answered(10, 'c1').ended(100, 'c1');

	test('is compared up to the last whole day, and says so', async () => {
		const { series } = await opened(
			daily('2026-02-01', '2026-03-03', (date) =>
				date < '2026-03-01' ? ten('phone', 20, phone) : ten('phone', 40, phone)
			),
			one
		);
		const { points, compared, comparedWith } = await series('by=month&compare=previous&from=2026-03-01');
		expect(points[0]).toMatchObject({ bucket: '2026-03', contacts: 31 });
		expect(compared?.[0]).toMatchObject({ bucket: '2026-02', contacts: 30, asaSeconds: 20 });
		expect(comparedWith?.[0]).toMatchObject({ through: '2026-03-03', point: { contacts: 30, asaSeconds: 40 } });
		const csv = trendCsv({ points, compared: compared ?? [], comparedWith: comparedWith ?? [] }, 'en');
		const [head = '', line = ''] = csv.replace('\ufeff', '').split('\r\n');
		const cells = new Map(head.split(',').map((name, at) => [name, line.split(',')[at]]));
		expect([cells.get('compared_value'), cells.get('compared_through')]).toEqual(['30', '2026-03-03']);
		expect(cells.get('compared_with_value')).toBe('30');
	});

	test('is compared to this minute where contacts tell of both', async () => {
		const { series } = await opened([], (log) => {
			for (const [at, seconds] of [-86_400 * 28, -86_400 * 28 + 60, 0].entries())
				log.queued(seconds, `c${at}`).answered(seconds + 10, `c${at}`);
		});
		const { compared, comparedWith } = await series('by=month&compare=previous&from=2026-03-01');
		expect(compared?.[0]).toMatchObject({ bucket: '2026-02', contacts: 2 });
		expect(comparedWith).toEqual([null]);
	});

	test('has nothing on its first day', async () => {
		const { series } = await opened(
			daily('2026-03-03', '2026-03-03', () => ten('phone', 20, phone)),
			one
		);
		const { compared, comparedWith } = await series('by=day&compare=previous&from=2026-03-04');
		expect(compared?.[0]?.contacts ?? null).toBeNull();
		expect(comparedWith).toEqual([null]);
	});
});
