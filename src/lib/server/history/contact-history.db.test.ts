import Database from 'better-sqlite3';
import { expect, test } from 'vitest';
import type { LogEvent, NewEvent } from '#lib/domain/contact/contact-event.ts';
import { defaultSiteSettings, type SiteSettings } from '#lib/domain/settings/site-settings.ts';
import { openHistory } from '../../../../tests/support/history-of.ts';
import { LogWriter, morning } from '../../../../tests/support/log-events.ts';
import { openApplication } from '../../../../tests/support/open-application.ts';
import { Attempts } from '../attempts.ts';
import { viewsFile } from '../database/sqlite/open-views.ts';
import { HistoryFollower } from './history-follower.ts';

type Rows = Readonly<{ waits: readonly Readonly<Record<string, unknown>>[]; contacts: readonly unknown[] }>;

const quiet = new Attempts({ error: () => {} });

test('other counted reasons make the rows anew, other targets do not', async () => {
	let settings: SiteSettings = defaultSiteSettings;
	const { catchUp, rows, log, history } = openHistory(
		new LogWriter().queued(0, 'c1').abandoned(9, 'c1', { reason: 'timeout' }).events,
		() => settings
	);
	const outcome = (): unknown => (rows() as Rows).waits[0]?.['outcome'];
	await catchUp();
	expect(outcome()).toBe(1);
	log.asked.length = 0;
	const { phone } = settings.channels;
	settings = { ...settings, channels: { ...settings.channels, phone: { ...phone, targetMs: 1, shortAbandonMs: 1 } } };
	await catchUp();
	// Before the sums are counted again, from the rows, and after.
	expect(log.asked).toEqual(['read 2', 'read 2']);
	settings = { ...settings, abandonReasonsCounted: ['hung_up'] };
	await catchUp();
	expect(log.asked).toContain('read 0');
	expect(outcome()).toBe(2);
	expect(history.seq).toBe(2);
});

test('a log that came back shorter from a backup has its rows made anew', async () => {
	const { catchUp, rows, log, history } = openHistory(new LogWriter().queued(0, 'c1').queued(1, 'c2').events);
	await catchUp();
	log.stored.length = 1;
	await catchUp(1);
	expect(history.seq).toBe(1);
	expect((rows() as Rows).contacts).toHaveLength(1);
});

test('a history that cannot read the log says so, tries again and then has everything', async () => {
	const { history, log, rows } = openHistory(new LogWriter().queued(0, 'c1').answered(5, 'c1').events);
	let isBroken = true;
	log.beforeRead = () => {
		if (isBroken) throw new Error('the file is away');
	};
	const follower = new HistoryFollower(history, quiet, () => {});
	await follower.settled();
	expect(follower.standing).toEqual({ seq: 0, isFailing: true });
	isBroken = false;
	await follower.settled();
	expect(follower.standing).toEqual({ seq: 2, isFailing: false });
	expect((rows() as Rows).waits).toMatchObject([{ contact: 'c1', outcome: 0, entry: morning, exit: morning + 5_000 }]);
	await follower.end();
});

test('a views file that fails stops neither the log nor the wall, and health tells of it', async () => {
	const { app, take, configuration } = await openApplication();
	const [first, second] = new LogWriter().queued(0, 'c1').queued(1, 'c2').events.map(fresh);
	if (first === undefined || second === undefined) throw new Error('two events were written');
	await take(morning + 1_000, first);
	await app.history.settled();
	expect((await app.health()).history).toEqual({ behind: 0, isFailing: false });
	// Somebody else writes to it and does not stop.
	const other = new Database(viewsFile(configuration.databaseFile));
	other.exec('BEGIN IMMEDIATE');
	await take(morning + 2_000, second);
	await app.history.settled();
	expect(await app.health()).toMatchObject({ status: 'ready', history: { behind: 1, isFailing: true } });
	expect(app.projection.state.contacts.size).toBe(2);
	other.exec('ROLLBACK');
	other.close();
	await app.history.settled();
	expect((await app.health()).history).toEqual({ behind: 0, isFailing: false });
});

test('handling is told of the leg it came out of, a transfer of the first', async () => {
	const { catchUp, rows } = openHistory(
		new LogWriter()
			.queued(0, 'c1', 'q1')
			.answered(10, 'c1', 'a1')
			.add(60, 'contact.transferred', { contact: 'c1', agent: 'a1', toQueue: 'q2' })
			.queued(60, 'c1', 'q2', { reason: 'transfer' })
			.answered(90, 'c1', 'a2')
			.ended(190, 'c1', 'a2').events
	);
	await catchUp();
	expect((rows() as Rows).waits).toMatchObject([
		{ queue: 'q1', scope: 3, is_first: 3, handled: 1, handled_ms: 50_000, talks_ended: 1, transferred: 1 },
		{ queue: 'q2', scope: 3, is_first: 1, handled: 1, handled_ms: 100_000, talks_ended: 1, transferred: 0 }
	]);
});

/** Without its place in the log it is new. */
function fresh({ seq: _, receivedAt: __, ...event }: LogEvent): NewEvent {
	return event; // only the place is gone
}

test('while sums are counted again the rows are not behind, and other work on the log goes first', async () => {
	let settings: SiteSettings = defaultSiteSettings;
	const writer = new LogWriter();
	for (let day = 0; day < 5; day++) writer.queued(day * 86_400, `c${day}`).answered(day * 86_400 + 30, `c${day}`);
	const { catchUp, history, log, file } = openHistory(writer.events, () => settings);
	await catchUp();
	const client = new Database(viewsFile(file), { readonly: true });
	const counted = (): unknown =>
		client.prepare('select sum(answered_in_target), sum(entered) from day_cells where queue_no = 0').raw().get();
	expect(counted()).toEqual([0, 5]);
	const { phone } = settings.channels;
	settings = { ...settings, channels: { ...settings.channels, phone: { ...phone, targetMs: 60_000 } } };
	log.store({ ...writer.queued(9 * 86_400, 'late').events[10], seq: 11 } as LogEvent); // the eleventh
	const taken: unknown[] = [];
	for (let more = true; more;) {
		more = (await history.takeSlice(100)) === 100;
		taken.push([history.seq, history.isRecounting, ...(counted() as unknown[])]);
	}
	client.close();
	// The new event, then day by day what is counted again, then nothing.
	expect(taken).toEqual([
		[11, false, null, null],
		...[1, 2, 3, 4, 5].map((days) => [11, true, days, days]),
		[11, true, 5, 6],
		[11, false, 5, 6]
	]);
	settings = defaultSiteSettings;
	const moved: unknown[] = [];
	const follower = new HistoryFollower(history, quiet, () => moved.push([follower.isBehind, history.isRecounting]));
	expect(follower.isBehind).toBe(true);
	await follower.settled();
	expect(moved).toEqual([[false, true]]);
	expect(history.isRecounting).toBe(false);
});
