import { join } from 'node:path';
import Database from 'better-sqlite3';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { temporaryFolder } from '../../../../../tests/support/temporary-folder.ts';
import { openLog, type WritableLogDatabase } from './open-log.ts';
import { WriteProbe } from './write-probe.ts';

let database: WritableLogDatabase;
let now = 0;
let freeBytes = 1e9;
let probe: WriteProbe;

beforeEach(() => {
	database = openLog(join(temporaryFolder(), 'bereik.db'));
	onTestFinished(() => database.close());
	[now, freeBytes] = [0, 1e9];
	probe = new WriteProbe(database, { now: () => now, freeBytes: () => freeBytes });
});

function writes(): unknown {
	return database.client.prepare('select times from write_probe').pluck().get() ?? 0;
}

test('a log that takes writes has no problem, and is written at most every ten seconds', () => {
	for (now = 0; now < 30_000; now += 1_000) expect(probe.problem()).toBeNull();
	expect(writes()).toBe(3);
});

test('a log that was just written is not written again to see whether it can be', () => {
	probe.wrote();
	now = 9_999;
	expect(probe.problem()).toBeNull();
	expect(writes()).toBe(0);
	now = 10_000;
	expect(probe.problem()).toBeNull();
	expect(writes()).toBe(1);
});

test('a log that another process keeps locked says so, soon, and is well again afterwards', () => {
	const other = new Database(database.file);
	onTestFinished(() => void other.close());
	other.exec('begin immediate');
	const from = performance.now();
	expect(probe.problem()).toBe('another process keeps its file locked');
	expect(performance.now() - from).toBeLessThan(1_500);
	expect(database.client.pragma('busy_timeout', { simple: true })).toBe(2000);
	other.exec('rollback');
	now = 2_999;
	expect(probe.problem()).toBe('another process keeps its file locked');
	now = 3_000;
	expect(probe.problem()).toBeNull();
});

test('a file that is read-only, a disk that is full and one that is nearly full say so', () => {
	database.client.pragma('query_only = ON');
	expect(probe.problem()).toBe('its file is read-only');
	database.client.pragma('query_only = OFF');
	now += 10_000;
	freeBytes = 1_000_000;
	expect(probe.problem()).toBe('the disk is full');
	expect(writes()).toBe(0);
	now += 10_000;
	freeBytes = 1e9;
	expect(probe.problem()).toBeNull();
	expect(writes()).toBe(1);
});

test('a real write takes a problem back at once', () => {
	freeBytes = 0;
	expect(probe.problem()).toBe('the disk is full');
	probe.wrote();
	expect(probe.problem()).toBeNull();
});

test('a refusal stands until the log takes a write, and only what is wrong is tried without being asked', () => {
	for (now = 0; now < 60_000; now += 1_000) probe.tryAgain();
	expect(writes()).toBe(0);
	for (const [failure, code, kind] of [
		['disk-full', 'SQLITE_FULL', 'disk-full'],
		['away', 'SQLITE_BUSY', 'log-locked'],
		['away', 'SQLITE_IOERR_WRITE', 'log-unwritable']
	] as const) {
		probe.refused({ failure, cause: new Database.SqliteError('so it is', code) });
		expect(probe.standing?.kind).toBe(kind);
		now += 2_999;
		probe.tryAgain();
		expect(probe.standing?.kind).toBe(kind);
		now += 1;
		probe.tryAgain();
		expect(probe.standing).toBeNull();
	}
	expect(writes()).toBe(3);
});

test('looks at the disk the log is on', () => {
	expect(new WriteProbe(database).problem()).toBeNull();
	expect(writes()).toBe(1);
});
