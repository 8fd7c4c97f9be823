import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { baseSettings, readConfiguration, siteSettings } from '#lib/server/configuration.ts';
import { readSettingsFile } from '#lib/server/settings/load-settings.ts';
import { candidates, findSettingsFile, type SettingsPlace } from '#lib/server/settings/settings-place.ts';
import { CommandError } from './command-error.ts';

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
 * `bereik settings show`: what holds, after the file was merged over what the product has; durations in ms, shares from 0 to 1.
 * @throws InvalidSettings when the file cannot be used
 */
export function showSettings(): void {
	console.log(JSON.stringify(siteSettings(readConfiguration(process.env)), null, '\t'));
}
