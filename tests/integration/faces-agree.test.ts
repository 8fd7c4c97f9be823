import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { LogEvent, SourceEvent } from '#lib/domain/contact/contact-event.ts';
import { LiveFold } from '#lib/domain/live/live-fold.ts';
import { figuresAt } from '#lib/domain/live/live-metrics.ts';
import type { ReportRow } from '#lib/domain/reports/report-row.ts';
import { queueCellPrefix } from '#lib/protocol/live-cells.ts';
import type { Application } from '#lib/server/application.ts';
import { viewsFile } from '#lib/server/database/sqlite/open-views.ts';
import { reportResponse } from '#lib/server/history/report-response.ts';
import { parseLiveQuery } from '#lib/server/live/live-query.ts';
import { alterDay } from '../support/alter-row.ts';
import { DemoDesk, Screen } from '../support/demo-desk-days.ts';
import { testConfiguration } from '../support/open-application.ts';
import { printedCommand } from '../support/printed-command.ts';
import { type FaceFigures, figureDifferences, only, rowsOfCsv } from '../support/same-figures.ts';
import { contactsIn, type SimulatedContact, surveyChannelOf } from '../support/simulated-contacts.ts';
import { lastingFolder } from '../support/temporary-folder.ts';

const zone = 'Europe/Amsterdam';
const now = Date.parse('2025-11-18T10:30:00+01:00');
const midnight = Date.parse('2025-11-18T00:00:00+01:00');
const monday = Date.parse('2025-11-17T00:00:00+01:00');
const dayMs = 86_400_000;

const folder = lastingFolder();
const configuration = testConfiguration(folder);
const views = viewsFile(configuration.databaseFile);
/** Keys that a cohort and a row of a report have in common. */
const cohortKeys = [
	...['offered', 'answered', 'abandoned', 'short_abandoned', 'flow_out', 'sl_met', 'sl_breached', 'pending', 'final'],
	...['sl_v1', 'sl_v2', 'sl_v3', 'sl_v4', 'sl_v5', 'sl_v6', 'asa_s', 'avg_abandon_time_s', 'avg_queue_time_all_s'],
	'abandonment_rate'
];

let app: Application;
let desk: DemoDesk;
const screens = { now: new Screen(), board: new Screen(), phone: new Screen() };
let events: LogEvent[] = [];
let contacts: SimulatedContact[] = [];
let queues: string[] = [];
let earlierSeq = 0;
const earlier = now - 90 * 60_000;

beforeAll(async () => {
	desk = await DemoDesk.open(configuration, 2020, now);
	app = desk.app;
	await desk.goOn(now - 2 * 3_600_000, 6 * 3_600_000);
	await desk.goOn(earlier, 60_000);
	earlierSeq = app.projection.state.seq;
	for (const view of ['now', 'board', 'phone'] as const) app.streams.of(view)?.subscribe(screens[view]);
	await desk.goOn(now, 60_000);
	events = await desk.events();
	contacts = contactsIn(events.filter(({ type }) => !type.startsWith('bereik.')) as unknown as SourceEvent[]); // a log event is one
	queues = [...app.projection.state.queues.keys()].sort();
}, 240_000);

afterAll(async () => {
	await desk.close();
});

async function live(parameters: Record<string, string>): Promise<FaceFigures> {
	const { values } = await app.figures.answer(parseLiveQuery(new URLSearchParams(parameters), app.calendar));
	return values;
}

async function served(parameters: Record<string, string>): Promise<string> {
	const response = await reportResponse(app.reports, new URLSearchParams(parameters), 'nl');
	expect(response.status, JSON.stringify(parameters)).toBe(200);
	// A reader of text would take the mark of its encoding away.
	return Buffer.from(await response.arrayBuffer()).toString('utf8');
}

async function report(parameters: Record<string, string>): Promise<readonly ReportRow[]> {
	return (JSON.parse(await served(parameters)) as { rows: ReportRow[] }).rows; // as the API gives them
}

function iso(at: number): string {
	return new Date(at).toISOString();
}

