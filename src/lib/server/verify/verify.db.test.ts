import { createHash } from 'node:crypto';
import Database from 'better-sqlite3';
import { expect, test } from 'vitest';
import type { NewEvent } from '#lib/domain/contact/contact-event.ts';
import { morning } from '../../../../tests/support/log-events.ts';
import { openApplication } from '../../../../tests/support/open-application.ts';
import { SqliteHistoryStore } from '../database/sqlite/sqlite-history-store.ts';
import { viewsFile } from '../database/sqlite/open-views.ts';
import { undoImport } from '../event-log/undo-import.ts';
import { ContactHistory } from '../history/contact-history.ts';
import { Differs, type Difference } from './verification.ts';
import { verify } from './verify.ts';

const minute = 60_000;

/** A pseudonym, as the door makes them. */
function pseudonym(name: string): string {
	return createHash('sha256').update(name).digest('base64url').slice(0, 22);
}

function event(id: string, type: NewEvent['type'], time: number, data: object, envelope: object = {}): NewEvent {
	return { source: 'pbx', id, type, time, data, ...envelope } as NewEvent; // the tests write the contract's own data
}

/** A quarter of an hour of a small centre, with a correction, an import and one that was undone, and everything made from it. */
async function lived() {
	const { app, clock, take, close, configuration } = await openApplication(morning);
	const kept = await app.imports.begin({ source: 'pbx', file: 'kept.csv' }, morning);
	const undone = await app.imports.begin({ source: 'pbx', file: 'wrong.csv' }, morning);
	await take(
		morning,
		event('p1', 'agent.state_changed', morning, { agent: pseudonym('a1'), state: 'ready' }),
		event('i1', 'contact.queued', morning - 50 * minute, call('old'), { backfill: true, batch: kept }),
		event('i2', 'contact.queued', morning - 40 * minute, call('wrong'), { backfill: true, batch: undone }),
		event('i3', 'contact.ended', morning - 30 * minute, { contact: pseudonym('old') }, { backfill: true, batch: kept })
	);
	for (let no = 1; no <= 5; no++) {
		const entry = morning + no * 2 * minute;
		const contact = pseudonym(`c${no}`);
		await take(entry, event(`q${no}`, 'contact.queued', entry, call(`c${no}`, 'Vragen')));
		await take(
			entry + 90_000,
			event(`a${no}`, 'contact.answered', entry + 90_000, { contact, agent: pseudonym('a1') })
		);
		if (no === 2)
			await take(
				entry + 95_000,
				event('fix', 'contact.answered', entry + 80_000, { contact, agent: pseudonym('a1') }, { supersedes: 'a2' })
			);
		if (no < 4) await take(entry + 110_000, event(`e${no}`, 'contact.ended', entry + 110_000, { contact }));
	}
	const survey = { contact: pseudonym('c1'), kind: 'csat', score: 4, scale: { min: 1, max: 5 } };
	await take(morning + 14 * minute, event('s1', 'survey.answered', morning + 14 * minute, survey));
	await undoImport(app, undone);
	await take(morning + 15 * minute);
	clock.stepTo(morning + 15 * minute);
	app.tick();
	await close();
	const { databaseFile } = configuration;
	await makeHistory(databaseFile, app.settings);
	return { databaseFile, settings: app.settings };
}

function call(contact: string, queue = 'Oud'): object {
	return { contact: pseudonym(contact), queue, channel: 'phone' };
}

type Settings = Parameters<typeof verify>[1];

/** Makes sure that the history is there, whoever keeps it. */
async function makeHistory(databaseFile: string, settings: Settings): Promise<void> {
	const { openLogReader } = await import('../database/sqlite/open-log.ts');
	const { SqliteEventReader } = await import('../event-log/sqlite-event-reader.ts');
	const database = openLogReader(databaseFile);
	const views = new Database(viewsFile(databaseFile));
	const history = new ContactHistory(new SqliteEventReader(database), new SqliteHistoryStore(views), () => settings);
	while ((await history.takeSlice(4)) > 0);
	views.close();
	database.close();
}

/** @returns what was verified, or the difference */
async function verified(databaseFile: string, settings: Settings): Promise<readonly string[] | Difference> {
	const told: string[] = [];
	try {
		await verify(databaseFile, settings, {
			verified: ({ what, result }) => void told.push(`${what}: ${result}`),
			at: () => {}
		});
		return told;
	} catch (error) {
		if (error instanceof Differs) return error.difference;
		throw error;
	}
}

