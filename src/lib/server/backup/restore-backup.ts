import { randomUUID } from 'node:crypto';
import {
	copyFileSync,
	existsSync,
	mkdirSync,
	mkdtempSync,
	openSync,
	closeSync,
	fsyncSync,
	readdirSync,
	rmSync,
	statfsSync
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { readMigrationFiles } from 'drizzle-orm/migrator';
import { drizzle } from 'drizzle-orm/better-sqlite3';
import { AuditTrail } from '../audit/audit-trail.ts';
import { systemClock } from '../clock.ts';
import { besideLog, migrationsFolder } from '../database/sqlite/beside-log.ts';
import { logHead } from '../database/tables/log-tables.ts';
import { openLog } from '../database/sqlite/open-log.ts';
import { restoringMark } from '../database/sqlite/restoring-mark.ts';
import { openForReading } from '../database/sqlite/sqlite-file.ts';
import { sqliteTables } from '../database/sqlite/sqlite-tables.ts';
import { acquireWriterLock } from '../database/sqlite/writer-lock.ts';
import { BackupFailed } from './backup-failed.ts';
import { listSets } from './backup-sets.ts';
import { eraseAgain } from './erase-again.ts';
import { type ErasureEntry, readErasures, writeErasures } from './erasure-journal.ts';
import { revokedIn, type RevokedSince, type Shut, shutAll } from './held-back.ts';
import { type BackupFile, type BackupRole, checkFiles, hashFile, type Manifest, readManifest } from './manifest.ts';
import { filesOf, swapIn } from './restore-files.ts';

/** What is to be restored, and where to. */
export type RestoreRequest = Readonly<{
	/** The backup: a folder with a manifest. */
	folder: string;
	databaseFile: string;
	/** Where the settings file belongs, if the backup has one and there is none; null = nowhere. */
	settingsFile: string | null;
	/** Whether what is there may be put aside. */
	force: boolean;
	/** Those of the environment; empty = the file's. */
	appKeys: readonly Buffer[];
}>;

/** What a restore did. */
export type Restored = Readonly<{
	manifest: Manifest;
	epoch: string;
	/** Where what was there before lies now; null where nothing was. */
	aside: string | null;
	shut: Shut;
	/** How many were erased again. */
	erased: number;
	/** Whether the log that was there could be asked what was revoked since. */
	knewRevoked: boolean;
	/** The settings file of the backup that was put in its place; null where there was one, or none in the backup. */
	settingsFile: string | null;
}>;

/**
 * Puts a backup in the place of a log. Everything is made ready aside and looked through first, so that a backup that is no good
 * changes nothing. The log gets another epoch: positions after the backup's mean something else from now on.
 * @throws BackupFailed; AlreadyOpen when a server runs on the log
 */
export async function restoreBackup(request: RestoreRequest): Promise<Restored> {
	const { folder, databaseFile, force } = request;
	const manifest = readManifest(folder);
	refuseLaterSchema(manifest);
	await checkFiles(folder, manifest);
	const home = dirname(databaseFile);
	mkdirSync(home, { recursive: true, mode: 0o700 });
	const lock = acquireWriterLock(besideLog(databaseFile, 'lock'), databaseFile);
	try {
		const there = [...filesOf(databaseFile), restoringMark(databaseFile)].filter((file) => existsSync(file));
		const keysAlone = manifest.leftOut.length > 0 && there.every((file) => /\.(?:key|seal)$/.test(file));
		if (there.length > 0 && !force && !keysAlone)
			throw new BackupFailed(`${there[0]} is there already: --force puts it, and what belongs to it, aside`);
		refuseWithoutRoom(home, manifest);
		// Nobody else restores this log meanwhile: what lies there was left by a restore that was killed.
		removeStages(home, databaseFile);
		const stage = mkdtempSync(join(home, stagePrefix(databaseFile)));
		try {
			return await restoreThrough(stage, request, manifest);
		} finally {
			rmSync(stage, { recursive: true, force: true });
		}
	} finally {
		lock.release();
	}
}

function stagePrefix(databaseFile: string): string {
	return `.restore-${basename(databaseFile)}-`;
}

function removeStages(home: string, databaseFile: string): void {
	for (const name of readdirSync(home).filter((one) => one.startsWith(stagePrefix(databaseFile))))
		rmSync(join(home, name), { recursive: true, force: true });
}

async function restoreThrough(stage: string, request: RestoreRequest, manifest: Manifest): Promise<Restored> {
	const { folder, databaseFile, appKeys } = request;
	const now = systemClock.now();
	const file = join(stage, basename(databaseFile));
	const logFile = manifest.files.find(({ role }) => role === 'log');
	if (logFile === undefined) throw new BackupFailed(`${folder}: its manifest names no log`);
	copyFileSync(join(folder, logFile.name), file);
	const staged = new Map([[databaseFile, file]]);
	for (const [role, suffix] of [
		['pseudonym-key', 'key'],
		['seal-key', 'seal']
	] as const) {
		const key = await keyFor(request, manifest, role, besideLog(databaseFile, suffix));
		if (key === null) continue;
		copyFileSync(key, besideLog(file, suffix));
		staged.set(besideLog(databaseFile, suffix), besideLog(file, suffix));
	}
	const journal = journalsAround(request, manifest);
	const since = await revokedSince(databaseFile);
	const done = await prepare(file, { manifest, now, since, appKeys, journal });
	for (const path of staged.values()) sync(path);
	if (journal.length > 0) writeErasures(besideLog(databaseFile, 'erasures'), journal);
	const aside = swapIn(databaseFile, staged, now);
	return { manifest, ...done, aside, knewRevoked: since !== null, settingsFile: putSettings(request, manifest) };
}

type Preparing = Readonly<{
	manifest: Manifest;
	now: number;
	since: RevokedSince | null;
	appKeys: readonly Buffer[];
	journal: readonly ErasureEntry[];
}>;

async function prepare(
	file: string,
	{ manifest, now, since, appKeys, journal }: Preparing
): Promise<{ epoch: string; shut: Shut; erased: number }> {
	const epoch = randomUUID();
	const madeAt = Date.parse(manifest.createdAt);
	const prepared = openLog(file);
	try {
		await prepared.orm.update(logHead).set({ epoch });
		const shut = await shutAll(prepared, now, since);
		const audit = new AuditTrail(prepared, () => now);
		await audit.record({ kind: 'command-line' }, 'log.restored', null, {
			backup: manifest.createdAt,
			seq: manifest.seq,
			...shut
		});
		// An erasure that went on while the copy was made may be in it by half: once more does no harm.
		const due = journal.filter(({ at }) => at >= madeAt - 3_600_000);
		return { epoch, shut, erased: await eraseAgain(prepared, due, appKeys) };
	} finally {
		prepared.close();
	}
}

/** The key of the backup, or where it was left out the one that lies in its place. */
async function keyFor(
	{ folder }: RestoreRequest,
	{ files, leftOut }: Manifest,
	role: BackupRole,
	place: string
): Promise<string | null> {
	const held: BackupFile | undefined = files.find((file) => file.role === role);
	if (held !== undefined) return join(folder, held.name);
	const expected = leftOut.find((file) => file.role === role)?.sha256;
	if (expected === undefined) return null;
	if (!existsSync(place))
		throw new BackupFailed(`${place} is missing: the backup was made without keys, put that file there first`);
	if ((await hashFile(place)) !== expected)
		throw new BackupFailed(`${place} is not the key that this log was written with`);
	return place;
}

/** Of the log that was there, and of the backups beside this one: later ones know of later erasures. */
function journalsAround(
	{ folder, databaseFile }: RestoreRequest,
	{ database, files }: Manifest
): readonly ErasureEntry[] {
	const own = files.find(({ role }) => role === 'erasures');
	const siblings = listSets(dirname(folder), database).flatMap(({ path, manifest }) => {
		const name = manifest.files.find(({ role }) => role === 'erasures')?.name;
		return name === undefined ? [] : [join(path, name)];
	});
	const journals = [
		besideLog(databaseFile, 'erasures'),
		...(own === undefined ? [] : [join(folder, own.name)]),
		...siblings
	];
	const entries = new Map(
		journals.flatMap((journal) => readErasures(journal)).map((entry) => [`${entry.at} ${entry.hash}`, entry])
	);
	return [...entries.values()].sort((a, b) => a.at - b.at);
}

/** Null where there is no log that can be asked; one that is damaged is why somebody restores. */
async function revokedSince(databaseFile: string): Promise<RevokedSince | null> {
	if (!existsSync(databaseFile)) return null;
	try {
		const client = openForReading(databaseFile);
		try {
			const table = client.prepare("select 1 from sqlite_master where type = 'table' and name = 'held_back'").get();
			return await revokedIn(sqliteTables(client, drizzle({ client })).orm, table !== undefined);
		} finally {
			client.close();
		}
	} catch {
		return null;
	}
}

function putSettings({ folder, settingsFile }: RestoreRequest, { files }: Manifest): string | null {
	const held = files.find(({ role }) => role === 'settings');
	if (held === undefined || settingsFile === null || existsSync(settingsFile)) return null;
	const place = join(dirname(settingsFile), basename(settingsFile));
	copyFileSync(join(folder, held.name), place);
	sync(place);
	return place;
}

function refuseLaterSchema({ schema }: Manifest): void {
	const newest = readMigrationFiles({ migrationsFolder: migrationsFolder('sqlite', 'log') }).at(-1)?.folderMillis ?? 0;
	if (schema > newest)
		throw new BackupFailed('the backup was made by a later version of the product: install that one first');
}

/** Twice: writing names anew may write the file anew. */
function refuseWithoutRoom(home: string, { files }: Manifest): void {
	const { bavail, bsize } = statfsSync(home);
	const needed = 2 * files.reduce((sum, { bytes }) => sum + bytes, 0) + 16 * 1024 * 1024;
	if (bavail * bsize < needed)
		throw new BackupFailed(
			`${home} has ${Math.floor((bavail * bsize) / 1e6)} MB left and the restore may need ${Math.ceil(needed / 1e6)} MB`
		);
}

function sync(path: string): void {
	const opened = openSync(path, 'r+');
	try {
		fsyncSync(opened);
	} finally {
		closeSync(opened);
	}
}
