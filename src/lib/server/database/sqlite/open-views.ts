import { existsSync, rmSync } from 'node:fs';
import { asc, gte, lt, sql } from 'drizzle-orm';
import { type BetterSQLite3Database, drizzle } from 'drizzle-orm/better-sqlite3';
import type { CheckpointStore, StoredCheckpoint } from '../../live/checkpoint.ts';
import type { MinuteSample, SampleStore } from '../../live/minute-samples.ts';
import { applyMigrations } from './apply-migrations.ts';
import { besideLog, migrationsFolder } from './beside-log.ts';
import { createPrivateFile, openForWriting } from './sqlite-file.ts';
import { checkpoints, minuteSamples } from './views-schema.ts';

/** Everything derived from the log that is worth keeping between two starts. */
export type Views = SampleStore & CheckpointStore & Readonly<{ file: string; close(): void }>;

/** Where the views of a log are kept. */
export function viewsFile(logFile: string): string {
	return besideLog(logFile, 'views.db');
}

/**
 * Opens the views of a log. Nothing in them is the truth: a file that cannot be opened is thrown away and made anew.
 * @param onRebuild told why, when that happened
 */
export function openViews(logFile: string, onRebuild: (reason: unknown) => void = () => {}): Views {
	const file = viewsFile(logFile);
	try {
		return open(file);
	} catch (error) {
		onRebuild(error);
		for (const suffix of ['', '-wal', '-shm']) if (existsSync(file + suffix)) rmSync(file + suffix);
		return open(file);
	}
}

function open(file: string): Views {
	createPrivateFile(file);
	const client = openForWriting(file);
	// Losing the last moments of what can be made again costs nothing; waiting for the disk for it would.
	client.pragma('synchronous = NORMAL');
	applyMigrations(client, migrationsFolder('sqlite', 'views'));
	const orm = drizzle({ client });
	return {
		file,
		read: (from) => readSamples(orm, from),
		write: (samples) => writeSamples(orm, samples),
		forgetBefore: (at) => void orm.delete(minuteSamples).where(lt(minuteSamples.at, at)).run(),
		readCheckpoint: () => orm.select().from(checkpoints).get() ?? null,
		writeCheckpoint: (checkpoint) => writeCheckpoint(orm, checkpoint),
		close: () => client.close()
	};
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

function writeCheckpoint(orm: BetterSQLite3Database, checkpoint: StoredCheckpoint): void {
	orm
		.insert(checkpoints)
		.values({ id: 1, ...checkpoint })
		.onConflictDoUpdate({ target: checkpoints.id, set: checkpoint })
		.run();
}
