import { basename } from 'node:path';
import type { SiteCalendar } from '#lib/domain/time/calendar.ts';
import type { BackupStanding } from '#lib/protocol/backup-standing.ts';
import { OneByOne } from '../access/one-by-one.ts';
import type { Logger } from '../logger.ts';
import type { BackupConfiguration } from './backup-configuration.ts';
import { BackupFailed } from './backup-failed.ts';
import { lastDue, nextDue } from './backup-schedule.ts';
import { listSets } from './backup-sets.ts';
import { type MadeBackup, makeBackup } from './make-backup.ts';

const hourMs = 3_600_000;
const lookEveryMs = 30_000;
/** The first minute of a server belongs to its screens. */
const catchUpAfterMs = 60_000;
const retryAfterMs = hourMs;
/** A day, and time to spare for a night with 25 hours and a backup that takes a while. */
const overdueMs = 26 * hourMs;

/** What the backups of a log rest on. */
export type BackupsParts = Readonly<{
	databaseFile: string;
	settingsFile: () => string | null;
	configuration: BackupConfiguration;
	calendar: () => SiteCalendar;
	/** The machine's time, also while a replay's clock is elsewhere. */
	now: () => number;
	/** When the log's first event came, UTC epoch ms; null while it has none. */
	firstEventAt: () => Promise<number | null>;
	logger: Pick<Logger, 'info' | 'error'>;
	/** Why none is made here, and what to do instead; where this is left out, they are. */
	isElsewhere?: string;
	make?: typeof makeBackup;
}>;

/** Backs the log up when somebody asks, and each night by itself once it is started. One at a time. */
export class Backups {
	readonly #parts: BackupsParts;
	readonly #turns = new OneByOne();
	readonly #ending = new AbortController();
	#timer: ReturnType<typeof setInterval> | null = null;
	#isScheduled = false;
	#startedAt: number;
	#lastDue: number | null = null;
	#lastAt: number | null = null;
	#lastError: string | null = null;
	/** Whole backups in the folder of the schedule; looked for when one was made, since a folder may be far away. */
	#sets: Readonly<{ newestAt: number | null; kept: number; bytes: number }>;

	constructor(parts: BackupsParts) {
		this.#parts = parts;
		this.#startedAt = parts.now();
		this.#sets = this.#lookAtSets();
	}

	/** Backs up each night from now on. */
	start(): void {
		const { configuration, now, calendar } = this.#parts;
		if (configuration.at === null || this.#parts.isElsewhere !== undefined) return;
		this.#isScheduled = true;
		this.#startedAt = now();
		this.#lastDue = lastDue(calendar(), configuration.at, now());
		this.#timer = setInterval(() => void this.look(), lookEveryMs).unref();
	}

	/** Makes the scheduled one if it is due. Never rejects. */
	async look(): Promise<void> {
		if (!this.#isScheduled || !(await this.#isDue())) return;
		const { folder, keep } = this.#parts.configuration;
		try {
			await this.make({ folder, keep, withKeys: true });
		} catch (error) {
			if (!this.#ending.signal.aborted) this.#parts.logger.error({ err: error }, 'the backup failed');
		}
	}

	/**
	 * Makes one now.
	 * @throws BackupFailed
	 */
	make(
		asked: Readonly<{ folder?: string; field?: string; keep?: number | null; withKeys?: boolean }> = {}
	): Promise<MadeBackup> {
		const { databaseFile, settingsFile, configuration, now, logger, make = makeBackup } = this.#parts;
		const { isElsewhere } = this.#parts;
		if (isElsewhere !== undefined) return Promise.reject(new BackupFailed(isElsewhere));
		const { folder = configuration.folder, field = 'BEREIK_BACKUP_FOLDER', keep = null, withKeys = true } = asked;
		return this.#turns.run(async () => {
			this.#lastAt = now();
			try {
				const ending = this.#ending.signal;
				const request = {
					databaseFile,
					settingsFile: settingsFile(),
					folder,
					field,
					keep,
					withKeys,
					now: now(),
					ending
				};
				const made = await make(request);
				this.#lastError = null;
				logger.info({ folder: made.path, seq: made.manifest.seq, bytes: made.bytes }, 'the log was backed up');
				return made;
			} catch (error) {
				if (!this.#ending.signal.aborted) this.#lastError = error instanceof Error ? error.message : String(error);
				throw error;
			} finally {
				this.#sets = this.#lookAtSets();
			}
		});
	}

	/** How it stands. */
	standing(): BackupStanding {
		const { configuration, calendar, now } = this.#parts;
		const { at, folder } = configuration;
		return {
			lastAt: this.#lastAt ?? this.#sets.newestAt,
			lastOkAt: this.#sets.newestAt,
			lastError: this.#lastError,
			nextAt: this.#isScheduled && at !== null ? nextDue(calendar(), at, now()) : null,
			kept: this.#sets.kept,
			bytes: this.#sets.bytes,
			folder,
			isOverdue: this.#isOverdue(),
			...(this.#parts.isElsewhere === undefined ? {} : { isByDatabase: true })
		};
	}

	/** Why somebody should look at it, in words; null when nothing is wrong. */
	get problem(): string | null {
		if (this.#lastError !== null) return `the last backup failed: ${this.#lastError}`;
		return this.#isOverdue() ? 'there is no backup of the last 26 hours' : null;
	}

	/** Breaks off the one that is being made; nothing of it is left. */
	async close(): Promise<void> {
		if (this.#timer !== null) clearInterval(this.#timer);
		this.#isScheduled = false;
		this.#ending.abort();
		await this.#turns.run(async () => {});
	}

	async #isDue(): Promise<boolean> {
		const { configuration, calendar, now } = this.#parts;
		const at = now();
		// By being another one than the last, not a later: a clock that was wrong for a while must not stop it for years.
		const due = lastDue(calendar(), configuration.at ?? '', at);
		if (due !== this.#lastDue) {
			this.#lastDue = due;
			return true;
		}
		const sinceLast = this.#lastAt === null ? Infinity : Math.abs(at - this.#lastAt);
		if (this.#lastError !== null) return sinceLast >= retryAfterMs;
		return this.#lastAt === null && at - this.#startedAt >= catchUpAfterMs && (await this.#hasMissed(at));
	}

	/** Whether one was due while the machine was off. A log that is new has missed none. */
	async #hasMissed(at: number): Promise<boolean> {
		const since = this.#sets.newestAt ?? (await this.#parts.firstEventAt());
		return since !== null && Math.abs(at - since) > overdueMs;
	}

	#isOverdue(): boolean {
		const at = this.#parts.now();
		// Right after a start one is on its way.
		if (!this.#isScheduled || at - this.#startedAt < overdueMs) return false;
		return this.#sets.newestAt === null || at - this.#sets.newestAt > overdueMs;
	}

	#lookAtSets(): Readonly<{ newestAt: number | null; kept: number; bytes: number }> {
		const { configuration, databaseFile, logger, isElsewhere } = this.#parts;
		if (isElsewhere !== undefined) return { newestAt: null, kept: 0, bytes: 0 };
		try {
			const sets = listSets(configuration.folder, basename(databaseFile));
			return {
				newestAt: sets[0]?.madeAt ?? null,
				kept: sets.length,
				bytes: sets.reduce((sum, { bytes }) => sum + bytes, 0)
			};
		} catch (error) {
			logger.error({ err: error }, 'the folder of backups cannot be read');
			return { newestAt: null, kept: 0, bytes: 0 };
		}
	}
}