function change(file: string, sql: string): void {
	const client = new Database(file);
	client.pragma('foreign_keys = OFF');
	const { changes } = client.prepare(sql).run();
	client.close();
	expect(changes, sql).toBeGreaterThan(0);
}

test('what was lived through is as it is made again, and nothing is changed by looking', async () => {
	const { databaseFile, settings } = await lived();
	const told = await verified(databaseFile, settings);
	expect(told).toEqual([
		'the log: 21 events in order, each as its type asks for',
		'imports: 2 with what they brought',
		'the checkpoint: the state at event 21 is that of the log',
		expect.stringMatching(/^minute samples: \d+ compared$/),
		expect.stringMatching(/^the contact history: \d+ rows up to event 21 are as they are made again$/),
		expect.stringMatching(/^sums by day and quarter of an hour: \d+ are as they are counted again$/)
	]);
	expect(await verified(databaseFile, settings)).toEqual(told);
});

const logCanaries: readonly (readonly [string, string, string, RegExp])[] = [
	["update events set data = replace(data, '{', '[') where seq = 8", 'events', 'seq 8, data', /JSON object/],
	[
		'update events set data = replace(data, \'"phone"\', \'"phine"\') where seq = 6',
		'events',
		'seq 6, data',
		/contact.queued/
	],
	[
		'update events set data = replace(data, \'"agent":"\', \'"agent":"\u00e9\') where seq = 7',
		'events',
		'seq 7, data',
		/pseudonym/
	],
	['delete from events where seq = 9', 'events', 'seq 9', /^9$/],
	['update events set received_at = received_at - 3600000 where seq = 12', 'events', 'seq 12, received_at', /or later/],
	["update events set type = 'contact.queries' where seq = 7", 'events', 'seq 7, type', /type/],
	["update events set time = 'soon' where seq = 7", 'events', 'seq 7, time', /ms/],
	['update events set source_no = 77 where seq = 7', 'events', 'seq 7, source_no', /sources/],
	['delete from events where seq = 21', 'log_head', 'seq', /^20$/],
	['update log_head set received_at = received_at + 1', 'log_head', 'received_at', /^\d+$/],
	["update imports set stored = stored + 1 where file = 'kept.csv'", 'imports', 'stored', /^2$/],
	["update imports set undone_at = null where file = 'wrong.csv'", 'imports', 'undone_at', /^\d+$/],
	["update imports set undone_at = 5 where file = 'kept.csv'", 'imports', 'undone_at', /^nothing$/],
	['update events set batch = null where seq = 3', 'imports', 'stored', /^1$/]
];

test.each(logCanaries)('in the log is found: %s', async (sql, table, key, expected) => {
	const { databaseFile, settings } = await lived();
	change(databaseFile, sql);
	const difference = await verified(databaseFile, settings);
	expect(difference).toMatchObject({ file: databaseFile, table, key: expect.stringContaining(key) });
	expect('expected' in difference && difference.expected).toMatch(expected);
});

