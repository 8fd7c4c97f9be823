import Database from 'better-sqlite3';
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { openHistory } from '../../../../../tests/support/history-of.ts';
import { LogWriter, morning } from '../../../../../tests/support/log-events.ts';
import { temporaryFolder } from '../../../../../tests/support/temporary-folder.ts';
import { defaultSiteSettings } from '#lib/domain/settings/site-settings.ts';
import { HISTORY_VERSION } from '../../history/contact-history.ts';
import type { ContactChange, HistoryHead, WaitRow } from '../../history/history-store.ts';
import { applyMigrations } from './apply-migrations.ts';
import { migrationsFolder } from './beside-log.ts';
import { contactHash } from './contact-hash.ts';
import { openViews, viewsFile } from './open-views.ts';

type Rows = Readonly<{ waits: readonly Readonly<Record<string, unknown>>[]; contacts: readonly unknown[] }>;

const head: HistoryHead = { epoch: 'e', seq: 1, receivedAt: 1, version: HISTORY_VERSION, settingsHash: 'h' };

function change(no: number): ContactChange {
	const wait: WaitRow = {
		...{ isLeg: true, isEpisode: true, isFirstInQueue: true, isFirstEpisode: true, queue: 'q', channel: 'phone' },
		...{ entry: morning + no, exit: null, outcome: null, waitUnknown: false, backfill: false, firstReplyMs: null },
		...{ handled: 0, handledMs: 0, talksEnded: 0, transferred: 0 }
	};
	const first = { entry: morning + no, channel: 'phone', queue: 'q' } as const;
	const rows = { excluded: false, topic: null, first, waits: [wait], surveys: [] };
	return { no, isNew: true, contact: `c${no}`, story: [no], tangled: false, rows, written: null };
}

function opened() {
	const file = join(temporaryFolder(), 'bereik.db');
	const { history, close } = openViews(file);
	const client = new Database(viewsFile(file), { readonly: true });
	onTestFinished(() => void client.close());
	onTestFinished(close);
	history.restart(head);
	history.useSettings(defaultSiteSettings);
	const count = (sql: string): number => Number(client.prepare(sql).pluck().get());
	return { history, count };
}

test('contacts whose names come to the same number are told apart', async () => {
	const [one, other] = ['costarring', 'liquid'];
	expect(contactHash(one)).toBe(contactHash(other));
	const log = new LogWriter().queued(0, one).answered(5, one).queued(7, other).ended(60, one).abandoned(90, other);
	const { catchUp, rows, log: stored, history } = openHistory(log.events.slice(0, 1));
	await catchUp(1);
	for (const event of log.events.slice(1)) {
		stored.store(event);
		// Nothing is at hand: the contact has to be found in the file.
		history.reset();
		await catchUp(1);
	}
	const found = rows() as Rows;
	expect(found.contacts).toHaveLength(2);
	expect(found.waits).toMatchObject([
		{ contact: one, exit: morning + 5_000, outcome: 0 },
		{ contact: other, exit: morning + 90_000, outcome: 1 }
	]);
});

test('a contact is found under the name it was given, and the one beside it stays', () => {
	const { history } = opened();
	const named = (no: number, contact: string): ContactChange => ({ ...change(no), contact });
	history.write([named(1, 'costarring'), named(2, 'liquid')], [], head);
	history.beginRenaming();
	history.finishRenaming(new Map([['liquid', 'another']]));
	const found = history.findContacts(['costarring', 'liquid', 'another']);
	expect([...found].map(([contact, { no }]) => [contact, no]).sort()).toEqual([
		['another', 2],
		['costarring', 1]
	]);
});

test.each([1, 15, 16, 17, 40])('%i new contacts have a row each, however many go into one statement', (contacts) => {
	const { history, count } = opened();
	const changes = Array.from({ length: contacts }, (_, no) => change(no + 1));
	history.write(changes, [], head);
	expect(count('select count(*) from waits')).toBe(contacts);
	expect(count('select sum(no >> 20) from waits')).toBe((contacts * (contacts + 1)) / 2);
	expect(count('select entered from day_cells where queue_no = 0')).toBe(contacts);
});

test('what a write that failed had gathered is not written by the next one', () => {
	const { history, count } = opened();
	// The second of them has the number of the first: whatever was gathered before it goes with it.
	expect(() => history.write([change(1), change(2), { ...change(2), contact: 'x' }], [], head)).toThrow('UNIQUE');
	expect(count('select count(*) from contacts')).toBe(0);
	history.write([change(5)], [], head);
	expect(count('select count(*) from waits')).toBe(1);
	expect(count('select no >> 20 from waits')).toBe(5);
});

test('a file of before there were sums is taken over, and its contacts made anew', async () => {
	const folder = temporaryFolder();
	const older = join(folder, 'migrations');
	cpSync(migrationsFolder('sqlite', 'views'), older, { recursive: true });
	const journal = join(older, 'meta/_journal.json');
	const kept = JSON.parse(readFileSync(journal, 'utf8')) as { entries: object[] }; // as it is generated
	writeFileSync(journal, JSON.stringify({ ...kept, entries: kept.entries.slice(0, 2) }));
	const file = join(folder, 'bereik.db');
	const client = new Database(viewsFile(file));
	applyMigrations(client, older);
	client.exec(`insert into contacts (no, contact, story, tangled, excluded) values (1, 'c1', '1', 0, 0);
		insert into history_head values (1, 'e', 1, 1, 1, 'h')`);
	client.close();
	const reasons: unknown[] = [];
	const views = openViews(file, (reason) => reasons.push(reason));
	onTestFinished(() => views.close());
	expect(reasons).toEqual([]);
	expect(views.history.readHead()).toMatchObject({ seq: 1, version: 1 });
	expect(HISTORY_VERSION).toBeGreaterThan(1);
	// Its rows are thrown away, because another version made them.
	views.history.restart(head);
	expect(views.history.lastContactNo()).toBe(0);
});
