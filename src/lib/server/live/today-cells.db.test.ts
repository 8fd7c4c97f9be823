import { expect, test } from 'vitest';
import type { NewEvent } from '#lib/domain/contact/contact-event.ts';
import { defaultSiteSettings, type SiteSettings } from '#lib/domain/settings/site-settings.ts';
import { SiteCalendar } from '#lib/domain/time/calendar.ts';
import { LiveFold } from '#lib/domain/live/live-fold.ts';
import type { Cells } from '#lib/protocol/live-cells.ts';
import { LogWriter, morning } from '../../../../tests/support/log-events.ts';
import { openApplication } from '../../../../tests/support/open-application.ts';
import { Attempts } from '../attempts.ts';
import type { HistoryCounts } from '../history/history-counts.ts';
import { createLogger } from '../logger.ts';
import { TodayCells } from './today-cells.ts';

const day = 86_400;
const calendar = new SiteCalendar('Europe/Amsterdam');

/** The cells of the board at a moment, with everything before it taken in. */
async function boardAt(
	at: number,
	events: readonly NewEvent[],
	settings: SiteSettings = defaultSiteSettings
): Promise<Cells> {
	const { app, take } = await openApplication(morning - 8 * day * 1000, undefined, { settings });
	await take(at, ...events);
	await app.history.settled();
	const cells: unknown = (await snapshotOf(app.streams.of('board'))).cells;
	return cells as Cells; // a snapshot carries cells
}

async function snapshotOf(broadcaster: { snapshot(): Uint8Array } | null): Promise<Record<string, unknown>> {
	if (broadcaster === null) throw new Error('there is a view board');
	const heard: string[] = [];
	const text = new TextDecoder();
	(broadcaster as never as { subscribe(one: object): void }).subscribe({
		send: (bytes: Uint8Array) => heard.push(text.decode(bytes)) > 0,
		end: () => {}
	});
	const data = /^data: (.*)$/m.exec(heard.find((one) => one.includes('event: snapshot')) ?? '')?.[1];
	return JSON.parse(data ?? '{}') as Record<string, unknown>; // as the stream writes it
}

function log(write: (log: LogWriter) => void): NewEvent[] {
	const writer = new LogWriter();
	write(writer);
	return writer.events.map(({ seq: _, receivedAt: __, ...event }) => event as NewEvent); // without its place it is new
}

test('the average wait of the day stands by quarter of the answer, beside the same weekday last week', async () => {
	const events = log((one) => {
		one.queued(-7 * day, 'l1').answered(-7 * day + 10, 'l1');
		one.queued(-7 * day + 1200, 'l2').answered(-7 * day + 1260, 'l2');
		one.queued(60, 'c1').answered(90, 'c1');
		one.queued(70, 'c2').answered(80, 'c2');
		one.queued(-30, 'm1', 'mail', { channel: 'email' }).answered(30, 'm1');
	});
	const cells = await boardAt(morning + 600_000, events);
	const place = 9 * 4;
	expect(cells['today.asa_s']).toBe(20);
	expect(cells['today.asa_n']).toBe(2);
	expect(cells['today.last_week.asa_s']).toBe(10);
	const quarters = cells['today.quarters.asa_s'] as readonly (number | null)[];
	const lastWeek = cells['today.last_week.quarters.asa_s'] as readonly (number | null)[];
	expect(quarters.length).toBe(96);
	expect([quarters[place - 1], quarters[place], quarters[place + 1]]).toEqual([null, 20, null]);
	expect([lastWeek[place], lastWeek[place + 1], lastWeek[place + 2]]).toEqual([10, 60, null]);
});

test('chats of the week stand by day, against the same moment last week', async () => {
	// Wednesday at nine; the week began on Monday.
	const events = log((one) => {
		one.queued(-9 * day, 'a1', 'web', { channel: 'chat' });
		one.queued(-8 * day, 'a2', 'web', { channel: 'chat' });
		one.queued(-7 * day + 3600, 'a3', 'web', { channel: 'chat' });
		one.queued(-2 * day, 'b1', 'web', { channel: 'chat' });
		one.queued(0, 'b2', 'web', { channel: 'chat' });
		one.queued(1, 'b2', 'web', { channel: 'chat' });
		one.queued(2, 'p1');
	});
	const cells = await boardAt(morning + 60_000, events);
	expect(cells['week.chats']).toBe(2);
	expect(cells['week.chats_same_point']).toBe(2);
	expect(cells['week.chats_growth']).toBe(0);
	expect(cells['week.days']).toEqual([1, 0, 1, null, null, null, null]);
	expect(cells['week.last_week.days']).toEqual([1, 1, 1, 0, 0, 0, 0]);
	expect(cells['week.today']).toBe(2);
});

test('a week before the log began is not known, not empty', async () => {
	const cells = await boardAt(
		morning,
		log((one) => one.queued(-day, 'b1', 'web', { channel: 'chat' }))
	);
	expect(cells).toMatchObject({ 'week.chats': 1, 'week.chats_same_point': null, 'week.chats_growth': null });
	expect(cells['week.last_week.days']).toEqual([null, null, null, null, null, null, null]);
	expect(cells['today.last_week.asa_s']).toBeNull();
});

