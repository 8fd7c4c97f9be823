import { describe, expect, test } from 'vitest';
import type { NewEvent } from '#lib/domain/contact/contact-event.ts';
import type { IntervalData } from '#lib/domain/contact/interval-event.ts';
import type { SeriesPoint, TrendSeries } from '#lib/protocol/trend-series.ts';
import { datesFrom, intervalEvent } from '../../../../tests/support/interval-events.ts';
import { LogWriter, morning } from '../../../../tests/support/log-events.ts';
import { openApplication } from '../../../../tests/support/open-application.ts';
import { seriesResponse } from './trends-response.ts';

const hour = 3_600_000;
const own = { serviceLevel: 'V5', targetSeconds: 20, shortSeconds: 5 } as const;

/** Totals of a phone desk: 10 came, 8 were answered after 30 s each, 1 of 2 abandons was short. */
function phoneDesk(times = 1, definition: IntervalData['definition'] = own): Partial<IntervalData> {
	return {
		channel: 'phone',
		...{ contacts: 10 * times, offered: 10 * times, answered: 8 * times, abandoned: 2 * times, shortAbandoned: times },
		withinTarget: { met: 6 * times, of: 9 * times },
		answeredWait: { sumMs: 240_000 * times, of: 8 * times },
		handle: { sumMs: 800_000 * times, of: 8 * times },
		...{ surveysSent: 4 * times, surveysAnswered: 2 * times },
		score: { kind: 'csat', min: 1, max: 5, sum: 8 * times, of: 2 * times, squares: 34 * times, topTwo: times },
		definition
	};
}

/** Four contacts on the phone on the morning of 4 March 2026. */
const contacts = (log: LogWriter): void => {
	log.queued(0, 'c1').answered(10, 'c1').ended(100, 'c1');
	log.queued(5, 'c2').abandoned(8, 'c2');
	log.queued(20, 'c3').answered(110, 'c3', 'a2').ended(200, 'c3', 'a2');
	log.queued(30, 'c4').abandoned(60, 'c4');
};

async function opened(totals: readonly NewEvent[], write: (log: LogWriter) => void = contacts) {
	const open = await openApplication(morning);
	const log = new LogWriter();
	write(log);
	const events = log.events.map(({ seq: _, receivedAt: __, ...event }) => event as NewEvent); // without its place it is new
	await open.take(morning + 2 * hour, ...totals, ...events);
	const respond = (query: string): Promise<Response> =>
		seriesResponse(open.app.trends, new URL(`http://site.test/api/trends?${query}`), 'en');
	const series = async (query: string): Promise<TrendSeries> => {
		const response = await respond(query);
		expect(response.status).toBe(200);
		return (await response.json()) as TrendSeries; // as the API answers
	};
	const point = async (query: string, bucket: string, part: string | null = null): Promise<SeriesPoint> => {
		const found = (await series(query)).points.find((one) => one.bucket === bucket && one.part === part);
		if (found === undefined) throw new Error(`no point ${bucket}`);
		return found;
	};
	return { ...open, respond, series, point };
}

const february = datesFrom('2026-02-01', '2026-02-28').map((date) => intervalEvent('day', date, phoneDesk()));
const march = datesFrom('2026-03-01', '2026-03-03').map((date) => intervalEvent('day', date, phoneDesk()));

