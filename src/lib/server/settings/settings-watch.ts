import { type FSWatcher, statSync, watch } from 'node:fs';
import { basename, dirname } from 'node:path';
import { candidates, type SettingsPlace } from './settings-place.ts';

/** How a file is watched; a test goes faster. */
export type WatchPace = Readonly<{ pollMs: number; quietMs: number }>;

/** Editors write in several steps: what has been quiet for a moment is looked at. Where the system tells nothing, the poll does. */
const usualPace: WatchPace = { pollMs: 2_000, quietMs: 150 };

/**
 * Watches the settings file, also where there is none yet: its folder, because editors put a new file in the place of the old,
 * and the file itself by looking at it now and then, because not every file system tells.
 */
export class SettingsWatch {
	readonly #paths: readonly string[];
	readonly #onChange: () => void;
	readonly #quietMs: number;
	readonly #poll: ReturnType<typeof setInterval>;
	#watcher: FSWatcher | null = null;
	#seen: string;
	#looking: ReturnType<typeof setTimeout> | undefined;

	/** @param onChange called when the file has another look: it was written, replaced, removed or made */
	constructor(place: SettingsPlace, onChange: () => void, pace: WatchPace = usualPace) {
		this.#paths = candidates(place);
		this.#onChange = onChange;
		this.#quietMs = pace.quietMs;
		this.#seen = this.#look();
		this.#poll = setInterval(() => {
			if (this.#watcher === null) this.#watchFolder();
			if (this.#look() !== this.#seen) this.#soon();
		}, pace.pollMs).unref();
		this.#watchFolder();
	}

	/** Ends it. */
	close(): void {
		clearInterval(this.#poll);
		clearTimeout(this.#looking);
		this.#watcher?.close();
		this.#watcher = null;
	}

	/** A folder that is not there, or cannot be watched, is left to the poll, which tries again. */
	#watchFolder(): void {
		const [path] = this.#paths;
		if (path === undefined) return;
		const names = new Set(this.#paths.map((one) => basename(one)));
		try {
			const watcher = watch(dirname(path), { persistent: false }, (_kind, name) => {
				if (name === null || names.has(name)) this.#soon();
			});
			watcher.on('error', () => {
				watcher.close();
				if (this.#watcher === watcher) this.#watcher = null;
			});
			this.#watcher = watcher;
		} catch {
			this.#watcher = null;
		}
	}

	#soon(): void {
		clearTimeout(this.#looking);
		this.#looking = setTimeout(() => {
			const look = this.#look();
			if (look === this.#seen) return;
			this.#seen = look;
			this.#onChange();
		}, this.#quietMs).unref();
	}

	/** What tells one state of the files from another without reading them. */
	#look(): string {
		return this.#paths.map((path) => lookOf(path)).join('\n');
	}
}

function lookOf(path: string): string {
	try {
		const stat = statSync(path, { throwIfNoEntry: false, bigint: true });
		return stat === undefined ? '–' : `${stat.ino} ${stat.size} ${stat.mtimeNs} ${stat.ctimeNs}`;
	} catch (error) {
		// A folder that may not be entered, a mount that went away: another look, and whoever reads the file says what is wrong.
		return `cannot be looked at: ${error instanceof Error && 'code' in error ? String(error.code) : 'unknown'}`;
	}
}