const viewCanaries: readonly (readonly [string, string, string])[] = [
	['update checkpoints set payload = replace(payload, \'"seq":21\', \'"seq":20\')', 'checkpoints', 'payload'],
	['update minute_samples set queue_depth = queue_depth + 1 where queue_depth > 0', 'minute_samples', 'at '],
	[
		"update minute_samples set longest_wait_ms = 1 where queue = 'Vragen' and queue_depth > 0",
		'minute_samples',
		'Vragen'
	],
	["delete from minute_samples where queue_depth > 0 and queue <> ''", 'minute_samples', 'Oud'],
	["update contacts set story = story || ',3' where no = 3", 'contacts', 'story'],
	['update contacts set excluded = 1 where no = 3', 'contacts', 'excluded'],
	['update waits set exit = exit + 1 where exit is not null', 'waits', 'exit'],
	['update waits set queue_no = 77', 'waits', 'queue'],
	['delete from waits', 'waits', 'row 0'],
	['update surveys set score = 5', 'surveys', 'score'],
	["update history_names set name = name || 'x'", 'contacts', 'queue'],
	['delete from history_corrections', 'history_corrections', 'pbx a2 by'],
	['delete from undone_batches', 'undone_batches', ''],
	['update history_head set received_at = 1', 'history_head', 'received_at'],
	['update day_cells set answered_late = answered_late + 1', 'day_cells', 'answered_late'],
	['update day_cells set pending = 1 where queue_no = 0', 'day_cells', 'all queues, phone, pending'],
	[
		"delete from day_topic_cells where queue_no = (select no from history_names where name = 'Vragen')",
		'day_topic_cells',
		'Vragen'
	],
	['update quarter_cells set from_at = from_at + 900000', 'quarter_cells', 'UTC'],
	['update quarter_cells set answered_late_ms = answered_late_ms + 1', 'quarter_cells', 'answered_late_ms'],
	['update day_surveys set top_scores = top_scores + 1', 'day_surveys', 'csat, '],
	['update month_surveys set top_scores = top_scores + 1', 'month_surveys', 'csat, '],
	['update month_cells set answered_late = answered_late + 1', 'month_cells', ', '],
	["update day_sketches set bins = x'0501'", 'day_sketches', 'bins'],
	["update month_sketches set bins = x'0501'", 'month_sketches', 'bins'],
	['delete from month_sketches where queue_no = 0', 'month_sketches', 'all queues, phone'],
	['update contacts set contact_hash = contact_hash + 1 where no = 3', 'contacts', ''],
	['update rollup_days set to_at = to_at + 1', 'rollup_days', 'to_at'],
	['update rollup_days set latest_at = from_at', 'rollup_days', 'latest_at']
];

test.each(viewCanaries)('in what is made from the log is found: %s', async (sql, table, key) => {
	const { databaseFile, settings } = await lived();
	const file = viewsFile(databaseFile);
	change(file, sql);
	expect(await verified(databaseFile, settings)).toMatchObject({ file, table, key: expect.stringContaining(key) });
});

test('a change of the log that might be right is found by what was made from it before', async () => {
	const { databaseFile, settings } = await lived();
	change(databaseFile, 'update events set time = time + 1 where seq = 7');
	const difference = await verified(databaseFile, settings);
	expect(difference).toMatchObject({ table: 'waits', key: `${pseudonym('c1')} row 0, exit` });
});

test('a checkpoint that leaves an event out is found, though its own hash is right', async () => {
	const { databaseFile, settings } = await lived();
	const file = viewsFile(databaseFile);
	const client = new Database(file);
	const { payload } = client.prepare<[], { payload: string }>('select payload from checkpoints').get() ?? {
		payload: ''
	};
	const changed = JSON.parse(payload) as { runs: number[] }; // as it was written
	changed.runs[1] = (changed.runs[1] ?? 0) - 1;
	const text = JSON.stringify(changed);
	const sha256 = createHash('sha256').update(text).digest('hex');
	client.prepare('update checkpoints set payload = ?, sha256 = ?').run(text, sha256);
	client.close();
	expect(await verified(databaseFile, settings)).toMatchObject({ file, table: 'checkpoints' });
});

test('what another version or other settings made is not used, and so not compared', async () => {
	const { databaseFile, settings } = await lived();
	change(viewsFile(databaseFile), 'update checkpoints set fold_version = 1');
	expect(await verified(databaseFile, settings)).toContain(
		'the checkpoint: not compared: another version made it, and it is not used'
	);
	change(viewsFile(databaseFile), "update history_head set settings_hash = 'another'");
	expect(await verified(databaseFile, settings)).toContain(
		'the contact history: not compared: it was made under other settings, and is not used'
	);
});

test('sums that are being counted again, or were counted under other settings, are not compared', async () => {
	const { databaseFile, settings } = await lived();
	change(viewsFile(databaseFile), 'update rollup_head set recount_from = 0');
	expect(await verified(databaseFile, settings)).toContain(
		'sums by day and quarter of an hour: not compared: they are being counted again, and are not used until then'
	);
	change(viewsFile(databaseFile), "update rollup_head set settings_hash = 'another'");
	expect(await verified(databaseFile, settings)).toContain(
		'sums by day and quarter of an hour: not compared: they were counted under other settings, and are not used'
	);
});

test('a table that is missing is told by its name', async () => {
	const { databaseFile, settings } = await lived();
	const client = new Database(viewsFile(databaseFile));
	client.exec('drop table contacts');
	client.close();
	await expect(verified(databaseFile, settings)).rejects.toThrow('no such table: contacts');
});
