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
	/** The log's file; where the log is in Postgres, the name after which the files of this machine are called that stand beside it. */
	databaseFile: string;
	/** Where the log is when it is in Postgres; left out = in the file. */
	postgres?: PostgresPlace;
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

/** A Postgres database, and how to hear of what others write there. */
export type PostgresPlace = Readonly<{
	url: string;
	/** Where to listen, when `url` leads through a pooler, which cannot pass notifications on; null = at `url`. */
	listenUrl: string | null;
	/** Nothing is listened to: the log is asked each second, as behind a pooler and no way around it. */
	pollOnly: boolean;
	/** Settings of the database by which acknowledged events can be lost are warned of, and not refused. */
	allowLossy: boolean;
}>;

/** A variable has a value that cannot be used. */
export class InvalidConfiguration extends Error {
	override readonly name = 'InvalidConfiguration';
}

/**
 * Reads the environment: `DATABASE_URL` (`file:PATH` or `postgres://…`, default `file:./data/bereik.db`), and for Postgres `BEREIK_DATA`
 * (the folder of this machine's own files, `./data`), `BEREIK_LISTEN_URL`, `BEREIK_POLL_ONLY` and `BEREIK_ALLOW_LOSSY`; `HOST` (127.0.0.1), `PORT` (5080),
 * `ORIGIN`, `BEREIK_ZONE` (Europe/Amsterdam), `BEREIK_CONFIG` (the settings file; else one beside the working directory), backups
 * ({@link readBackup}), and who may come in ({@link readAccess}). A variable that is empty is one that is not set.
 * @throws InvalidConfiguration naming the variable and what is wrong with it
 */
export function readConfiguration(environment: Readonly<Record<string, string | undefined>>): Configuration {
	const given = (name: string): string | undefined => environment[name]?.trim() || undefined;
	const host = given('HOST') ?? '127.0.0.1';
	const { databaseFile, postgres } = readStore(given);
	return {
		databaseFile,
		...(postgres === null ? {} : { postgres }),
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

type Given = (name: string) => string | undefined;

function readStore(given: Given): Readonly<{ databaseFile: string; postgres: PostgresPlace | null }> {
	const url = given('DATABASE_URL') ?? 'file:./data/bereik.db';
	if (isPostgres(url)) {
		const databaseFile = resolve(given('BEREIK_DATA') ?? './data', 'bereik.db');
		return { databaseFile, postgres: readPostgres(url, given) };
	}
	for (const name of ['BEREIK_DATA', 'BEREIK_LISTEN_URL', 'BEREIK_POLL_ONLY', 'BEREIK_ALLOW_LOSSY'])
		if (given(name) !== undefined)
			throw new InvalidConfiguration(`${name}: is for a log in Postgres, and DATABASE_URL is not postgres://…`);
	return { databaseFile: readDatabaseFile(url), postgres: null };
}

function readPostgres(url: string, given: Given): PostgresPlace {
	checkPostgresUrl('DATABASE_URL', url);
	const listenUrl = given('BEREIK_LISTEN_URL') ?? null;
	if (listenUrl !== null) checkPostgresUrl('BEREIK_LISTEN_URL', listenUrl);
	const pollOnly = readSwitch('BEREIK_POLL_ONLY', given);
	if (pollOnly && listenUrl !== null)
		throw new InvalidConfiguration(
			'BEREIK_POLL_ONLY: nothing is listened to with it, and BEREIK_LISTEN_URL says where'
		);
	return { url, listenUrl, pollOnly, allowLossy: readSwitch('BEREIK_ALLOW_LOSSY', given) };
}

function isPostgres(url: string): boolean {
	return /^postgres(?:ql)?:/.test(url);
}

function checkPostgresUrl(name: string, url: string): void {
	const form = 'postgres://USER:PASSWORD@HOST:PORT/DATABASE';
	// What is wrong is not repeated: there is a password in it.
	if (!isPostgres(url) || !URL.canParse(url)) throw new InvalidConfiguration(`${name}: must be a URL like ${form}`);
	const { hostname, pathname, searchParams } = new URL(url);
	if (pathname.length <= 1) throw new InvalidConfiguration(`${name}: names no database, write it like ${form}`);
	if (hostname === '' && !searchParams.has('host'))
		throw new InvalidConfiguration(`${name}: names no host, write it like ${form}`);
}

function readSwitch(name: string, given: Given): boolean {
	const text = given(name) ?? '0';
	if (text !== '0' && text !== '1') throw new InvalidConfiguration(`${name}: must be 1 or 0, not ${text}`);
	return text === '1';
}

function readDatabaseFile(url: string): string {
	if (!url.startsWith('file:') || url.length === 'file:'.length)
		throw new InvalidConfiguration(
			`DATABASE_URL: must be file:PATH or postgres://…, not ${url.replace(/:\/\/.*@/, '://…@')}`
		);
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
