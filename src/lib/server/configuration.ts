import { mkdirSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { defaultSiteSettings, type SiteSettings } from '#lib/domain/settings/site-settings.ts';
import type { SettingsPlace } from './settings/settings-place.ts';
import { loadSettings } from './settings/load-settings.ts';
import type { TlsFiles } from './http/tls-files.ts';
import { type AccessConfiguration, readAccess } from './access/access-configuration.ts';
import { type BackupConfiguration, readBackup } from './backup/backup-configuration.ts';
import { SiteCalendar } from '#lib/domain/time/calendar.ts';

/** What a process is told by its environment. */
export type Configuration = Readonly<{
	/** The log's file. */
	databaseFile: string;
	host: string;
	port: number;
	/** Where people reach the server, for form posts and links; null = as they ask for it. */
	origin: string | null;
	/** IANA zone of the site where its settings name none. */
	zone: string;
	/** Where the settings file is; left out = there is none. */
	settingsPlace?: SettingsPlace;
	/** Who may come in; left out = nobody without logging in. */
	access?: AccessConfiguration;
	/** Where and when the log is backed up; left out = beside it, when somebody asks. */
	backup?: BackupConfiguration;
	/** By what connections are encrypted; left out = they are not, or by a proxy in front. */
	tls?: TlsFiles;
}>;

/** A variable has a value that cannot be used. */
export class InvalidConfiguration extends Error {
	override readonly name = 'InvalidConfiguration';
}

/**
 * Reads the environment: `DATABASE_URL` (`file:PATH`, default `file:./data/bereik.db`), `HOST` (127.0.0.1), `PORT` (5080),
 * `ORIGIN`, `BEREIK_ZONE` (Europe/Amsterdam), `BEREIK_CONFIG` (the settings file; else one beside the working directory), backups
 * ({@link readBackup}), and who may come in ({@link readAccess}). A variable that is empty is one that is not set.
 * @throws InvalidConfiguration naming the variable and what is wrong with it
 */
export function readConfiguration(environment: Readonly<Record<string, string | undefined>>): Configuration {
	const given = (name: string): string | undefined => environment[name]?.trim() || undefined;
	const host = given('HOST') ?? '127.0.0.1';
	const databaseFile = readDatabaseFile(given('DATABASE_URL') ?? 'file:./data/bereik.db');
	return {
		databaseFile,
		host,
		port: readPort(given('PORT') ?? '5080'),
		origin: readOrigin(given('ORIGIN')),
		zone: readZone(given('BEREIK_ZONE') ?? defaultSiteSettings.zone),
		settingsPlace: readSettingsPlace(given('BEREIK_CONFIG')),
		access: orInvalid(() => readAccess(given, host)),
		backup: orInvalid(() => readBackup(given, databaseFile))
	};
}

function orInvalid<Value>(read: () => Value): Value {
	try {
		return read();
	} catch (error) {
		throw new InvalidConfiguration(error instanceof Error ? error.message : String(error), { cause: error });
	}
}

/** What holds where no settings file says otherwise. */
export function baseSettings(configuration: Configuration): SiteSettings {
	return { ...defaultSiteSettings, zone: configuration.zone };
}

/**
 * The settings that hold by the settings file, for whoever runs without a server.
 * @throws InvalidSettings when the file cannot be used
 */
export function siteSettings(configuration: Configuration): SiteSettings {
	return loadSettings(configuration.settingsPlace ?? null, baseSettings(configuration)).settings;
}

/** Makes the folder of the log's file, for its owner alone. */
export function makeDataFolder(configuration: Configuration): void {
	mkdirSync(dirname(configuration.databaseFile), { recursive: true, mode: 0o700 });
}

function readDatabaseFile(url: string): string {
	if (!url.startsWith('file:') || url.length === 'file:'.length)
		throw new InvalidConfiguration(`DATABASE_URL: must be file:PATH, not ${url.replace(/:\/\/.*@/, '://…@')}`);
	return resolve(url.slice('file:'.length).replace(/^\/\/(?=\/)/, ''));
}

function readPort(text: string): number {
	const port = Number(text);
	if (!/^\d{1,5}$/.test(text) || port > 65_535)
		throw new InvalidConfiguration(`PORT: must be a whole number from 0 to 65535, not ${text}`);
	return port;
}

function readOrigin(text: string | undefined): string | null {
	if (text === undefined) return null;
	try {
		return new URL(text).origin;
	} catch {
		throw new InvalidConfiguration(`ORIGIN: must be a URL like https://wall.example.org, not ${text}`);
	}
}

function readSettingsPlace(path: string | undefined): SettingsPlace {
	if (path === undefined) return { folder: process.cwd() };
	if (!/\.(?:json|ya?ml)$/.test(path))
		throw new InvalidConfiguration(`BEREIK_CONFIG: must be a file that ends in .json, .yaml or .yml, not ${path}`);
	return { file: resolve(path) };
}

function readZone(zone: string): string {
	try {
		return new SiteCalendar(zone).zone;
	} catch {
		throw new InvalidConfiguration(`BEREIK_ZONE: ${zone} is not a time zone, write one like Europe/Amsterdam`);
	}
}
