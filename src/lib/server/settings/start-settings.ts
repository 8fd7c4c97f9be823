import { reasonText } from '#lib/domain/reasons/reason.ts';
import { layeredSettings } from '#lib/domain/settings/file/layered-settings.ts';
import { type SettingsTree, treePathName } from '#lib/domain/settings/file/settings-tree.ts';
import type { SiteSettings } from '#lib/domain/settings/site-settings.ts';
import { loadSettings } from './load-settings.ts';
import type { SettingsHistory } from './settings-history.ts';
import { InvalidSettings, type SettingsPlace } from './settings-place.ts';
import type { SettingsAuthor, SettingsStanding, Stamp } from './settings-record.ts';

/** What a start goes on with, and why that is not what the file says, where it is not. */
export type StartSettings = SettingsStanding & Readonly<{ error: InvalidSettings | null }>;

type Stamps = Readonly<Record<string, Stamp>>;

/**
 * What holds at a start: what the file says, and above it what was set in the browser. Where that cannot be used, what held last,
 * because a slip of the pen must not keep the walls dark after a power cut.
 * @throws InvalidSettings when the file cannot be used and nothing ever held before
 */
export async function startSettings(
	place: SettingsPlace | null,
	base: SiteSettings,
	history: SettingsHistory
): Promise<StartSettings> {
	const last = await history.lastRecorded();
	try {
		const { settings, file } = loadSettings(place, base);
		if (last === null) {
			return { settings, layers: { file, browser: new Map() }, stamps: {}, isFileKnown: true, error: null };
		}
		const { layers, stamps } = last;
		const both = withBrowser(file, layers.browser, stamps, base);
		return { settings: both, layers: { file, browser: layers.browser }, stamps, isFileKnown: true, error: null };
	} catch (error) {
		if (!(error instanceof InvalidSettings) || last === null) throw error;
		const { by: _, ...standing } = last;
		return { ...standing, error };
	}
}

/**
 * The settings by a file that is right by itself, under what was set in the browser.
 * @throws InvalidSettings when they do not fit each other; it names who set what, and when
 */
export function withBrowser(
	file: SettingsTree,
	browser: SettingsTree,
	stamps: Stamps,
	base: SiteSettings
): SiteSettings {
	const layered = layeredSettings({ file, browser }, base);
	if (layered.ok) return layered.settings;
	throw new InvalidSettings(
		'the settings file',
		layered.faults.map(({ path, reason }) => {
			const name = treePathName(path);
			const stamp = stampAt(stamps, name);
			const setBy = stamp === null ? '' : ` (set in the browser ${setWhen(stamp)})`;
			return `what was set in the browser does not fit it: ${name}${setBy}: ${reasonText(reason)}`;
		})
	);
}

/** Who set a value in the browser and when; also where only something below the place was set there. */
export function stampAt(stamps: Stamps, name: string): Stamp | null {
	const own = Object.hasOwn(stamps, name) ? stamps[name] : undefined;
	if (own !== undefined) return own;
	const below = Object.entries(stamps).find(([path]) => path.startsWith(`${name}.`) || path.startsWith(`${name}[`));
	return below?.[1] ?? null;
}

/** Who and when, in words for an error or a terminal. */
export function setWhen({ by, at }: Stamp): string {
	return `by ${authorText(by)} on ${new Date(at).toISOString()}`;
}

/** Who, in words for an error or a terminal: people by their id. */
export function authorText(by: SettingsAuthor): string {
	switch (by.kind) {
		case 'person':
			return `person ${by.id}`;
		case 'machine':
			return 'whoever sat at the open server';
		case 'file':
			return 'the settings file';
		case 'command-line':
			return 'the start of the server';
	}
}