function waited(since: unknown): number | null {
	return since === null ? null : (now - Number(since)) / 1000;
}

describe('on the basis of events: what happened in a window', () => {
	test('the walls and the API say the same of phone and chat together', async () => {
		const {
			now: wall,
			board,
			phone
		} = { now: screens.now.cells, board: screens.board.cells, phone: screens.phone.cells };
		expect(screens.board.frames).toBeGreaterThan(30);
		const lately = await live({ queue: 'fast', window: 'sliding:1800' });
		const today = await live({ queue: 'fast', window: 'today' });
		const expected = {
			asa_s: lately['asa_s'],
			asa_n: lately['answered'],
			sl: today['sl_v5'],
			sl_offered: today['offered'],
			queue_depth: today['queue_depth'],
			longest: today['longest_wait_s']
		};
		expect(Number(expected.asa_n)).toBeGreaterThan(20);
		expect(Number(expected.sl_offered)).toBeGreaterThan(100);
		for (const [view, cells] of Object.entries({ wall, board, phone })) {
			const told = {
				...Object.fromEntries(
					['asa_s', 'asa_n', 'sl', 'sl_offered', 'queue_depth'].map((key) => [key, cells[`fast.${key}`]])
				),
				longest: waited(cells['fast.longest_since'])
			};
			expect(figureDifferences(view, told, expected)).toEqual([]);
		}
		const agents = today['agents'] as Record<string, number>; // as the API gives it
		for (const state of ['busy', 'ready', 'acw', 'not_ready']) expect(wall[`agents.${state}`]).toBe(agents[state]);
	});

	test('and of every queue', async () => {
		const fast = queues.filter((queue) => `${queueCellPrefix(queue)}depth` in screens.now.cells);
		expect(fast.length).toBeGreaterThanOrEqual(2);
		for (const queue of fast) {
			const prefix = queueCellPrefix(queue);
			const { cells } = screens.phone;
			const lately = await live({ queue, window: 'sliding:1800' });
			const today = await live({ queue, window: 'today' });
			const told = {
				asa_s: cells[`${prefix}asa_s`],
				asa_n: cells[`${prefix}asa_n`],
				sl: cells[`${prefix}sl`],
				sl_offered: cells[`${prefix}sl_offered`],
				depth: screens.now.cells[`${prefix}depth`],
				longest: waited(screens.now.cells[`${prefix}longest_since`])
			};
			const expected = {
				asa_s: lately['asa_s'],
				asa_n: lately['answered'],
				sl: today['sl_v5'],
				sl_offered: today['offered'],
				depth: today['queue_depth'],
				longest: today['longest_wait_s']
			};
			expect(figureDifferences(queue, told, expected)).toEqual([]);
		}
	});

	test('the average wait of today and of last week is that of the same closed windows', async () => {
		const { cells } = screens.board;
		const today = await live({ queue: 'fast', window: 'today' });
		expect(
			figureDifferences(
				'today',
				{ asa_s: cells['today.asa_s'], answered: cells['today.asa_n'] },
				only(today, ['asa_s', 'answered'])
			)
		).toEqual([]);
		const lastWeek = midnight - 7 * dayMs;
		const before = await live({ queue: 'fast', window: `closed:${iso(lastWeek)},${iso(now - 7 * dayMs + 1)}` });
		expect(cells['today.last_week.asa_s']).toBeCloseTo(Number(before['asa_s']), 9);
		for (const [key, day] of [
			['today.quarters.asa_s', midnight],
			['today.last_week.quarters.asa_s', lastWeek]
		] as const) {
			const line = cells[key] as (number | null)[]; // as live-cells.ts says
			const windows = line.map((_, place) => [day + place * 900_000, day + (place + 1) * 900_000] as const);
			const expected: unknown[] = [];
			for (const [from, to] of windows)
				expected.push(
					from > now ? null : (await live({ queue: 'fast', window: `closed:${iso(from)},${iso(to)}` }))['asa_s']
				);
			expect(figureDifferences(key, { line }, { line: expected })).toEqual([]);
			expect(line.filter((value) => value !== null).length).toBeGreaterThan(30);
		}
	});

	test('e-mail that waits is what waits in all less what waits on phone and in chat', async () => {
		const all = await live({ queue: 'all' });
		const fast = await live({ queue: 'fast' });
		expect(screens.board.cells['slow.backlog']).toBe(Number(all['queue_depth']) - Number(fast['queue_depth']));
		expect(screens.board.cells['slow.backlog']).toBeGreaterThan(0);
		expect(waited(screens.board.cells['slow.oldest_since'])).toBe(all['longest_wait_s']);
	});

	test('the rolling score is that of the answers given in these days, on board and phone alike', () => {
		const { board, phone } = screens;
		for (const [key, value] of Object.entries(phone.cells))
			if (key.startsWith('score.')) expect(value, key).toEqual(board.cells[key]);
		const from = midnight - 6 * dayMs;
		const isIn = (at: number | null): boolean => at !== null && at >= from && at <= now;
		const given = contacts.filter(({ answeredSurveyAt }) => isIn(answeredSurveyAt));
		const asked = contacts.filter(({ invitedAt }) => isIn(invitedAt));
		const replied = asked.filter(({ answeredSurveyAt }) => answeredSurveyAt !== null);
		expect(board.cells['score.kind']).toBe('grade');
		expect(board.cells['score.days']).toBe(7);
		expect(board.cells['score.n']).toBe(given.length);
		expect(board.cells['score.response_rate']).toBeCloseTo(replied.length / asked.length, 12);
		let sum = 0;
		let weight = 0;
		for (const channel of ['phone', 'chat', 'email'] as const) {
			const scores = given.flatMap((one) => (surveyChannelOf(one) === channel ? (one.score ?? []) : []));
			const came = contacts.filter((one) => one.channel === channel && isIn(one.cameAt)).length;
			sum += (came * scores.reduce((total, score) => total + score, 0)) / scores.length;
			weight += came;
		}
		expect(board.cells['score.weighting']).toBe('volume');
		expect(board.cells['score.value']).toBeCloseTo(sum / weight, 9);
	});
});

