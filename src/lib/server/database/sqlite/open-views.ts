import { rmSync, statSync } from 'node:fs';
import type Database from 'better-sqlite3';
import { asc, gte, sql } from 'drizzle-orm';
import { type BetterSQLite3Database, drizzle } from 'drizzle-orm/better-sqlite3';
import type { HistoryCounts } from '../../history/history-counts.ts';
import type { HistoryStore } from '../../history/history-store.ts';
import type { CheckpointStore, StoredCheckpoint } from '../../live/checkpoint.ts';
import type { MinuteSample, SampleStore } from '../../live/minute-samples.ts';
import { applyMigrations } from './apply-migrations.ts';
import { besideLog, migrationsFolder } from './beside-log.ts';
import { LogUnfit } from './log-unfit.ts';
import { sqliteHistoryCounts } from './sqlite-history-counts.ts';
import { SqliteHistoryStore } from './sqlite-history-store.ts';
import { createPrivateFile, openForWriting } from './sqlite-file.ts';
import { checkpoints, minuteSamples } from './views-schema.ts';

/** Everything derived from the log that is worth keeping between two starts. */
export type Views = SampleStore &
	CheckpointStore &
	Readonly<{
		file: string;
		history: HistoryStore;
		counts: HistoryCounts;
		/** Moves the write-ahead log into the file, and where `isWhole` writes the file anew without what was in it. */
		compact(isWhole: boolean): void;
		close(): void;
	}>;

/**
 * `live`: the writing of pages from the WAL to the file is spread out, because a wall waits meanwhile. `bulk`: pages that change
 * again and again are written once for 64 MB of changes, for a command that has nobody waiting: half the time on a large log.
 */
export type WritingPace = 'live' | 'bulk';

/** Where the views of a log are kept. */
export function viewsFile(logFile: string): string {
	return besideLog(logFile, 'views.db');
}

/**
 * Opens the views of a log. Nothing in them is the truth: a file that cannot be opened, or is damaged, is thrown away and
 * made anew.
 * @param onRebuild told why, when that happened, or when a part of a file too large to look through cannot be read
 * @param pace how what is written comes into the file
 * @throws LogUnfit when it cannot be made anew either, as where a folder is in its place
 */
export function openViews(
	logFile: string,
	onRebuild: (reason: unknown) => void = () => {},
	pace: WritingPace = 'live'
): Views {
	const file = viewsFile(logFile);
	try {
		return open(file, onRebuild, pace);
	} catch (error) {
		onRebuild(error);
	}
	try {
		for (const suffix of ['', '-wal', '-shm']) rmSync(file + suffix, { force: true });
		return open(file, onRebuild, pace);
	} catch (error) {
		const reason = error instanceof Error ? error.message : String(error);
		throw new LogUnfit(`${file} cannot be made anew: ${reason}`, { cause: error });
	}
}

function open(file: string, onDamage: (reason: unknown) => void, pace: WritingPace): Views {
	// Before anything is done to it: taking rights away from a folder would lock its owner out.
	if (statSync(file, { throwIfNoEntry: false })?.isDirectory() === true) throw new Error('it is a folder');
	createPrivateFile(file);
	const client = openForWriting(file);
	try {
		if (pace === 'bulk') client.pragma('wal_autocheckpoint = 16000');
		return prepare(file, client, onDamage);
	} catch (error) {
		client.close();
		throw error;
	}
}

function prepare(file: string, client: Database.Database, onDamage: (reason: unknown) => void): Views {
	refuseDamaged(file, client);
	// Nobody else writes here, and everything else in the process waits meanwhile.
	client.pragma('busy_timeout = 250');
	// Losing the last moments of what can be made again costs nothing; waiting for the disk for it would.
	client.pragma('synchronous = NORMAL');
	applyMigrations(client, migrationsFolder('sqlite', 'views'));
	const orm = drizzle({ client });
	return {
		file,
		history: new SqliteHistoryStore(client),
		counts: sqliteHistoryCounts(client),
		read: (from) => orElse(() => readSamples(orm, from), [], onDamage),
		write: (samples) => writeSamples(orm, samples),
		forgetBefore: (at) => forgetSamples(client, at),
		readCheckpoint: () => orElse(() => orm.select().from(checkpoints).get() ?? null, null, onDamage),
		writeCheckpoint: (checkpoint) => writeCheckpoint(orm, checkpoint),
		compact: (isWhole) => {
			if (isWhole) client.exec('VACUUM');
			client.pragma('wal_checkpoint(TRUNCATE)');
		},
		close: () => client.close()
	};
}

/** Looking through a larger file would hold up the start: 256 MiB take about 0.6 s. */
const checkedBytes = 256 * 1024 * 1024;

function refuseDamaged(file: string, client: Database.Database): void {
	if (statSync(file).size > checkedBytes) return;
	const found = client.pragma('quick_check(1)', { simple: true });
	if (found !== 'ok') throw new Error(`${file} is damaged: ${String(found)}`);
}

/** What cannot be read is not there: it is made again from the log. */
function orElse<Result>(read: () => Result, none: Result, onDamage: (reason: unknown) => void): Result {
	try {
		return read();
	} catch (error) {
		onDamage(error);
		return none;
	}
}

function readSamples(orm: BetterSQLite3Database, from: number): MinuteSample[] {
	const rows = orm.select().from(minuteSamples).where(gte(minuteSamples.at, from)).orderBy(asc(minuteSamples.at)).all();
	return rows.map((row) => ({ ...row, queue: row.queue === '' ? null : row.queue }));
}

/** Rows in one statement; eight days at a first start are a hundred thousand. */
const rowsAtOnce = 500;

function writeSamples(orm: BetterSQLite3Database, samples: readonly MinuteSample[]): void {
	const rows = samples.map((sample) => ({ ...sample, queue: sample.queue ?? '' }));
	orm.transaction((transaction) => {
		for (let index = 0; index < rows.length; index += rowsAtOnce) {
			transaction
				.insert(minuteSamples)
				.values(rows.slice(index, index + rowsAtOnce))
				.onConflictDoUpdate({
					target: [minuteSamples.at, minuteSamples.queue],
					set: { queueDepth: sql`excluded.queue_depth`, longestWaitMs: sql`excluded.longest_wait_ms` }
				})
				.run();
		}
	});
}

/** Of minutes that are forgotten their quarters of an hour stay: sums and maxima, from which means are made. */
function forgetSamples(client: Database.Database, before: number): void {
	client
		.transaction(() => {
			client
				.prepare<[number]>(
					`insert into quarter_samples (at, queue, minutes, queue_depth_sum, queue_depth_max, longest_wait_ms)
					 select at / 900000 * 900000, queue, count(*), sum(queue_depth), max(queue_depth), max(longest_wait_ms)
					 from minute_samples where at < ? group by 1, 2
					 on conflict do update set minutes = minutes + excluded.minutes,
					 queue_depth_sum = queue_depth_sum + excluded.queue_depth_sum,
					 queue_depth_max = max(queue_depth_max, excluded.queue_depth_max),
					 longest_wait_ms = nullif(max(coalesce(longest_wait_ms, -1), coalesce(excluded.longest_wait_ms, -1)), -1)`
				)
				.run(before);
			client.prepare<[number]>('delete from minute_samples where at < ?').run(before);
		})
		.immediate();
}

function writeCheckpoint(orm: BetterSQLite3Database, checkpoint: StoredCheckpoint): void {
	orm
		.insert(checkpoints)
		.values({ id: 1, ...checkpoint })
		.onConflictDoUpdate({ target: checkpoints.id, set: checkpoint })
		.run();
}
