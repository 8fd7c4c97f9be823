import Database from 'better-sqlite3';
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { openLogAccess } from '#lib/cli/log-access.ts';
import type { SourceEvent } from '#lib/domain/contact/contact-event.ts';
import { testConfiguration } from '../../../../tests/support/open-application.ts';
import { temporaryFolder } from '../../../../tests/support/temporary-folder.ts';
import { openLog } from '../database/sqlite/open-log.ts';
import { AlreadyOpen } from '../database/sqlite/writer-lock.ts';
import { listSets, prune } from './backup-sets.ts';
import { type BackupRequest, makeBackup } from './make-backup.ts';
import { restoreBackup } from './restore-backup.ts';

const start = Date.parse('2026-11-20T10:00Z');

function site() {
	const folder = join(temporaryFolder(), 'data');
	mkdirSync(folder);
	const configuration = testConfiguration(folder);
	const { databaseFile } = configuration;
	const request: BackupRequest = {
		databaseFile,
		settingsFile: null,
		folder: join(folder, 'backups'),
		keep: null,
		withKeys: true,
		now: start
	};
	return {
		folder,
		configuration,
		databaseFile,
		backUp: (changed: Partial<BackupRequest> = {}) => makeBackup({ ...request, ...changed }),
		restore: (from: string, force = false, to = databaseFile) =>
			restoreBackup({ folder: from, databaseFile: to, settingsFile: null, force, appKeys: [] }),
		async work<Result>(work: (access: Awaited<ReturnType<typeof openLogAccess>>) => Promise<Result>): Promise<Result> {
			const access = await openLogAccess(configuration);
			try {
				return await work(access);
			} finally {
				await access.close();
			}
		}
	};
}

function call(id: string, customer: string): SourceEvent {
	return {
		source: 'pbx',
		id,
		type: 'contact.queued',
		time: start,
		data: { contact: `c-${id}`, customer, queue: 'sales', channel: 'phone' }
	};
}

function readFrom(file: string, sql: string): unknown[] {
	const client = new Database(file, { readonly: true });
	try {
		return client.prepare(sql).all();
	} finally {
		client.close();
	}
}

afterEach(() => process.umask(0o022));

test('a backup is whole, for its owner alone, and comes back under another epoch', async () => {
	const { work, backUp, restore, databaseFile, folder } = site();
	await work((access) => access.append([call('1', 'anna'), call('2', 'bob')]));
	process.umask(0);
	const made = await backUp();
	process.umask(0o022);
	expect(made.manifest.seq).toBe(2);
	expect(readdirSync(made.path).sort()).toEqual(['bereik.db', 'bereik.key', 'bereik.seal', 'manifest.json']);
	expect(statSync(made.path).mode & 0o777).toBe(0o700);
	for (const name of readdirSync(made.path))
		expect([name, statSync(join(made.path, name)).mode & 0o777]).toEqual([name, 0o600]);
	await work((access) => access.append([call('3', 'cor')]));
	await expect(restore(made.path)).rejects.toThrow('--force');
	const restored = await restore(made.path, true);
	expect(readFrom(databaseFile, 'select id from events order by seq')).toEqual([{ id: '1' }, { id: '2' }]);
	expect(readFrom(databaseFile, 'select epoch from log_head')).toEqual([{ epoch: restored.epoch }]);
	expect(restored.epoch).not.toBe(made.manifest.epoch);
	expect(readFrom(join(restored.aside ?? '', 'bereik.db'), 'select count(*) as rows from events')).toEqual([
		{ rows: 3 }
	]);
	expect(readFrom(databaseFile, "select action from audit where action = 'log.restored'")).toHaveLength(1);
	expect(readdirSync(folder).filter((name) => name.startsWith('.restore') || name.endsWith('.restoring'))).toEqual([]);
});

test('nothing is restored from what is not what was written', async () => {
	const { work, backUp, restore, folder } = site();
	await work((access) => access.append([call('1', 'anna')]));
	const { path } = await backUp();
	const elsewhere = join(folder, 'elsewhere.db');
	const log = readFileSync(join(path, 'bereik.db'));
	log[5000] = (log[5000] ?? 0) ^ 1;
	writeFileSync(join(path, 'bereik.db'), log);
	await expect(restore(path, false, elsewhere)).rejects.toThrow('is not what was written');
	rmSync(join(path, 'bereik.key'));
	await expect(restore(path, false, elsewhere)).rejects.toThrow(/bereik\.(db|key)/);
	const manifest = JSON.parse(readFileSync(join(path, 'manifest.json'), 'utf8')) as { files: { name: string }[] }; // as it was written
	writeFileSync(
		join(path, 'manifest.json'),
		JSON.stringify({ ...manifest, files: [{ ...manifest.files[0], name: '../bereik.db' }] })
	);
	await expect(restore(path, false, elsewhere)).rejects.toThrow('cannot be used');
	rmSync(join(path, 'manifest.json'));
	await expect(restore(path, false, elsewhere)).rejects.toThrow('is no backup');
	expect(existsSync(elsewhere)).toBe(false);
});