describe('a point', () => {
	test('that totals and contacts tell adds their sums: means are never averaged', async () => {
		const { point } = await opened([...february, ...march]);
		const found = await point('by=month&channel=phone', '2026-03');
		expect(found).toMatchObject({ contacts: 34, offered: 34, answered: 26, abandoned: 8 });
		expect(found.asaSeconds).toBeCloseTo((3 * 240 + 10 + 90) / 26, 9);
		expect(found.ahtSeconds).toBeCloseTo((3 * 800 + 180) / 26, 9);
		// Of the contacts one was answered in time, one late, one was abandoned, and one shortly.
		expect(found.serviceLevel).toMatchObject({ value: 19 / 30, n: 30 });
		expect(found.abandonmentRate).toBeCloseTo(4 / 30, 9);
		expect(found.volume).toMatchObject({ told: 'both', sources: ['old-report'], definition: 'contacts + old-report' });
	});

	test('that both tell in different ways has no service level, and says which ways', async () => {
		const other = { serviceLevel: 'V2', targetSeconds: 30 } as const;
		const totals = datesFrom('2026-03-01', '2026-03-03').map((date) => intervalEvent('day', date, phoneDesk(1, other)));
		const { series } = await opened(totals);
		const { points, definitions } = await series('by=month&channel=phone');
		expect(points[0]).toMatchObject({ bucket: '2026-03', offered: 34, serviceLevel: { value: null } });
		const keys = points[0]?.reach.definition.split(' + ') ?? [];
		expect(keys).toHaveLength(2);
		expect(keys.map((key) => definitions.find((one) => one.key === key))).toMatchObject([
			{ source: 'contacts', serviceLevel: 'V5', targetSeconds: 20, shortSeconds: 5 },
			{ source: 'old-report', serviceLevel: 'V2', targetSeconds: 30, shortSeconds: null }
		]);
	});

	test('that goes on is running and partial; one that is over is neither', async () => {
		const { point } = await opened([...february, ...march]);
		const running = (await point('by=month', '2026-03')).volume;
		expect(running).toMatchObject({ isRunning: true, isPartial: true });
		expect(running.covered).toBeCloseTo(4 / 31, 2);
		expect((await point('by=month', '2026-02')).volume).toMatchObject({
			isRunning: false,
			isPartial: false,
			covered: 1
		});
	});

	test('that the question cuts off is partial, and has no figures of totals that reach beyond', async () => {
		const { point } = await opened([intervalEvent('month', '2026-01-01', phoneDesk(31)), ...february]);
		const found = await point('by=month&from=2026-01-15&to=2026-03-01', '2026-01');
		expect(found).toMatchObject({ contacts: null, volume: { isPartial: true, isRunning: false } });
		const cut = await point('by=month&from=2026-02-11&to=2026-03-01', '2026-02');
		expect(cut).toMatchObject({ contacts: 180, volume: { isPartial: true, told: 'totals' } });
	});

	test('of which days are missing is partial; one that nobody tells is there and has no figures', async () => {
		const { point, series } = await opened(february.slice(0, 14));
		const half = await point('by=month', '2026-02');
		expect(half).toMatchObject({ contacts: 140, volume: { isPartial: true, covered: 0.5 } });
		const days = await series('by=day&from=2026-02-14&to=2026-02-16');
		expect(days.points.map(({ contacts: count, volume: { told } }) => [count, told])).toEqual([
			[10, 'totals'],
			[null, 'nobody']
		]);
	});

	test('before and after a change of the target has another definition; one across it has no level', async () => {
		const old = { serviceLevel: 'V2', targetSeconds: 30 } as const;
		const months = ['2025-01', '2025-02', '2025-03', '2025-04'].map((month, index) =>
			intervalEvent('month', `${month}-01`, phoneDesk(30, index < 2 ? old : own))
		);
		const { series, point } = await opened(months);
		const { points } = await series('by=month&from=2025-01-01&to=2025-05-01');
		const keys = points.map(({ reach }) => reach.definition);
		expect(keys[0]).toBe(keys[1]);
		expect(keys[1]).not.toBe(keys[2]);
		expect(keys[2]).toBe(keys[3]);
		expect(new Set(points.map(({ volume }) => volume.definition)).size).toBe(1);
		expect(await point('by=quarter', '2025-Q1')).toMatchObject({ offered: 900, serviceLevel: { value: null } });
	});

	test('of a week that lies across New Year is not split', async () => {
		const weeks = ['2025-12-22', '2025-12-29', '2026-01-05'].map((date) => intervalEvent('week', date, phoneDesk(7)));
		const { point } = await opened(weeks);
		expect(await point('by=week', '2026-W01')).toMatchObject({ offered: 70 });
		expect(await point('by=year', '2025')).toMatchObject({ offered: null, volume: { isPartial: true } });
	});

	test('tells the number of fewer than five answers, and no score', async () => {
		const { point } = await opened(february);
		expect((await point('by=day', '2026-02-03')).score).toEqual({ value: null, low: null, high: null, n: 2 });
		const month = await point('by=month', '2026-02');
		expect(month.score).toMatchObject({ value: 0.5, n: 56 });
		expect(month).toMatchObject({ scoreKind: 'csat', responseRate: 0.5, surveysSent: 112 });
		expect((await point('by=month&survey=grade', '2026-02')).score).toMatchObject({ value: null, n: null });
	});
});

