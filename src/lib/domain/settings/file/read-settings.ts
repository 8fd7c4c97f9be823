import * as v from 'valibot';
import { defaultSiteSettings, type SiteSettings } from '../site-settings.ts';
import { crossChecks } from './cross-checks.ts';
import { type FieldPath, faultOf, type SettingsFault } from './fault.ts';
import { mergeSettings } from './merge-settings.ts';
import { type SettingsFile, settingsFileSchema } from './settings-file.ts';

/** The settings that hold by a file, or everything that is wrong with it. */
export type ReadSettings =
	Readonly<{ ok: true; settings: SiteSettings }> | Readonly<{ ok: false; faults: readonly SettingsFault[] }>;

/**
 * Reads what a settings file says over what holds without it.
 * @param written the file's content, parsed as JSON or YAML; null = an empty file, which changes nothing
 * @param base what holds where the file says nothing
 */
export function readSettings(written: unknown, base: SiteSettings = defaultSiteSettings): ReadSettings {
	const content = withoutEmpty(written ?? {});
	const parsed = v.safeParse(settingsFileSchema, content);
	const faults = parsed.success ? [] : parsed.issues.map(faultOf);
	// What depends on each other is looked at in what is right, so that one reading tells everything.
	const sound = parsed.success ? parsed.output : soundPart(content, faults);
	const settings = mergeSettings(sound, base);
	// A field that was left out because it is wrong is not missing.
	const told = new Set(faults.map(({ path }) => path.join('\n')));
	const all = [...faults, ...crossChecks(sound, settings).filter(({ path }) => !told.has(path.join('\n')))];
	return all.length === 0 ? { ok: true, settings } : { ok: false, faults: inOrder(content, all) };
}

/** A heading of YAML with nothing under it says nothing. */
function withoutEmpty(content: unknown): unknown {
	if (!isFields(content)) return content;
	return Object.fromEntries(Object.entries(content).filter(([, section]) => section !== null));
}

/** The file without the fields that are wrong, or, where one cannot be left out, without its section. */
function soundPart(content: unknown, faults: readonly SettingsFault[]): SettingsFile {
	const rest = JSON.parse(JSON.stringify(content)) as unknown;
	if (!isFields(rest)) return {};
	for (const { path } of faults) takeOut(rest, path);
	const sound = v.safeParse(settingsFileSchema, rest);
	if (sound.success) return sound.output;
	for (const { path } of sound.issues.map(faultOf)) delete rest[String(path[0])];
	const sections = v.safeParse(settingsFileSchema, rest);
	return sections.success ? sections.output : {};
}

function takeOut(content: Record<string, unknown>, path: FieldPath): void {
	let holder: unknown = content;
	for (const key of path.slice(0, -1))
		holder = isFields(holder) || Array.isArray(holder) ? Reflect.get(holder, key) : null;
	const last = path.at(-1);
	// Taking an entry out of a list would move those after it.
	if (typeof last === 'string' && isFields(holder)) delete holder[last];
	else delete content[String(path[0])];
}

function isFields(value: unknown): value is Record<string, unknown> {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** In the order in which the sections stand in the file; within one, as they were found. */
function inOrder(content: unknown, faults: readonly SettingsFault[]): SettingsFault[] {
	const sections = isFields(content) ? Object.keys(content) : [];
	const placeOf = (path: FieldPath): number => sections.indexOf(String(path[0] ?? ''));
	return [...faults].sort((a, b) => placeOf(a.path) - placeOf(b.path));
}
