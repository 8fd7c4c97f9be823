import { type SettingsLayers } from '#lib/domain/settings/file/layered-settings.ts';
import { settingsTree, writtenTree } from '#lib/domain/settings/file/settings-tree.ts';
import type { SiteSettings } from '#lib/domain/settings/site-settings.ts';

/** Who changed settings: a person, whoever sat at an open server, the settings file, or who started the server. */
export type SettingsAuthor =
	Readonly<{ kind: 'person'; id: string }> | Readonly<{ kind: 'machine' | 'file' | 'command-line' }>;

/** Who set a value in the browser, and when (UTC epoch ms). */
export type Stamp = Readonly<{ by: SettingsAuthor; at: number }>;

/** Everything that has to be known of settings to go on with them. */
export type SettingsStanding = Readonly<{
	settings: SiteSettings;
	layers: SettingsLayers;
	/** Of every value that was set in the browser, by its place as people write it. */
	stamps: Readonly<Record<string, Stamp>>;
	/** Whether it is known what the file says; false after a start with a broken one over a log of an older version. */
	isFileKnown: boolean;
}>;

/** Settings as they were recorded, with who changed them last; null in a log of an older version. */
export type RecordedSettings = SettingsStanding & Readonly<{ by: SettingsAuthor | null }>;

/** Beside the settings themselves in their event: what they were made from. */
type Written = Readonly<{
	by: SettingsAuthor;
	file: Record<string, unknown> | null;
	browser: Record<string, unknown>;
	stamps: Readonly<Record<string, Stamp>>;
}>;

/** The data of a settings event. The browser's part is there as a whole: a start needs nothing but the last event. */
export function recordData(standing: SettingsStanding, by: SettingsAuthor): Readonly<Record<string, unknown>> {
	const { settings, layers, stamps, isFileKnown } = standing;
	const written: Written = {
		by,
		file: isFileKnown ? writtenTree(layers.file) : null,
		browser: writtenTree(layers.browser),
		stamps
	};
	return { ...settings, written };
}

/**
 * What a settings event says.
 * @param defaults what an older version of the product did not know
 */
export function readRecord(data: Readonly<Record<string, unknown>>, defaults: SiteSettings): RecordedSettings {
	const { written, ...settings } = data as Partial<SiteSettings> & { written?: Written }; // written by recordData
	return {
		settings: { ...defaults, ...settings },
		layers: { file: settingsTree(written?.file ?? {}), browser: settingsTree(written?.browser ?? {}) },
		stamps: written?.stamps ?? {},
		isFileKnown: (written?.file ?? null) !== null,
		by: written?.by ?? null
	};
}