describe('a series', () => {
	test('follows what comes late or is taken back', async () => {
		const { point, take } = await opened(february);
		expect((await point('by=day', '2026-03-04')).contacts).toBe(4);
		const log = new LogWriter().add(3600, 'contact.excluded', { contact: 'c4', reason: 'test' });
		const events = log.events.map(({ seq: _, receivedAt: __, ...event }) => ({ ...event, id: 'late' })); // new
		await take(morning + 3 * hour, ...events);
		expect((await point('by=day', '2026-03-04')).contacts).toBe(3);
	});

	test('is compared with the same days of the week, 52 weeks back, also in a 53rd week', async () => {
		const weeks = datesFrom('2019-12-30', '2021-01-10').filter((_, index) => index % 7 === 0);
		const { series } = await opened(weeks.map((date, index) => intervalEvent('week', date, phoneDesk(index + 1))));
		const answer = await series('by=week&from=2020-12-21&to=2021-01-11&compare=same-period-last-year');
		expect(answer.points.map(({ bucket }) => bucket)).toEqual(['2020-W52', '2020-W53', '2021-W01']);
		expect(answer.compared?.map((one) => one?.bucket ?? null)).toEqual([null, '2020-W01', '2020-W02']);
		expect(answer.compared?.[2]).toMatchObject({ offered: 20 });
	});

	test('sets the running month beside the same days of another', async () => {
		const { series } = await opened([...february, ...march]);
		const { points, compared } = await series('by=month&from=2026-03-01&compare=previous');
		expect(points[0]).toMatchObject({ bucket: '2026-03', contacts: 34 });
		// Up to 11:00 of the fourth: days are not split, so both are held against each other up to the third.
		expect(compared?.[0]).toMatchObject({ bucket: '2026-02', contacts: 30, volume: { isPartial: true } });
		const weekdays = await series('by=weekday&from=2026-02-16&to=2026-03-02&compare=previous');
		expect(weekdays.compared?.map((one) => one?.contacts)).toEqual([20, 20, 20, 20, 20, 20, 20]);
	});

	test('is split by what is known; totals of all are in no part', async () => {
		const totals = [
			...february.slice(0, 5),
			...datesFrom('2026-02-01', '2026-02-05').map((date) =>
				intervalEvent('day', date, { ...phoneDesk(3), channel: 'chat' })
			),
			intervalEvent('day', '2026-02-06', { offered: 50, contacts: 50 })
		];
		const { series } = await opened(totals);
		const { points } = await series('by=day&from=2026-02-05&to=2026-02-07&split=channel');
		expect(points.map(({ bucket, part, contacts: count }) => [bucket, part, count])).toEqual([
			['2026-02-05', 'phone', 10],
			['2026-02-05', 'chat', 30],
			['2026-02-06', 'phone', null],
			['2026-02-06', 'chat', null]
		]);
	});

	test('goes down to a quarter of an hour, and has the hour twice that came twice', async () => {
		const { series, point } = await opened([]);
		expect((await point('by=quarter-hour&from=2026-03-04', '2026-03-04T09:00')).contacts).toBe(4);
		expect((await point('by=hour&from=2026-03-04', '2026-03-04T09:00')).contacts).toBe(4);
		const autumn = await series('by=hour&from=2025-10-26T01:00&to=2025-10-26T04:00');
		expect(autumn.points.map(({ bucket }) => bucket.slice(11))).toEqual(['01:00', '02:00', '02:00', '03:00']);
	});

	test('knows queues and topics of totals too, and refuses those of neither', async () => {
		const { point, respond } = await opened([
			intervalEvent('month', '2026-01-01', { ...phoneDesk(), queue: 'old queue' })
		]);
		expect((await point('by=month&queue=old queue', '2026-01')).contacts).toBe(10);
		expect((await point('by=month&queue=q1', '2026-03')).contacts).toBe(4);
		const response = await respond('queue=q9');
		expect(await response.json()).toMatchObject({ field: 'queue', error: expect.stringContaining('old queue, q1') });
	});
});

describe('a question', () => {
	test.each([
		['by=decade', 'by'],
		['from=yesterday', 'from'],
		['from=2026-03-02&to=2026-03-01', 'to'],
		['split=agent', 'split'],
		['compare=never', 'compare'],
		['by=weekday&compare=previous', 'from'],
		['by=hour&from=2025-01-01', 'from'],
		['survey=stars', 'survey'],
		['channel=fax', 'channel'],
		['topic=football', 'topic'],
		['output=table', 'output'],
		['language=fr', 'language'],
		['target=30', 'target'],
		['by=day&by=week', 'by']
	])('%s is refused, and its parameter named', async (query, field) => {
		const { respond } = await opened(february);
		const response = await respond(query);
		expect([response.status, response.headers.get('cache-control')]).toEqual([400, 'no-store']);
		expect(await response.json()).toMatchObject({ field });
	});

	test('is of now, and kept by nobody', async () => {
		const { respond, take } = await opened(february);
		const first = await respond('by=month');
		expect(first.headers.get('cache-control')).toBe('no-store');
		const log = new LogWriter().queued(3700, 'c9');
		await take(morning + 2 * hour, ...log.events.map(({ seq: _, receivedAt: __, ...one }) => ({ ...one, id: 'x' }))); // new
		expect(await (await respond('by=month')).text()).not.toBe(await first.text());
	});

	test('for a file gets one without formulas, in the numbers of the language', async () => {
		const topics = ['=cmd|calc', 'bills'].map((topic) =>
			intervalEvent('month', '2026-01-01', { ...phoneDesk(), topic })
		);
		const { respond } = await opened(topics);
		const dutch = await (await respond('by=month&split=topic&to=2026-02-01&output=csv&language=nl')).text();
		expect(dutch).toContain(";'=cmd|calc;service_level;0,66");
		expect(dutch.split('\r\n')[0]).toContain('figure;value;n;ci_low;ci_high;definition_version');
		const english = await respond('by=month&split=topic&to=2026-02-01&output=csv&language=en');
		expect(await english.text()).toContain(",'=cmd|calc,service_level,0.66");
		expect(english.headers.get('content-disposition')).toBe('attachment; filename="trends-month.csv"');
	});
});