describe('on the basis of cohorts: what became of those who came', () => {
	const spans = [
		['today', midnight, now + 1],
		['the day before', monday, midnight],
		['the last complete week', monday - 7 * dayMs, monday]
	] as const;

	test.each(spans)(
		'%s: the API and the report, whole, of phone and chat, and of every queue',
		async (name, from, to) => {
			for (const queue of ['all', 'fast', ...queues]) {
				const span = { from: iso(from), to: iso(to) };
				const cohort = await live({ queue, window: `cohort:${span.from},${span.to}` });
				const [total] = await report({ by: 'total', queue, ...span });
				expect(cohort['offered'], queue).toBeGreaterThan(0);
				expect(figureDifferences(`${name} ${queue}`, cohort, only(total ?? {}, cohortKeys))).toEqual([]);
				const window = await live({ queue, window: `closed:${span.from},${span.to}` });
				expect(
					figureDifferences(`${name} ${queue}`, only(window, ['offered']), only(total ?? {}, ['offered']))
				).toEqual([]);
			}
		}
	);

	test('by queue and by channel the report has the same rows as with one of them', async () => {
		for (const row of await report({ by: 'queue' })) {
			const [alone] = await report({ by: 'total', queue: row.bucket ?? '' });
			expect(figureDifferences('queue', { ...row, bucket: 'total' }, alone ?? {})).toEqual([]);
		}
		for (const row of await report({ by: 'channel' })) {
			const [alone] = await report({ by: 'total', channel: row.bucket ?? '' });
			expect(figureDifferences('channel', { ...row, bucket: 'total' }, alone ?? {})).toEqual([]);
		}
	});

	test('chats of this week, of the same moment last week and of each day are those of the report', async () => {
		const { cells } = screens.board;
		const weeks = await report({ by: 'week', channel: 'chat', compare: 'previous' });
		const running = weeks.at(-1);
		expect(running?.bucket).toBe('2025-W47');
		expect({
			chats: cells['week.chats'],
			before: cells['week.chats_same_point'],
			growth: cells['week.chats_growth']
		}).toEqual({
			chats: running?.contacts,
			before: running?.previous_contacts,
			growth: running?.contacts_growth
		});
		expect(cells['week.chats_differs']).toBe((running?.contacts_growth_p ?? 1) < 0.05);
		const days = await report({ by: 'day', channel: 'chat', from: iso(monday - 7 * dayMs) });
		const counts = days.map(({ contacts: came }) => came);
		expect(cells['week.last_week.days']).toEqual(counts.slice(0, 7));
		expect(cells['week.days']).toEqual([...counts.slice(7), null, null, null, null, null]);
	});

	test('chat serves 1,400 and 2,400 customers in the two complete weeks', async () => {
		const [first, second] = await report({ by: 'week', channel: 'chat' });
		expect([first?.bucket, second?.bucket]).toEqual(['2025-W45', '2025-W46']);
		expect(Math.abs((first?.answered ?? 0) / 1_400 - 1)).toBeLessThanOrEqual(0.01);
		expect(Math.abs((second?.answered ?? 0) / 2_400 - 1)).toBeLessThanOrEqual(0.01);
	});

	test('half of the chatters who were asked answer, and six per cent of the callers', async () => {
		const whole = { by: 'channel', to: iso(monday) };
		const rates = Object.fromEntries((await report(whole)).map((row) => [row.bucket, row.response_rate]));
		expect(rates['chat']).toBeGreaterThan(0.46);
		expect(rates['chat']).toBeLessThan(0.56);
		expect(rates['phone']).toBeGreaterThan(0.045);
		expect(rates['phone']).toBeLessThan(0.075);
		for (const row of await report(whole)) {
			const own = contacts.filter(({ channel, cameAt }) => channel === row.bucket && cameAt < monday);
			// A survey is of the channel it was sent in, which after a transfer is not the one the contact came in by.
			const surveyed = contacts.filter((one) => surveyChannelOf(one) === row.bucket && one.cameAt < monday);
			const asked = surveyed.filter(({ invitedAt }) => invitedAt !== null);
			const scores = surveyed.flatMap(({ score }) => score ?? []);
			expect([row.contacts, row.surveys_invited, row.score_n]).toEqual([own.length, asked.length, scores.length]);
			expect(row.score_mean).toBeCloseTo(scores.reduce((sum, score) => sum + score, 0) / scores.length, 9);
		}
	});

	test('a CSV reads back as the rows it was made from, in either language', async () => {
		for (const by of ['week', 'queue', 'channel', 'topic', 'hour'] as const) {
			const rows = await report({ by });
			for (const language of ['nl', 'en'] as const) {
				const text = await served({ by, output: 'csv', language });
				expect(text.startsWith('\uFEFF')).toBe(true);
				const read = rowsOfCsv(text, language, rows);
				expect(read).toHaveLength(rows.length);
				for (const [index, row] of read.entries()) expect(row).toEqual(rows[index]);
			}
		}
	});
});

