import { existsSync, readdirSync, readFileSync, statfsSync, statSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import Database from 'better-sqlite3';
import { defaultBackupFolder } from '../backup/backup-configuration.ts';
import { listSets } from '../backup/backup-sets.ts';
import { type Configuration, siteSettings } from '../configuration.ts';
import { besideLog } from '../database/sqlite/beside-log.ts';
import { restoringMark } from '../database/sqlite/restoring-mark.ts';
import { viewsFile } from '../database/sqlite/open-views.ts';
import { isOnNetwork, refuseUnsafeVersion } from '../database/sqlite/sqlite-file.ts';
import { type Finding, fail, ok, warn } from './finding.ts';

const megabyte = 1024 * 1024;
const walToleratedBytes = 64 * megabyte;
const walAlarmBytes = 256 * megabyte;
const backupOldMs = 26 * 3_600_000;
const futureToleratedMs = 5 * 60_000;

/** What can be looked at without a server. Each look stands for itself: what it cannot do is what it found. */
export function lookHere(configuration: Configuration, now: number): readonly Finding[] {
	const { databaseFile: file } = configuration;
	const always: Readonly<Record<string, () => Finding>> = {
		node: () => nodeVersion(process.versions.node),
		sqlite: sqliteVersion,
		'time zones': () => zones(configuration),
		settings: () => settings(configuration),
		folder: () => folder(dirname(file)),
		'file system': () => fileSystem(dirname(file)),
		'free disk': () => freeDisk(file)
	};
	const ofFile: Readonly<Record<string, () => Finding>> = {
		log: () => log(file, now),
		keys: () => keys(file),
		'write-ahead log': () => wal(file),
		backups: () => backups(configuration, now)
	};
	// What is said of the log itself comes from the database then; what was made from it is in a file here.
	const beside: Readonly<Record<string, () => Finding>> = {
		keys: () => keys(file, true),
		'write-ahead log': () => wal(viewsFile(file)),
		backups: () => ok('backups', "Postgres' own: docs/operations.md says how to make them")
	};
	const looks = { ...always, ...(configuration.postgres === undefined ? ofFile : beside) };
	return Object.entries(looks).map(([check, look]) => {
		try {
			return look();
		} catch (error) {
			return fail(check, error instanceof Error ? error.message : String(error), 'see what is said there');
		}
	});
}

function nodeVersion(version: string): Finding {
	const major = Number(version.split('.')[0]);
	return major >= 24
		? ok('node', version)
		: fail('node', version, 'start with the Node that the product brings: bin/bereik.mjs finds it');
}

function sqliteVersion(): Finding {
	const client = new Database(':memory:');
	try {
		const version = String(client.prepare('select sqlite_version()').pluck().get());
		refuseUnsafeVersion(version);
		return ok('sqlite', version);
	} catch (error) {
		return fail(
			'sqlite',
			error instanceof Error ? error.message : String(error),
			'install the dependencies anew: npm ci'
		);
	} finally {
		client.close();
	}
}

/** A system without zone data computes every zone as UTC: an hour or two wrong, and nobody told. */
function zones({ zone }: Configuration): Finding {
	const summer = new Intl.DateTimeFormat('en', {
		timeZone: 'Europe/Amsterdam',
		hour: '2-digit',
		hourCycle: 'h23'
	}).format(Date.UTC(2026, 6, 1, 12));
	return summer === '14'
		? ok('time zones', `known; without a settings file the site is in ${zone}`)
		: fail('time zones', `noon UTC of 1 July is ${summer} h in Amsterdam`, 'use a Node with full ICU data');
}

function settings(configuration: Configuration): Finding {
	try {
		siteSettings(configuration);
		return ok('settings', 'valid, or none');
	} catch (error) {
		return fail(
			'settings',
			error instanceof Error ? error.message : String(error),
			'bereik settings check tells line by line; until then what held before goes on'
		);
	}
}

function folder(path: string): Finding {
	const stat = statSync(path, { throwIfNoEntry: false });
	if (stat === undefined)
		return warn('folder', `${path} is not there`, 'the first start makes it; or DATABASE_URL names another');
	if (process.getuid !== undefined && stat.uid !== process.getuid() && process.getuid() !== 0)
		return fail('folder', `${path} belongs to another user`, 'run this, and the server, as the owner of the folder');
	return (stat.mode & 0o007) === 0
		? ok('folder', `${path}, closed to others`)
		: warn('folder', `${path} can be entered by every user`, `chmod 700 ${path}`);
}

function fileSystem(path: string): Finding {
	if (!existsSync(path)) return ok('file system', 'not there yet');
	return isOnNetwork(path)
		? fail(
				'file system',
				`${path} is on a network file system`,
				'put the log on a disk of this machine: SQLite cannot keep two writers apart there'
			)
		: ok('file system', 'a disk of this machine');
}

function freeDisk(file: string): Finding {
	if (!existsSync(dirname(file))) return ok('free disk', 'not there yet');
	const { bavail, bsize, blocks } = statfsSync(dirname(file));
	const free = bavail * bsize;
	const share = blocks === 0 ? 0 : bavail / blocks;
	const words = `${Math.floor(free / 1e6)} MB, ${Math.round(share * 100)} %`;
	const todo =
		'make room: at 4 MB left nothing is taken in any more. Backups on the same disk are the first to go elsewhere';
	if (free < 256 * megabyte) return fail('free disk', words, todo);
	return free < 2048 * megabyte ? warn('free disk', words, todo) : ok('free disk', words);
}

function log(file: string, now: number): Finding {
	if (existsSync(restoringMark(file)))
		return fail('log', `${file} is half restored`, 'run bereik restore again, with --force');
	if (!existsSync(file))
		return warn('log', `${file} is not there`, 'the first start makes it; or DATABASE_URL names another');
	const client = new Database(file, { readonly: true, fileMustExist: true, timeout: 2000 });
	try {
		const found = String(client.pragma('quick_check(1)', { simple: true }));
		if (found !== 'ok')
			return fail('log', `damaged: ${found}`, 'stop the server, keep the file, restore the newest backup');
		const [seq = 0, receivedAt = 0] =
			client.prepare<[], [number, number]>('select seq, received_at from log_head').raw().get() ?? [];
		if (receivedAt > now + futureToleratedMs)
			return warn(
				'log',
				`its last event came ${Math.round((receivedAt - now) / 60_000)} minutes in the future`,
				"the machine's clock was, or is, wrong: look at its time synchronisation"
			);
		return (statSync(file).mode & 0o077) === 0
			? ok('log', `whole, ${seq} events`)
			: warn('log', `${file} can be read by others`, `chmod 600 ${file}`);
	} finally {
		client.close();
	}
}

/** @param isElsewhere whether the log is in a database, which tells itself whether the key is the right one */
function keys(file: string, isElsewhere = false): Finding {
	const places = [besideLog(file, 'key'), besideLog(file, 'seal')];
	const there = places.filter((place) => existsSync(place));
	const open = there.filter((place) => (statSync(place).mode & 0o077) !== 0);
	if (open.length > 0) return fail('keys', `${open.join(', ')} can be read by others`, `chmod 600 ${open.join(' ')}`);
	if (!isElsewhere && existsSync(file) && !existsSync(places[0] ?? ''))
		return fail('keys', `${String(places[0])} is missing`, 'bring it back from a backup: the log was written with it');
	return ok('keys', there.length === 0 ? 'none yet' : 'for their owner alone');
}

function wal(file: string): Finding {
	const bytes = statSync(`${file}-wal`, { throwIfNoEntry: false })?.size ?? 0;
	const words = `${(bytes / 1e6).toFixed(1)} MB`;
	const todo = 'something has been reading for a long time, such as a copy or a shell with sqlite3: end it';
	if (bytes > walAlarmBytes) return fail('write-ahead log', words, todo);
	return bytes > walToleratedBytes ? warn('write-ahead log', words, todo) : ok('write-ahead log', words);
}

function backups({ backup, databaseFile }: Configuration, now: number): Finding {
	const place = backup?.folder ?? defaultBackupFolder(databaseFile);
	const newest = listSets(place, basename(databaseFile))[0];
	if (newest === undefined) {
		return existsSync(databaseFile)
			? warn('backups', `none in ${place}`, 'bereik backup makes one; a server makes one each night')
			: ok('backups', 'nothing to back up yet');
	}
	const hours = Math.round((now - newest.madeAt) / 3_600_000);
	const words = `newest ${hours} h old, ${(newest.bytes / 1e6).toFixed(1)} MB, in ${place}`;
	return now - newest.madeAt > backupOldMs
		? warn('backups', words, 'see why none was made: health and the log of the server say it')
		: ok('backups', words);
}

/** Of a process on this machine, from /proc; null where there is no such thing. */
export function openFilesOf(pid: number): Readonly<{ open: number; limit: number }> | null {
	try {
		const limit = Number(/^Max open files\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/limits`, 'utf8'))?.[1]);
		return Number.isNaN(limit) ? null : { open: readdirSync(`/proc/${pid}/fd`).length, limit };
	} catch {
		return null;
	}
}
