import { closeSync, mkdirSync, openSync, readdirSync, statSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expect, test } from 'vitest';
import { openApplication, testConfiguration } from '../../../../../tests/support/open-application.ts';
import { morning } from '../../../../../tests/support/log-events.ts';
import { temporaryFolder } from '../../../../../tests/support/temporary-folder.ts';
import { LogUnfit } from './log-unfit.ts';
import { openViews, viewsFile } from './open-views.ts';

/** Views with a thousand samples. */
function filledViews(): string {
	const logFile = join(temporaryFolder(), 'bereik.db');
	const views = openViews(logFile);
	const sample = { queue: null, queueDepth: 1, longestWaitMs: null };
	views.write(Array.from({ length: 1_000 }, (_, at) => ({ ...sample, at })));
	views.close();
	return logFile;
}

test('what was written is there the next time', () => {
	const reasons: unknown[] = [];
	const views = openViews(filledViews(), (reason) => reasons.push(reason));
	expect([views.read(0).length, reasons]).toEqual([1_000, []]);
	views.close();
});

test('a file that is damaged behind its first pages is made anew', () => {
	const logFile = filledViews();
	const file = viewsFile(logFile);
	const client = new Database(file);
	const from = Number(client.prepare("select rootpage from sqlite_master where name = 'minute_samples'").pluck().get());
	client.close();
	const descriptor = openSync(file, 'r+');
	writeSync(descriptor, Buffer.alloc(4096, 0xee), 0, 4096, (from - 1) * 4096);
	closeSync(descriptor);
	const reasons: unknown[] = [];
	const views = openViews(logFile, (reason) => reasons.push(reason));
	expect(reasons).toHaveLength(1);
	expect([views.read(0), views.readCheckpoint()]).toEqual([[], null]);
	views.write([{ at: 1, queue: null, queueDepth: 1, longestWaitMs: null }]);
	expect(views.read(0)).toHaveLength(1);
	views.close();
});

test('of samples that are forgotten the sums and maxima of each quarter of an hour stay, however they are forgotten', () => {
	const logFile = join(temporaryFolder(), 'bereik.db');
	const views = openViews(logFile);
	const sample = (minute: number, queue: string | null, queueDepth: number, longestWaitMs: number | null) => ({
		at: minute * 60_000,
		queue,
		queueDepth,
		longestWaitMs
	});
	views.write([
		sample(0, null, 3, 5_000),
		sample(1, null, 0, null),
		sample(14, null, 4, 1_000),
		sample(15, null, 0, null),
		sample(3, 'Vragen', 0, null),
		sample(16, 'Vragen', 2, 7_000)
	]);
	views.forgetBefore(60_000);
	views.forgetBefore(60_000);
	views.forgetBefore(16 * 60_000);
	expect(views.read(0)).toEqual([sample(16, 'Vragen', 2, 7_000)]);
	const client = new Database(viewsFile(logFile), { readonly: true });
	const kept = client.prepare('select * from quarter_samples order by queue, at').raw().all();
	client.close();
	views.close();
	expect(kept).toEqual([
		[0, '', 3, 7, 4, 5_000],
		[900_000, '', 1, 0, 0, null],
		[0, 'Vragen', 1, 0, 0, null]
	]);
});

test('what cannot be read later is not there, and is told', () => {
	const reasons: unknown[] = [];
	const logFile = filledViews();
	const views = openViews(logFile, (reason) => reasons.push(reason));
	const client = new Database(viewsFile(logFile));
	client.exec('drop table minute_samples; drop table checkpoints');
	client.close();
	expect([views.read(0), views.readCheckpoint()]).toEqual([[], null]);
	expect(reasons).toHaveLength(2);
	views.close();
});

test('a folder in its place stays as it is, and is named', async () => {
	const configuration = testConfiguration();
	const file = viewsFile(configuration.databaseFile);
	mkdirSync(file, { mode: 0o755 });
	writeFileSync(join(file, 'kept.txt'), '');
	await expect(openApplication(morning, configuration)).rejects.toThrow(LogUnfit);
	expect(() => openViews(configuration.databaseFile)).toThrow(file);
	expect([readdirSync(file), statSync(file).mode & 0o777]).toEqual([['kept.txt'], 0o755]);
});
