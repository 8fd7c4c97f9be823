import { expect, test } from 'vitest';
import type { NewEvent } from '#lib/domain/contact/contact-event.ts';
import type { Cells } from '#lib/protocol/live-cells.ts';
import { readSettings } from '#lib/domain/settings/file/read-settings.ts';
import { SteppedClock } from '../clock.ts';
import { morning } from '../../../../tests/support/log-events.ts';
import { type OpenApplication, openApplication } from '../../../../tests/support/open-application.ts';
import { FollowedCells, StreamReader } from '../../../../tests/support/stream-events.ts';

const minute = 60_000;
let count = 0;

function event(at: number, source: string, type: string, data: object): NewEvent {
	return { source, id: `e${++count}`, type, time: at, data } as NewEvent; // the contract's own types
}

const queued = (at: number, source: string, queue: string, channel = 'phone'): NewEvent =>
	event(at, source, 'contact.queued', { contact: `c${count}`, queue, channel });
const alive = (at: number, source: string): NewEvent => event(at, source, 'source.alive', {});

/** What a screen of a view has. */
function follow({ app }: OpenApplication, view: string): () => Cells {
	const reader = new StreamReader();
	app.streams.of(view)?.subscribe({
		send(bytes) {
			reader.take(bytes);
			return true;
		},
		end() {}
	});
	return () => {
		const cells = new FollowedCells();
		for (const one of reader.events) cells.take(one);
		return cells.cells as Cells; // as the server builds them
	};
}

function silentCells(cells: Cells): Cells {
	return Object.fromEntries(
		Object.entries(cells).filter(([key, value]) => key.includes('.silent') && value !== null && value !== 0)
	);
}

/** A telephone exchange that proves life, and a chat that does not. */
function busyMorning(): NewEvent[] {
	return [
		queued(morning, 'pbx', 'sales'),
		event(morning, 'pbx', 'agent.state_changed', { agent: 'a1', state: 'ready' }),
		alive(morning, 'pbx'),
		queued(morning, 'web', 'talk', 'chat'),
		queued(morning, 'web', 'post', 'email')
	];
}

test('a source that stops greys its own figures on every view, and is back with its next event', async () => {
	const opened = await openApplication();
	await opened.take(morning, ...busyMorning());
	const views = Object.fromEntries(['now', 'board', 'phone'].map((view) => [view, follow(opened, view)] as const));
	const board = (): Cells => silentCells(views['board']?.() ?? {});
	expect(board()).toEqual({});
	expect((await opened.app.health()).warning).toBeUndefined();

	// The chat goes on; the exchange is not heard for two minutes and a second.
	await opened.take(morning + 121_000, queued(morning + 120_000, 'web', 'talk', 'chat'));
	const since = { source: 'pbx', since: morning };
	const silent = (group: string) => ({
		[`${group}.silent_source`]: since.source,
		[`${group}.silent_since`]: since.since
	});
	const greyed = { ...silent('queue.sales'), ...silent('fast'), ...silent('agents'), 'sources.silent': 1 };
	expect(board()).toEqual({ ...greyed, ...silent('today') });
	for (const view of ['now', 'phone']) expect(silentCells(views[view]?.() ?? {}), view).toEqual(greyed);
	// What it last said stays.
	expect(views['board']?.()).toMatchObject({ 'queue.sales.depth': 1, 'fast.queue_depth': 3 });
	expect((await opened.app.health()).warning).toBe('silent: pbx since 2026-03-04T08:00:00.000Z');
	expect(opened.app.sources.standing()).toEqual([
		{ source: 'pbx', label: 'pbx', aliveAt: morning, silentSince: morning, limitMs: 2 * minute },
		{ source: 'web', label: 'web', aliveAt: morning + 121_000, silentSince: null, limitMs: 15 * minute }
	]);

	await opened.take(morning + 122_000, alive(morning + 122_000, 'pbx'));
	expect(board()).toEqual({});
	expect((await opened.app.health()).warning).toBeUndefined();
});

