import { statfsSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';
import { sql } from 'drizzle-orm';
import type { StoreProbe, Trouble } from '../store-probe.ts';
import { writeProbe } from './log-schema.ts';
import type { WritableLogDatabase } from './open-log.ts';

/** A disk is worn, and the log held up, at most this often. */
const betweenMs = 10_000;
/** While it takes nothing, it is tried this often: whoever waits for it is to know soon that it does again. */
const betweenMsInTrouble = 3_000;
/** With less room than this a full commit may not fit, though a small one still does in the write-ahead log as it is. */
const leastFreeBytes = 4 * 1024 * 1024;
/** The server stands still meanwhile; whoever holds the log for longer keeps events out as well. */
const patienceMs = 90;

const diskFull: Trouble = { kind: 'disk-full', words: 'the disk is full' };

/** What the probe may be told; a test has a clock and a disk of its own. */
export type WriteProbeOptions = Readonly<{
	/** Any clock that only goes forward, ms. */
	now?: () => number;
	/** Bytes that are left for this user on the disk of the log. */
	freeBytes?: () => number;
}>;

/** Tells whether the log's file takes writes, by writing: to begin a transaction and take it back touches no disk. */
export class WriteProbe implements StoreProbe {
	readonly #database: WritableLogDatabase;
	readonly #now: () => number;
	readonly #freeBytes: () => number;
	#askedAt = -Infinity;
	#trouble: Trouble | null = null;

	constructor(database: WritableLogDatabase, options: WriteProbeOptions = {}) {
		this.#database = database;
		this.#now = options.now ?? (() => performance.now());
		this.#freeBytes = options.freeBytes ?? (() => freeBytesOf(dirname(database.file)));
	}

	/** The log has just been written: for some time there is nothing to try. */
	wrote(): void {
		this.#askedAt = this.#now();
		this.#trouble = null;
	}

	/**
	 * The log has just taken nothing: for some time that is the answer.
	 * @param refusal what became of it, and the error behind it
	 */
	refused(refusal: Readonly<{ failure: 'disk-full' | 'away'; cause?: unknown }>): void {
		this.#askedAt = this.#now();
		this.#trouble = refusal.failure === 'disk-full' ? diskFull : troubleOf(refusal.cause);
	}

	/** Why nothing can be written, in words; null when something can. An answer holds for ten seconds, a bad one for three. */
	problem(): string | null {
		const now = this.#now();
		if (now - this.#askedAt < (this.#trouble === null ? betweenMs : betweenMsInTrouble))
			return this.#trouble?.words ?? null;
		this.#trouble = this.#try();
		this.#askedAt = this.#now();
		return this.#trouble?.words ?? null;
	}

	/** What is wrong as far as it is known without trying; null when nothing is. */
	get standing(): Trouble | null {
		return this.#trouble;
	}

	/** Tries again where something was wrong, when it is time; where nothing was, nothing is tried. To be called often. */
	tryAgain(): void {
		if (this.#trouble !== null) this.problem();
	}

	#try(): Trouble | null {
		const { client, sqlite } = this.#database;
		try {
			if (this.#freeBytes() < leastFreeBytes) return diskFull;
			const patienceBefore = Number(client.pragma('busy_timeout', { simple: true }));
			client.pragma(`busy_timeout = ${patienceMs}`);
			try {
				const again = { times: sql`${writeProbe.times} + 1` };
				const first = { one: 1, times: 1 };
				sqlite.insert(writeProbe).values(first).onConflictDoUpdate({ target: writeProbe.one, set: again }).run();
			} finally {
				client.pragma(`busy_timeout = ${patienceBefore}`);
			}
			return null;
		} catch (error) {
			return troubleOf(error);
		}
	}
}

function freeBytesOf(folder: string): number {
	const { bavail, bsize } = statfsSync(folder);
	return bavail * bsize;
}

function troubleOf(error: unknown): Trouble {
	const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
	if (!(cause instanceof Database.SqliteError))
		return unwritable(cause instanceof Error ? cause.message : String(cause));
	if (/^SQLITE_(?:BUSY|LOCKED)/.test(cause.code))
		return { kind: 'log-locked', words: 'another process keeps its file locked' };
	if (cause.code.startsWith('SQLITE_READONLY')) return unwritable('its file is read-only');
	if (cause.code.startsWith('SQLITE_FULL')) return diskFull;
	return unwritable(`${cause.message} (${cause.code})`);
}

function unwritable(words: string): Trouble {
	return { kind: 'log-unwritable', words };
}