describe('as it was known earlier', () => {
	const windows = [
		['today', { kind: 'today' }],
		['sliding:1800', { kind: 'sliding', seconds: 1_800 }],
		[`cohort:${iso(midnight)},${iso(earlier + 1)}`, { kind: 'cohort', from: midnight, to: earlier + 1 }]
	] as const;
	const asked = ['all', 'fast'] as const;
	let fold: LiveFold;
	/** By queue and window: as far as was known then, and all that is known now. */
	const told = new Map<string, FaceFigures>();
	const known = new Map<string, FaceFigures>();
	beforeAll(async () => {
		fold = new LiveFold(app.settings, true);
		for (const event of events) if (event.seq <= earlierSeq) fold.apply(event, null);
		// First all that is asked of then: from there the server goes on, and back it would have to begin anew.
		const questions = asked.flatMap((queue) => windows.map(([window]) => ({ queue, window, at: iso(earlier) })));
		for (const one of questions)
			told.set(`${one.queue} ${one.window}`, await live({ ...one, asOf: `seq:${earlierSeq}` }));
		for (const one of questions) known.set(`${one.queue} ${one.window}`, await live(one));
	});

	test.each(asked)('the API says of %s what a fold of the beginning of the log says', async (queue) => {
		for (const [text, window] of windows) {
			const answer = told.get(`${queue} ${text}`);
			expect(answer).toEqual(figuresAt(fold.state, queue, window, earlier, app.settings, app.calendar));
			expect(answer?.['offered']).toBeGreaterThan(0);
			expect(known.get(`${queue} ${text}`), 'nothing came late').toEqual(answer);
		}
		expect((await live({ queue, window: 'today' }))['offered']).not.toBe(told.get(`${queue} today`)?.['offered']);
	});
});