test('figures whose sources are all silent stay what they were; those that another source goes on with move', async () => {
	const opened = await openApplication();
	const answered = (at: number, source: string, contact: string): NewEvent =>
		event(at, source, 'contact.answered', { contact, agent: 'a1' });
	const first = queued(morning, 'pbx', 'sales');
	const waiting = queued(morning + 5_000, 'pbx', 'sales');
	await opened.take(
		morning + 10_000,
		first,
		waiting,
		answered(morning + 10_000, 'pbx', `c${count - 2}`),
		alive(morning, 'pbx')
	);
	const [phone, now] = [follow(opened, 'phone'), follow(opened, 'now')];
	const before = { 'queue.sales.asa_s': 10, 'queue.sales.depth': 1, 'queue.sales.longest_since': morning + 5_000 };
	const ofFast = { 'fast.asa_s': 10, 'fast.asa_n': 1, 'fast.queue_depth': 1 };
	expect(phone()).toMatchObject({ ...before, ...ofFast });
	// Three hours on, that half hour is long over and the wait was given up.
	await opened.take(morning + 3 * 60 * minute);
	expect(phone()).toMatchObject({ ...before, ...ofFast, 'fast.silent_source': 'pbx' });
	expect(now()).toMatchObject({ ...ofFast, 'queue.sales.depth': 1 });
	const at = morning + 3 * 60 * minute + 1_000;
	await opened.take(at, queued(at, 'web', 'talk', 'chat'), queued(at, 'web', 'talk', 'chat'));
	expect(phone()).toMatchObject({ ...before, 'fast.queue_depth': 2, 'fast.asa_s': null, 'fast.silent_source': 'pbx' });
	await opened.take(at + 1_000, alive(at + 1_000, 'pbx'));
	expect(phone()).toMatchObject({ 'queue.sales.depth': 0, 'queue.sales.asa_s': null, 'fast.silent_source': null });
});

test('it is known after a restart, and an import wakes nobody', async () => {
	const opened = await openApplication();
	await opened.take(morning, ...busyMorning());
	const { configuration } = opened;
	await opened.close();
	const again = await openApplication(morning + 10 * minute, configuration);
	await again.take(morning + 10 * minute, { ...queued(morning, 'pbx', 'sales'), backfill: true });
	const cells = follow(again, 'now');
	expect(silentCells(cells())).toMatchObject({ 'fast.silent_source': 'pbx', 'fast.silent_since': morning });
});

test('hours say when the centre opens and closes next', async () => {
	const weekdays = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday'];
	const read = readSettings({ hours: Object.fromEntries(weekdays.map((day) => [day, ['08:30-17:00']])) });
	if (!read.ok) throw new Error('these settings are right');
	const opened = await openApplication(morning, undefined, { settings: read.settings });
	await opened.take(morning, ...busyMorning());
	const cells = follow(opened, 'board');
	const hours = (): unknown => [cells()['hours.opens_at'], cells()['hours.closes_at']];
	const close = morning + 8 * 60 * minute;
	expect(hours()).toEqual([null, close]);
	await opened.take(close);
	expect(hours()).toEqual([close + 15.5 * 60 * minute, null]);
	// The chat sends no proof of life: at night it is quiet, not silent. The exchange does.
	expect(silentCells(cells())).toMatchObject({ 'sources.silent': 1, 'fast.silent_source': 'pbx' });
	expect(cells()).toMatchObject({ 'queue.talk.silent_source': null });
});

test.each([
	['a replay’s quiet morning is no silence', true, {}],
	['the same morning as it happens is', false, { 'fast.silent_source': 'plain', 'sources.silent': 1 }]
])('%s', async (_name, isReplay, expected) => {
	const clock = new SteppedClock(morning, isReplay);
	const opened = await openApplication(morning, undefined, { clock });
	await opened.app.log.append([queued(morning, 'plain', 'sales')]);
	await opened.app.projection.settled();
	const cells = follow(opened, 'now');
	expect(silentCells(cells())).toEqual({});
	clock.stepTo(morning + 60 * minute);
	opened.app.streams.flush();
	expect(cells()).toMatchObject({ 'fast.queue_depth': 1 });
	expect(silentCells(cells())).toMatchObject(expected);
	expect(Object.keys(silentCells(cells())).length === 0).toBe(isReplay);
});
