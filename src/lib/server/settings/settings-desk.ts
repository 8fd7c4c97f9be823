import { type Reason, reason } from '#lib/domain/reasons/reason.ts';
import {
	effectiveTree,
	layeredSettings,
	type SettingsOrigin,
	settingsOrigins
} from '#lib/domain/settings/file/layered-settings.ts';
import { treeChanges, type ValueChange } from '#lib/domain/settings/file/settings-changes.ts';
import {
	patchTree,
	type SettingsTree,
	settingsTree,
	type TreePath,
	treePathName,
	treeValues,
	writtenTree
} from '#lib/domain/settings/file/settings-tree.ts';
import type { SiteSettings } from '#lib/domain/settings/site-settings.ts';
import { OneByOne } from '../access/one-by-one.ts';
import { canonicalText } from '../canonical-text.ts';
import type { CurrentSettings } from './current-settings.ts';
import type { RecordOutcome } from '../settings-log.ts';
import type { SettingsAuthor, SettingsStanding, Stamp } from './settings-record.ts';
import { withBrowser } from './start-settings.ts';

/** What the desk needs. */
export type DeskParts = Readonly<{
	/** What holds where neither the file nor the browser says anything. */
	base: SiteSettings;
	current: CurrentSettings;
	start: SettingsStanding;
	/** Number of the last settings in the log. */
	revision: number;
	/** Writes settings into the log that were made from those of a number. */
	record: (afterNo: number, standing: SettingsStanding, by: SettingsAuthor) => Promise<RecordOutcome>;
	/** The settings of a number, as any server recorded them; null when there are none. */
	recorded: (no: number) => Promise<SettingsStanding | null>;
	/** Puts recorded settings into force everywhere. */
	apply: (settings: SiteSettings) => Promise<void>;
	/** Told of every change of a value, after it is in force. */
	onChanged: (by: SettingsAuthor, revision: number, changes: readonly ValueChange[]) => Promise<void>;
	now: () => number;
}>;

/** A change that somebody asks for. */
export type SettingsRequest = Readonly<{
	/** In the form of a settings file; null = as the file says. */
	patch: unknown;
	/** The revision that whoever asks has seen. */
	base: number;
	by: SettingsAuthor;
	/** Whether they may change a value. */
	may: (path: TreePath) => boolean;
}>;

/** What came of it. */
export type SettingsOutcome =
	| Readonly<{ kind: 'done'; revision: number }>
	| Readonly<{ kind: 'conflict' | 'file-unknown' | 'log-away' }>
	| Readonly<{ kind: 'invalid' | 'refused'; field: string; reason: Reason }>;

/** Where each value comes from, and who set it when, where that was in the browser. */
export type SettingsView = Readonly<{
	revision: number;
	/** Everything that holds, in the form of a settings file. */
	settings: Readonly<Record<string, unknown>>;
	origins: Readonly<Record<string, Readonly<{ from: SettingsOrigin }> & Partial<Stamp>>>;
}>;

/** The one place where settings change while the server runs, one change after the other: checked, recorded, in force. */
export class SettingsDesk {
	readonly #parts: DeskParts;
	readonly #turns = new OneByOne();
	#standing: SettingsStanding;
	#revision: number;

	constructor(parts: DeskParts) {
		this.#parts = parts;
		this.#standing = parts.start;
		this.#revision = parts.revision;
	}

	/** Number of the settings that hold: one more with each change. */
	get revision(): number {
		return this.#revision;
	}