test('the rolling score weighs channels by their contacts and hides fewer than five answers', async () => {
	const scale = { min: 1, max: 5 };
	const survey = (one: LogWriter, contact: string, channel: string, score: number | null): void => {
		one.add(-day + 100, 'survey.invited', { contact, kind: 'csat', channel });
		if (score !== null) one.add(-day + 200, 'survey.answered', { contact, kind: 'csat', score, scale, channel });
	};
	const events = log((one) => {
		// Chat: 4 contacts, all asked, 4 answer and like it. Phone: 12 contacts, all asked, 2 answer and one likes it.
		for (let no = 0; no < 4; no++) {
			one.queued(-day + no, `c${no}`, 'web', { channel: 'chat' });
			survey(one, `c${no}`, 'chat', 5);
		}
		for (let no = 0; no < 12; no++) {
			one.queued(-day + no, `p${no}`);
			survey(one, `p${no}`, 'phone', no === 0 ? 5 : no === 1 ? 1 : null);
		}
	});
	const cells = await boardAt(morning, events);
	expect(cells).toMatchObject({ 'score.kind': 'csat', 'score.n': 6, 'score.weighting': 'volume', 'score.days': 7 });
	expect(cells['score.value']).toBeCloseTo((4 * 1 + 12 * 0.5) / 16, 12);
	expect(cells['score.response_rate']).toBeCloseTo(6 / 16, 12);
	const line = cells['score.line'] as readonly (number | null)[];
	expect(line.length).toBe(56);
	expect(line.slice(-3)).toEqual([null, cells['score.value'], cells['score.value']]);
	const few = await boardAt(
		morning,
		events
			.filter(({ type }) => type !== 'survey.answered')
			.concat(events.filter(({ type }) => type === 'survey.answered').slice(0, 4))
	);
	expect(few).toMatchObject({ 'score.value': null, 'score.low': null, 'score.n': 4 });
});

test('a reply to an invitation of an earlier day counts at the next look', () => {
	let replied = 0;
	const yesterday = morning - day * 1000;
	const counts: HistoryCounts = {
		firstEntry: () => yesterday,
		firstEntries: () => 1,
		answeredByQuarter: () => [],
		answers: () => [],
		invitations: (_, { from, to }) =>
			from <= yesterday && yesterday < to ? [{ channel: 'phone', invited: 4, replied }] : []
	};
	const cells = new TodayCells(counts, new Attempts(createLogger()), () => false);
	const rate = (at: number): unknown => cells.scores(at, defaultSiteSettings, calendar)['score.response_rate'];
	expect(rate(morning)).toBe(0);
	replied = 1;
	cells.touch();
	expect(rate(morning + 1_000)).toBe(0.25);
});

test('the backlog of letters is told with its age, and phone and chat stay out of it', async () => {
	const cells = await boardAt(
		morning + 30 * 3_600_000,
		log((one) => {
			one.queued(0, 'm1', 'mail', { channel: 'email' });
			one.queued(3600 * 20, 'm2', 'mail', { channel: 'message' });
			one.queued(3600 * 29, 'p1');
		})
	);
	expect(cells).toMatchObject({
		'slow.backlog': 2,
		'slow.oldest_since': morning,
		'slow.over_target': 1,
		'slow.target_s': 86_400
	});
});

test('the hour that comes twice in autumn is put together', async () => {
	const night = calendar.instantOf('2026-10-25T02:00');
	const seconds = (night - morning) / 1000;
	const cells = await boardAt(
		calendar.instantOf('2026-10-25T09:00'),
		log((one) => {
			one.queued(seconds + 60, 'c1').answered(seconds + 70, 'c1');
			one.queued(seconds + 3660, 'c2').answered(seconds + 3690, 'c2');
		})
	);
	expect((cells['today.quarters.asa_s'] as readonly (number | null)[])[8]).toBe(20);
});

test('nothing of the day is known while the history lacks a part of the log, and e-mail goes on', () => {
	let isBehind = true;
	const counts: HistoryCounts = {
		firstEntry: () => morning - day * 1000,
		firstEntries: () => 7,
		answeredByQuarter: () => [],
		answers: () => [],
		invitations: () => []
	};
	const cells = new TodayCells(counts, new Attempts(createLogger()), () => isBehind);
	const asked = (): Cells =>
		cells.board(new LiveFold(defaultSiteSettings).state, morning, defaultSiteSettings, calendar);
	expect(Object.keys(asked()).sort()).toEqual([
		'slow.backlog',
		'slow.oldest_since',
		'slow.over_target',
		'slow.target_s',
		'today.is_behind'
	]);
	expect(asked()['today.is_behind']).toBe(true);
	expect(cells.scores(morning, defaultSiteSettings, calendar)).toEqual({ 'today.is_behind': true });
	isBehind = false;
	expect(asked()['week.chats']).toBe(21);
	expect(asked()['today.is_behind']).toBe(false);
});
