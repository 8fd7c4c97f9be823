import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { effectiveTree, type SettingsLayers, settingsOrigins } from '#lib/domain/settings/file/layered-settings.ts';
import { treePathName, treeValues } from '#lib/domain/settings/file/settings-tree.ts';
import { baseSettings, type Configuration, readConfiguration } from '#lib/server/configuration.ts';
import { type LoadedSettings, loadSettings, readSettingsFile } from '#lib/server/settings/load-settings.ts';
import {
	candidates,
	findSettingsFile,
	InvalidSettings,
	type SettingsPlace
} from '#lib/server/settings/settings-place.ts';
import type { Stamp } from '#lib/server/settings/settings-record.ts';
import { setWhen } from '#lib/server/settings/start-settings.ts';
import { CommandError } from './command-error.ts';
import { plainLines } from './plain-text.ts';
import { settingsInForce } from './settings-in-force.ts';

/**
 * `bereik settings check [FILE]`: whether a settings file can be used.
 * @throws InvalidSettings with everything that is wrong
 */
export function checkSettings(named: string | undefined): void {
	if (named !== undefined && !existsSync(named)) throw new CommandError(`${named}: there is no such file`);
	const configuration = readConfiguration(process.env);
	const place: SettingsPlace =
		named === undefined ? (configuration.settingsPlace ?? { folder: process.cwd() }) : { file: resolve(named) };
	const file = findSettingsFile(place);
	if (file === null)
		throw new CommandError(`there is no settings file; it would be ${candidates(place).join(', or ')}`);
	readSettingsFile(file, baseSettings(configuration));
	console.log(`${file} can be used.`);
}

/**
 * `bereik settings show`: what holds, after the file was merged over what the product has and what was set in the browser over
 * both; durations in ms, shares from 0 to 1. On standard error, of each value that is not the product's own, where it comes from.
 * @throws InvalidSettings when the file cannot be used and the log knows no settings
 */
export async function showSettings(): Promise<void> {
	const configuration = readConfiguration(process.env);
	const standing = await settingsInForce(configuration);
	const { settings, layers, stamps, error } = standing;
	console.log(JSON.stringify(settings, null, '\t'));
	if (error !== null) console.error(plainLines(`${error.message}\nThese are the settings that were in force last.`));
	for (const line of originLines(layers, stamps, configuration)) console.error(plainLines(line));
}

/** A line for each value that the file or the browser says, in the order of the settings. */
function originLines(
	layers: SettingsLayers,
	stamps: Readonly<Record<string, Stamp>>,
	configuration: Configuration
): readonly string[] {
	const file = loadedFile(configuration);
	const base = baseSettings(configuration);
	const origins = settingsOrigins(layers, base);
	return treeValues(effectiveTree(layers, base)).flatMap(([path, value]) => {
		const name = treePathName(path);
		const origin = origins.get(name) ?? 'default';
		if (origin === 'default') return [];
		const said = `${name} = ${JSON.stringify(value instanceof Map ? {} : value)}`;
		const stamp = stamps[name];
		if (origin === 'browser') return [`${said}: in the browser${stamp === undefined ? '' : ` ${setWhen(stamp)}`}`];
		const line = file?.lineOf(path) ?? null;
		return [`${said}: in the settings file${line === null ? '' : `, line ${line}`}`];
	});
}

/** Null where it cannot be used: then its lines say nothing about what holds. */
function loadedFile(configuration: Configuration): LoadedSettings | null {
	try {
		return loadSettings(configuration.settingsPlace ?? null, baseSettings(configuration));
	} catch (error) {
		if (error instanceof InvalidSettings) return null;
		throw error;
	}
}
