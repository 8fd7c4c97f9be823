import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';

/** Where the settings file is: at a path somebody named, or, under one of its names, in a folder. */
export type SettingsPlace = Readonly<{ file: string } | { folder: string }>;

/** Names of a settings file, in the order in which they are looked for. */
export const settingsFileNames = ['bereik.config.json', 'bereik.config.yaml', 'bereik.config.yml'] as const;

/** Why no settings could be read: one line for each thing that is wrong. */
export class InvalidSettings extends Error {
	override readonly name = 'InvalidSettings';
	readonly problems: readonly string[];

	/** @param file its path, for whoever reads the message */
	constructor(file: string, problems: readonly string[]) {
		super(`${basename(file)} cannot be used\n${problems.map((problem) => `  ${problem}`).join('\n')}`);
		this.problems = problems;
	}
}

/** Every path at which the settings could be. */
export function candidates(place: SettingsPlace): readonly string[] {
	return 'file' in place ? [place.file] : settingsFileNames.map((name) => join(place.folder, name));
}

/**
 * The settings file that there is; null when there is none and none was named.
 * @throws InvalidSettings when there are several, or the named one is not there
 */
export function findSettingsFile(place: SettingsPlace): string | null {
	const found = candidates(place).filter((path) => existsSync(path));
	const [first, second] = found;
	if (first !== undefined && second !== undefined)
		throw new InvalidSettings(first, [`there is ${basename(second)} too: keep one of them`]);
	if (first === undefined && 'file' in place)
		throw new InvalidSettings(place.file, [`there is no file ${place.file}; BEREIK_CONFIG names it`]);
	return first ?? null;
}
