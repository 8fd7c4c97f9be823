import { statfsSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';
import { sql } from 'drizzle-orm';
import { writeProbe } from './log-schema.ts';
import type { WritableLogDatabase } from './open-log.ts';

/** A disk is worn, and the log held up, at most this often. */
const betweenMs = 10_000;
/** With less room than this a full commit may not fit, though a small one still does in the write-ahead log as it is. */
const leastFreeBytes = 4 * 1024 * 1024;
/** The server stands still meanwhile; whoever holds the log for longer keeps events out as well. */
const patienceMs = 250;

/** What the probe may be told; a test has a clock and a disk of its own. */
export type WriteProbeOptions = Readonly<{
	/** Any clock that only goes forward, ms. */
	now?: () => number;
	/** Bytes that are left for this user on the disk of the log. */
	freeBytes?: () => number;
}>;

/** Tells whether the log's file takes writes, by writing: to begin a transaction and take it back touches no disk. */
export class WriteProbe {
	readonly #database: WritableLogDatabase;
	readonly #now: () => number;
	readonly #freeBytes: () => number;
	#askedAt = -Infinity;
	#problem: string | null = null;

	constructor(database: WritableLogDatabase, options: WriteProbeOptions = {}) {
		this.#database = database;
		this.#now = options.now ?? (() => performance.now());
		this.#freeBytes = options.freeBytes ?? (() => freeBytesOf(dirname(database.file)));
	}

	/** The log has just been written: for some time there is nothing to try. */
	wrote(): void {
		this.#askedAt = this.#now();
		this.#problem = null;
	}

	/** Why nothing can be written, in words; null when something can. An answer holds for ten seconds. */
	problem(): string | null {
		const now = this.#now();
		if (now - this.#askedAt < betweenMs) return this.#problem;
		this.#problem = this.#try();
		this.#askedAt = this.#now();
		return this.#problem;
	}

	#try(): string | null {
		const { client, orm } = this.#database;
		try {
			if (this.#freeBytes() < leastFreeBytes) return 'the disk is full';
			const patienceBefore = Number(client.pragma('busy_timeout', { simple: true }));
			client.pragma(`busy_timeout = ${patienceMs}`);
			try {
				const again = { times: sql`${writeProbe.times} + 1` };
				const first = { one: 1, times: 1 };
				orm.insert(writeProbe).values(first).onConflictDoUpdate({ target: writeProbe.one, set: again }).run();
			} finally {
				client.pragma(`busy_timeout = ${patienceBefore}`);
			}
			return null;
		} catch (error) {
			return inWords(error);
		}
	}
}

function freeBytesOf(folder: string): number {
	const { bavail, bsize } = statfsSync(folder);
	return bavail * bsize;
}

function inWords(error: unknown): string {
	const cause = error instanceof Error && error.cause instanceof Database.SqliteError ? error.cause : error;
	if (!(cause instanceof Database.SqliteError)) return cause instanceof Error ? cause.message : String(cause);
	if (/^SQLITE_(?:BUSY|LOCKED)/.test(cause.code)) return 'another process keeps its file locked';
	if (cause.code.startsWith('SQLITE_READONLY')) return 'its file is read-only';
	if (cause.code.startsWith('SQLITE_FULL')) return 'the disk is full';
	return `${cause.message} (${cause.code})`;
}
