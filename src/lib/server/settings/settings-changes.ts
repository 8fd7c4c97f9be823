import { isDefinition, settingsChanges } from '#lib/domain/settings/file/settings-changes.ts';
import { treePathName } from '#lib/domain/settings/file/settings-tree.ts';
import type { DefinitionChange } from '../history/report-notes.ts';
import type { SettingsHistory } from './settings-history.ts';
import type { SettingsAuthor } from './settings-record.ts';

/** A change of the settings, as it came into force. */
export type RecordedChange = Readonly<{
	/** Number of the settings that it made. */
	revision: number;
	/** UTC ms. */
	at: number;
	/** Null in a log of an older version. */
	by: SettingsAuthor | null;
	/** The values that changed, by their places. */
	paths: readonly string[];
	/** Those of them that say what a figure means. */
	definitions: readonly string[];
	isDefinition: boolean;
}>;

/** Every change of the settings in the log. The first settings of all change nothing. */
export class SettingsChanges {
	readonly #history: SettingsHistory;
	readonly #known: RecordedChange[] = [];
	/** Settings events that were compared. */
	#compared = 1;

	constructor(history: SettingsHistory) {
		this.#history = history;
	}

	/** Oldest first. */
	async all(): Promise<readonly RecordedChange[]> {
		const recorded = await this.#history.all();
		for (; this.#compared < recorded.length; this.#compared++) {
			const [before, after] = [recorded[this.#compared - 1], recorded[this.#compared]];
			if (before === undefined || after === undefined) break;
			const changes = settingsChanges(before.recorded.settings, after.recorded.settings);
			const paths = changes.map(({ path }) => treePathName(path));
			const definitions = changes.filter(({ path }) => isDefinition(path)).map(({ path }) => treePathName(path));
			this.#known.push({
				revision: this.#compared + 1,
				at: after.event.time,
				by: after.recorded.by,
				paths,
				definitions,
				isDefinition: definitions.length > 0
			});
		}
		return this.#known;
	}

	/** The changes of what figures mean since an instant, UTC ms. */
	async definitionsSince(from: number): Promise<readonly DefinitionChange[]> {
		const all = await this.all();
		return all
			.filter(({ at, isDefinition: is }) => is && at >= from)
			.map(({ at, definitions }) => ({ at, paths: definitions }));
	}
}