test('a restore is refused while somebody has the log, and a half restored log is not begun anew', async () => {
	const { backUp, restore, databaseFile, work } = site();
	await work((access) => access.append([call('1', 'anna')]));
	const { path } = await backUp();
	const open = openLog(databaseFile);
	await expect(restore(path, true)).rejects.toThrow(AlreadyOpen);
	open.close();
	rmSync(databaseFile);
	writeFileSync(databaseFile.replace(/\.db$/, '.restoring'), '');
	expect(() => openLog(databaseFile)).toThrow('half restored');
	await restore(path, true);
	openLog(databaseFile).close();
});

test('without room nothing is begun, and nothing half is left', async () => {
	const { backUp, work, folder } = site();
	await work((access) => access.append([call('1', 'anna')]));
	await expect(backUp({ freeBytes: () => 1e6 })).rejects.toThrow('make room');
	await expect(backUp({ ending: AbortSignal.abort() })).rejects.toThrow('broken off');
	chmodSync(folder, 0o700);
	expect(readdirSync(join(folder, 'backups'))).toEqual([]);
});

test('only whole backups of this log are counted and removed', async () => {
	const { backUp, work, folder } = site();
	await work((access) => access.append([call('1', 'anna')]));
	for (const hours of [0, 1, 2, 3]) await backUp({ now: start + hours * 3_600_000 });
	const backups = join(folder, 'backups');
	mkdirSync(join(backups, 'bereik-20200101T000000Z'));
	mkdirSync(join(backups, '.bereik-20200101T000000Z.partial-999999999'));
	const { removed, path } = await backUp({ now: start + 4 * 3_600_000, keep: 2 });
	expect(removed).toHaveLength(3);
	expect(listSets(backups, 'bereik.db').map((set) => set.path)[0]).toBe(path);
	expect(prune(backups, 'other.db', 0)).toEqual([]);
	expect(readdirSync(backups).sort()).toEqual([
		'bereik-20200101T000000Z',
		'bereik-20261120T130000Z',
		'bereik-20261120T140000Z'
	]);
});

test('keys that were left out have to be the right ones', async () => {
	const { backUp, restore, work, folder, databaseFile } = site();
	await work((access) => access.append([call('1', 'anna')]));
	const { path } = await backUp({ withKeys: false });
	expect(readdirSync(path).sort()).toEqual(['bereik.db', 'manifest.json']);
	const there = join(folder, 'there', 'bereik.db');
	await expect(restore(path, false, there)).rejects.toThrow('made without keys');
	for (const end of ['key', 'seal'])
		writeFileSync(join(folder, 'there', `bereik.${end}`), readFileSync(databaseFile.replace(/db$/, end)));
	const right = readFileSync(databaseFile.replace(/db$/, 'key'));
	writeFileSync(join(folder, 'there', 'bereik.key'), Buffer.alloc(32, 1).toString('base64'));
	await expect(restore(path, false, there)).rejects.toThrow('not the key');
	writeFileSync(join(folder, 'there', 'bereik.key'), right);
	await restore(path, false, there);
});

test('keys are shut by a restore; one that was revoked since is not opened by confirming all', async () => {
	const { backUp, restore, work } = site();
	const made = await work(async (access) => [
		await access.credentials.createKey({ source: 'pbx', scopes: ['intake'], days: null }),
		await access.credentials.createKey({ source: 'chat', scopes: ['intake'], days: null })
	]);
	expect(made).toHaveLength(2);
	const { path } = await backUp();
	const chat = await work(
		async (access) => (await access.credentials.listKeys()).find(({ source }) => source === 'chat')?.id ?? ''
	);
	await work((access) => access.credentials.revokeKey(chat));
	const { shut, knewRevoked } = await restore(path, true);
	expect([shut.keys, knewRevoked]).toEqual([2, true]);
	const good = () =>
		work(async (access) =>
			(await access.credentials.listKeys()).filter(({ revokedAt }) => revokedAt === null).map(({ source }) => source)
		);
	expect(await good()).toEqual([]);
	// A second restore of the same, over what the first has shut, must not take that for revoked.
	await work((access) => access.credentials.revokeKey(chat));
	await restore(path, true);
	const held = await work((access) => access.heldBack.list());
	expect(held.map(({ name }) => name)).toEqual(['pbx']);
	await work((access) => access.heldBack.confirm(held.map(({ id }) => id)));
	expect(await good()).toEqual(['pbx']);
	expect(await work((access) => access.heldBack.list())).toEqual([]);
});

test('whoever was erased after the backup is erased again', async () => {
	const { backUp, restore, work, databaseFile, folder } = site();
	await work((access) => access.append([call('1', 'anna'), call('2', 'bob'), call('3', 'anna')]));
	const customers = () =>
		(
			readFrom(
				databaseFile,
				"select data ->> 'customer' as customer from events where type = 'contact.queued' order by seq"
			) as { customer: string }[]
		).map(({ customer }) => customer);
	const [anna, bob] = customers();
	const { path } = await backUp();
	await work((access) => access.privacy.eraseSubject('customer:anna'));
	expect(readFileSync(join(folder, 'bereik.erasures'), 'utf8')).not.toContain(anna);
	const { erased } = await restore(path, true);
	expect(erased).toBe(1);
	const after = customers();
	expect(after[0]).toBe(after[2]);
	expect(after).not.toContain(anna);
	expect(after[1]).toBe(bob);
	// Where nothing remembers it, it comes back: that is what the journal is for.
	rmSync(join(folder, 'bereik.erasures'));
	await restore(path, true);
	expect(customers()).toContain(anna);
});