	/** What holds, value by value. */
	view(): SettingsView {
		const { layers, stamps } = this.#standing;
		const origins = [...settingsOrigins(layers, this.#parts.base)].map(([path, from]) => {
			const stamp = from === 'browser' && Object.hasOwn(stamps, path) ? stamps[path] : undefined;
			return [path, { from, ...stamp }] as const;
		});
		return {
			revision: this.#revision,
			settings: writtenTree(effectiveTree(layers, this.#parts.base)),
			origins: Object.fromEntries(origins)
		};
	}

	/**
	 * Goes on with what the settings file says now; what was set in the browser stays above it.
	 * @returns whether other settings are in force by it
	 * @throws InvalidSettings when the two do not fit each other, Error when the log could not take the settings
	 */
	useFile(file: SettingsTree): Promise<boolean> {
		return this.#turns.run(async () => {
			const { base, current } = this.#parts;
			for (;;) {
				const { layers, stamps } = this.#standing;
				const settings = withBrowser(file, layers.browser, stamps, base);
				const standing = { ...this.#standing, settings, layers: { ...layers, file }, isFileKnown: true };
				if (canonicalText(settings) === canonicalText(current.now)) {
					this.#standing = standing;
					return false;
				}
				const outcome = await this.#bringIn(standing, { kind: 'file' });
				if (outcome === 'log-away') throw new Error('the log could not take the settings');
				if (outcome !== 'overtaken') return true;
				// Made anew from what overtook it.
			}
		});
	}

	/** Changes what is set in the browser. */
	change({ patch, base, by, may }: SettingsRequest): Promise<SettingsOutcome> {
		return this.#turns.run(async (): Promise<SettingsOutcome> => {
			if (base !== this.#revision) return { kind: 'conflict' };
			const { layers, isFileKnown, stamps } = this.#standing;
			if (!isFileKnown) return { kind: 'file-unknown' };
			const browser = patchTree(layers.browser, settingsTree(patch, true));
			const changes = treeChanges(layers.browser, browser);
			if (changes.length === 0) return { kind: 'done', revision: this.#revision };
			const refused = changes.find(({ path }) => !may(path));
			if (refused !== undefined)
				return { kind: 'refused', field: treePathName(refused.path), reason: reason('not-your-role') };
			const followed = changes.find(({ path }) => namesAFile(path));
			if (followed !== undefined) {
				return { kind: 'refused', field: treePathName(followed.path), reason: reason('file-alone') };
			}
			const layered = layeredSettings({ ...layers, browser }, this.#parts.base);
			if (!layered.ok) {
				const [fault] = layered.faults;
				if (fault === undefined) throw new Error('the settings are refused without a fault');
				return { kind: 'invalid', field: treePathName(fault.path), reason: fault.reason };
			}
			const standing: SettingsStanding = {
				...this.#standing,
				settings: layered.settings,
				layers: { ...layers, browser },
				stamps: stampsOf(browser, changes, stamps, { by, at: this.#parts.now() })
			};
			const outcome = await this.#bringIn(standing, by);
			if (outcome === 'log-away') return { kind: 'log-away' };
			return outcome === 'overtaken' ? { kind: 'conflict' } : { kind: 'done', revision: this.#revision };
		});
	}

	/** Goes on with the settings that other servers on the same log have recorded. */
	catchUp(): Promise<void> {
		return this.#turns.run(() => this.#catchUp());
	}

	/** Whether what a settings file says is what the settings that hold were made from. */
	isMadeFrom(file: SettingsTree): boolean {
		const { isFileKnown, layers } = this.#standing;
		return !isFileKnown || canonicalText(writtenTree(file)) === canonicalText(writtenTree(layers.file));
	}

	/** Resolves when nothing is under way any more. */
	async settled(): Promise<void> {
		await this.#turns.run(() => Promise.resolve());
	}

	async #catchUp(): Promise<void> {
		for (;;) {
			const recorded = await this.#parts.recorded(this.#revision + 1);
			if (recorded === null) return;
			this.#standing = recorded;
			this.#revision++;
			await this.#parts.apply(recorded.settings);
		}
	}

	async #bringIn(standing: SettingsStanding, by: SettingsAuthor): Promise<RecordOutcome> {
		const { base, record, apply, onChanged } = this.#parts;
		const revision = await record(this.#revision, standing, by);
		// Whoever is told that somebody was quicker finds it here.
		if (revision === 'overtaken') await this.#catchUp();
		if (typeof revision !== 'number') return revision;
		const before = effectiveTree(this.#standing.layers, base);
		this.#standing = standing;
		this.#revision = revision;
		await apply(standing.settings);
		await onChanged(by, revision, treeChanges(before, effectiveTree(standing.layers, base)));
		return revision;
	}
}

/** Whoever may name a file that is followed can read it, line by line, among what was set aside. */
function namesAFile([section, , field]: TreePath): boolean {
	return section === 'sources' && field === 'follow';
}

/** Of every value of the layer who set it when: now for those that changed. */
function stampsOf(
	browser: SettingsTree,
	changes: readonly ValueChange[],
	before: Readonly<Record<string, Stamp>>,
	stamp: Stamp
): Readonly<Record<string, Stamp>> {
	const changed = new Set(changes.map(({ path }) => treePathName(path)));
	return Object.fromEntries(
		treeValues(browser).map(([path]) => {
			const name = treePathName(path);
			const old = Object.hasOwn(before, name) ? before[name] : undefined;
			return [name, changed.has(name) || old === undefined ? stamp : old];
		})
	);
}