describe('the command line, when the server is gone and the clock still stands', () => {
	const questions = [
		['--by', 'week', '--channel', 'chat', '--compare', 'previous'],
		['--by', 'queue', '--from', '2025-11-10', '--to', '2025-11-17'],
		['--by', 'topic', '--queue', 'fast'],
		['--by', 'total', '--from', '2025-11-17']
	];
	const before = { ...process.env };
	const api: { rows: readonly ReportRow[]; csv: string }[] = [];

	beforeAll(async () => {
		for (const question of questions) {
			const pairs = question.flatMap((word, index) => (index % 2 === 0 ? [[word.slice(2), question[index + 1]]] : []));
			const parameters = Object.fromEntries(pairs) as Record<string, string>; // words come in pairs
			api.push({ rows: await report(parameters), csv: await served({ ...parameters, output: 'csv', language: 'nl' }) });
		}
		await desk.close();
		vi.useFakeTimers({ toFake: ['Date'], now });
		process.env['DATABASE_URL'] = `file:${configuration.databaseFile}`;
		process.env['BEREIK_ZONE'] = zone;
	});
	afterAll(() => {
		vi.useRealTimers();
		process.env = { ...before };
	});

	/** Where the command says something else than the server said. */
	async function differences(): Promise<string[]> {
		const found: string[] = [];
		for (const [index, question] of questions.entries()) {
			const asked = ['report', ...question, '--survey', 'grade', '--output'];
			const { code, stdout } = await printedCommand([...asked, 'json']);
			expect(code).toBe(0);
			const rows = JSON.parse(stdout) as ReportRow[]; // as the command prints them
			expect(rows.length).toBeGreaterThan(0);
			for (const [no, row] of rows.entries())
				found.push(...figureDifferences(question.join(' '), row, api[index]?.rows[no] ?? {}));
			const csv = await printedCommand([...asked, 'csv', '--language', 'nl']);
			if (csv.stdout !== api[index]?.csv) found.push(`${question.join(' ')}: another CSV`);
		}
		return found;
	}

	test('verify finds everything as the log says', async () => {
		const { code, stdout, stderr } = await printedCommand(['verify']);
		expect(code, stderr).toBe(0);
		expect(stdout).toContain('Everything that is stored is as the log says.');
		expect(stdout).not.toContain('not compared');
	}, 60_000);

	// Of every other table verify.db.test.ts shows it.
	test('one altered row of the sums is found out', { timeout: 120_000 }, async () => {
		expect(alterDay(views, 1, monday - 7 * dayMs, monday)).toBe(1);
		const { code, stderr } = await printedCommand(['verify']);
		expect(code).toBe(1);
		expect(stderr).toContain('table day_cells');
		alterDay(views, -1, monday - 7 * dayMs, monday);
	});

	test('reports and their CSV are those of the server, and one altered sum is found out', async () => {
		expect(await differences()).toEqual([]);
		alterDay(views, 1, monday - 7 * dayMs, monday);
		expect((await differences()).length).toBeGreaterThan(0);
	}, 60_000);
});
