import { existsSync } from 'node:fs';
import type { SettingsTree } from '#lib/domain/settings/file/settings-tree.ts';
import type { SiteSettings } from '#lib/domain/settings/site-settings.ts';
import type { Logger } from '../logger.ts';
import { loadSettings } from './load-settings.ts';
import { candidates, InvalidSettings, type SettingsPlace } from './settings-place.ts';
import { SettingsWatch, type WatchPace } from './settings-watch.ts';

/** What following the settings file needs. */
export type FollowerParts = Readonly<{
	place: SettingsPlace;
	/** What holds where the file says nothing. */
	base: SiteSettings;
	/** Goes on with what the file says; answers whether other settings are in force by it. */
	use: (file: SettingsTree) => Promise<boolean>;
	logger: Logger;
	/** Why the file was not used at the start; null when it was, or there was none. */
	problem: string | null;
	pace?: WatchPace | undefined;
}>;

const retryMs = 5_000;

/**
 * Follows the settings file: what it says comes into force without a restart, in the order checked, recorded, in force. A file
 * that is wrong or gone changes nothing: what held goes on, and the problem is told until it is mended.
 */
export class SettingsFollower {
	readonly #parts: FollowerParts;
	readonly #watch: SettingsWatch;
	#problem: string | null;
	#hadFile: boolean;
	#work: Promise<void> = Promise.resolve();
	#retry: ReturnType<typeof setTimeout> | undefined;
	#isClosed = false;

	constructor(parts: FollowerParts) {
		this.#parts = parts;
		this.#problem = parts.problem;
		this.#hadFile = this.#hasFile();
		this.#watch = new SettingsWatch(parts.place, () => void this.reload(), parts.pace);
	}

	/** What keeps the file from being used, in one line; null when what it says is in force. */
	get problem(): string | null {
		return this.#problem;
	}

	/** Looks at the file now. Never rejects; resolves when what it says is in force, or the problem with it is known. */
	reload(): Promise<void> {
		this.#work = this.#work.then(() => this.#read());
		return this.#work;
	}

	/** Ends it, after what is under way. */
	async close(): Promise<void> {
		this.#isClosed = true;
		clearTimeout(this.#retry);
		this.#watch.close();
		await this.#work;
	}

	async #read(): Promise<void> {
		const { place, base, use, logger } = this.#parts;
		clearTimeout(this.#retry);
		if (this.#isClosed) return;
		try {
			const isGone = this.#hadFile && !this.#hasFile();
			if (isGone && 'folder' in place)
				throw new InvalidSettings('the settings file', ['it is gone; what it said stays in force until a restart']);
			const { file } = loadSettings(place, base);
			this.#hadFile ||= this.#hasFile();
			if (await use(file)) logger.info('other settings are in force');
			this.#problem = null;
		} catch (error) {
			this.#problem = problemText(error);
			logger.error({ err: error }, 'the settings file is not used; what held before goes on');
			// Nothing about the file will change again, but the log may come back.
			if (!(error instanceof InvalidSettings)) this.#retry = setTimeout(() => void this.reload(), retryMs).unref();
		}
	}

	#hasFile(): boolean {
		return candidates(this.#parts.place).some((path) => existsSync(path));
	}
}

/** An error with the settings in one line, for whoever looks at the health of the server. */
export function problemText(error: unknown): string {
	if (!(error instanceof InvalidSettings)) return error instanceof Error ? error.message : String(error);
	const [first = error.message, ...more] = error.problems;
	return more.length === 0 ? first : `${first} (and ${more.length} more)`;
}
