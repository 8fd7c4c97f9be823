import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { startServer } from '#lib/cli/serve.ts';
import { readConfiguration } from '#lib/server/configuration.ts';
import { openLog } from '#lib/server/database/sqlite/open-log.ts';
import { PostgresEventReader } from '#lib/server/event-log/postgres-event-reader.ts';
import { createLogger } from '#lib/server/logger.ts';
import { callsOfCustomer } from '../support/calls-of-customer.ts';
import type { CommandRun } from '../support/command-runs.ts';
import { fillLog } from '../support/filled-log.ts';
import { PeopleBrowser } from '../support/people-browser.ts';
import { plantSession } from '../support/planted-session.ts';
import { ask, openHere, postgresTest, testPlace } from '../support/postgres.ts';
import { printedCommand } from '../support/printed-command.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

vi.setConfig({ testTimeout: 120_000 });

const number = '+31-20-CANARY-99';

/** A machine of its own on a log in Postgres. */
async function machine(place?: { url: string }) {
	const { url } = place ?? (await testPlace());
	const folder = temporaryFolder();
	vi.stubEnv('DATABASE_URL', url);
	vi.stubEnv('BEREIK_DATA', folder);
	vi.stubEnv('BEREIK_ALLOW_LOSSY', '1');
	vi.stubEnv('HOST', '127.0.0.1');
	vi.stubEnv('PORT', '0');
	onTestFinished(() => void vi.unstubAllEnvs());
	return { url, folder };
}

async function done(...args: string[]): Promise<CommandRun> {
	const run = await printedCommand(args);
	expect(run, args.join(' ')).toMatchObject({ code: 0 });
	return run;
}

/** The import of a command's output. */
function importOf({ stdout }: CommandRun): string {
	return /import undo (\S+)/.exec(stdout)?.[1] ?? 'none was named';
}

postgresTest.each([false, true])(
	'every command works on Postgres; a server runs on this machine: %s',
	async (isServed) => {
		const { url, folder } = await machine();
		if (isServed) {
			const options = { logger: createLogger('silent') };
			const server = await startServer({ ...readConfiguration(process.env), port: 0 }, options);
			onTestFinished(() => server.stop());
		}
		const file = callsOfCustomer(folder, number);
		const imported = await done('import', file, '--format', 'asterisk-queue-log');
		expect(imported.stdout).toMatch(/^\d+ events stored, 0 were there already/m);
		expect(existsSync(join(folder, 'bereik.db'))).toBe(false);
		expect((await done('import', 'list')).stdout).toContain(importOf(imported));
		expect((await done('import', file, '--format', 'asterisk-queue-log')).stdout).toMatch(/^0 events stored/m);

		expect((await done('report', '--output', 'json')).stdout).toContain('"offered": 2');
		expect((await done('trends', '--by', 'month')).stdout).not.toBe('');
		expect((await done('settings', 'show')).stdout).toContain('"zone"');

		expect((await done('rejected', 'list')).stdout).toContain('not a time');
		await printedCommand(['rejected', 'retry', '--source', 'asterisk', '--format', 'asterisk-queue-log']);

		const key = await done('keys', 'create', '--source', 'pbx');
		expect(key.stdout.trim()).not.toBe('');
		const keyId = /^(\S+).*pbx/m.exec((await done('keys', 'list')).stdout)?.[1] ?? 'none';
		await done('keys', 'revoke', keyId);
		await done('webhook-secrets', 'create', '--source', 'hook');
		expect((await done('webhook-secrets', 'list')).stdout).toContain('hook');
		await done('secrets', 'reseal');
		await done('people', 'invite', '--email', 'ada@example.org', '--name', 'Ada', '--role', 'manager');
		expect((await done('people', 'list')).stdout).toContain('ada@example.org');
		await done('people', 'sessions', 'end', '--all');
		await done('displays', 'list');
		await done('access', 'list');
		await done('annotation', 'add', 'Proef', '--kind', 'launch', '--from', '2018-09-03');
		expect((await done('annotation', 'list')).stdout).toContain('Proef');

		const held = JSON.parse((await done('export-subject', `customer:${number}`)).stdout) as { events: unknown[] };
		expect(held.events).toHaveLength(3);
		expect((await done('erase', `customer:${number}`)).stdout).toContain('3 events of 1 contacts stay');
		const left = JSON.parse((await done('export-subject', `customer:${number}`)).stdout) as { events: unknown[] };
		expect(left.events).toHaveLength(0);

		expect((await done('verify')).stdout).toMatch(/^the log: \d+ events in order/m);
		if (isServed) expect((await printedCommand(['rebuild'])).stderr).toMatch(/already open/);
		else expect((await done('rebuild')).stdout).toMatch(/^Made again: 2 contacts/m);
		if (!isServed) expect((await done('verify')).stdout).toContain('rows up to event');
		await done('import', 'undo', importOf(imported));
		expect(await ask(url, 'select count(*)::int as undone from imports where undone_at is not null')).toEqual([
			{ undone: 1 }
		]);

		const doctor = await printedCommand(['doctor', '--json']);
		expect(doctor.code).toBeLessThan(2);
		expect(doctor.stdout).toMatch(/"check": "database"/);
		expect(doctor.stdout).not.toMatch(/"level": "fail"/);
		for (const command of [['backup'], ['restore', folder]])
			expect(await printedCommand(command)).toMatchObject({
				code: 1,
				stderr: expect.stringMatching(/kept in Postgres/) as string
			});
		expect(existsSync(join(folder, 'bereik.db'))).toBe(false);
	}
);

postgresTest.each([
	['log_head', 'update log_head set seq = seq + 1'],
	['events', "update events set data = '{}' where seq = 2"],
	['events', 'delete from events where seq = 2'],
	['events', 'update events set received_at = received_at - 1000 where seq = 2'],
	['imports', 'update imports set stored = stored + 1'],
	['contacts', "update events set data = replace(data, 'sales', 'other')"]
])('verify finds what was changed by hand in Postgres: %s, %s', async (table, statement) => {
	const { url, folder } = await machine();
	await done('import', callsOfCustomer(folder, number), '--format', 'asterisk-queue-log');
	await done('report');
	await done('verify');
	await ask(url, statement);
	const { code, stderr } = await printedCommand(['verify']);
	expect(code).toBe(1);
	expect(stderr).toContain(`table ${table}`);
});

postgresTest('a command without a log in the database says so, and makes none', async () => {
	const { url } = await machine();
	await ask(url, 'drop schema public cascade');
	await ask(url, 'create schema public');
	for (const command of [['verify'], ['report']]) {
		const { code, stderr } = await printedCommand(command);
		expect(code).toBe(1);
		expect(stderr).toContain('there is no event log in it');
	}
	expect(await ask(url, "select to_regclass('events') as events")).toEqual([{ events: null }]);
});

postgresTest('a database that is away is told without its password', async () => {
	await machine({ url: 'postgres://me:se-cr-et@127.0.0.1:9/nothing' });
	for (const command of [['verify'], ['keys', 'list'], ['doctor']]) {
		const { code, stderr, stdout } = await printedCommand(command);
		expect(code).toBeGreaterThan(0);
		expect(stderr + stdout).not.toContain('se-cr-et');
		expect(stderr + stdout).toMatch(/127\.0\.0\.1:9|cannot be reached|ECONNREFUSED/);
	}
});

postgresTest('after a restore to an earlier moment all is shut, erased again and under a new epoch', async () => {
	const { url, folder } = await machine();
	await done('import', callsOfCustomer(folder, number), '--format', 'asterisk-queue-log');
	await done('keys', 'create', '--source', 'pbx');
	const [before] = await ask<{ epoch: string }>(url, 'select epoch from log_head');
	const rows = await ask<{ seq: number; data: string }>(url, 'select seq, data from events order by seq');
	await done('erase', `customer:${number}`);
	for (const { seq, data } of rows) await ask(url, 'update events set data = $2 where seq = $1', [seq, data]);
	const { stderr } = await done('restored');
	expect(stderr).toContain('1 keys');
	expect(stderr).toContain('1 who had been erased since');
	expect(await ask(url, 'select epoch from log_head')).not.toEqual([before]);
	expect((await done('access', 'list')).stdout).toContain('pbx');
	await done('access', 'confirm', '--all');
});

postgresTest('a log is moved into an empty database, and a server goes on from there', async () => {
	const { url, folder } = await machine();
	await ask(url, 'drop schema public cascade');
	await ask(url, 'create schema public');
	const file = join(temporaryFolder(), 'old.db');
	vi.stubEnv('DATABASE_URL', `file:${file}`);
	for (const name of ['BEREIK_DATA', 'BEREIK_ALLOW_LOSSY']) vi.stubEnv(name, '');
	await done('import', callsOfCustomer(folder, number), '--format', 'asterisk-queue-log');
	await done('report');
	const database = openLog(file);
	await fillLog(database, 100);
	const { epoch } = database;
	database.close();
	vi.stubEnv('DATABASE_URL', url);
	vi.stubEnv('BEREIK_DATA', folder);
	vi.stubEnv('BEREIK_ALLOW_LOSSY', '1');

	const held = openLog(file);
	expect((await printedCommand(['move', '--from', `file:${file}`])).stderr).toMatch(/already open.*Stop it first/s);
	held.close();
	const moved = await done('move', '--from', `file:${file}`);
	expect(moved.stdout).toMatch(/^Moved \d+ events and \d+ rows of \d+ other tables to postgres:/);
	for (const name of ['bereik.key', 'bereik.seal', 'bereik.views.db'])
		expect(existsSync(join(folder, name))).toBe(true);
	const there = await openHere({ url, listenUrl: null, pollOnly: false, allowLossy: true });
	expect(there.epoch).toBe(epoch);
	expect((await new PostgresEventReader(there).head()).seq).toBeGreaterThan(100);
	expect((await done('move', '--from', `file:${file}`)).stdout).toMatch(/has the log of .* already/);
	expect(() => openLog(file)).toThrow(/was moved to postgres:/);
	expect((await done('report', '--output', 'json')).stdout).toContain('"offered": 2');

	writeFileSync(join(folder, 'bereik.key'), 'another');
	expect((await printedCommand(['move', '--from', `file:${file}`])).stderr).toMatch(/another key/);
});

postgresTest('who was logged in before a move is so after it', async () => {
	const { url, folder } = await machine();
	const file = join(folder, 'bereik.db');
	const options = { logger: createLogger('silent') };
	const before = await startServer({ ...readConfiguration({ DATABASE_URL: `file:${file}` }), port: 0 }, options);
	const { cookie } = await plantSession(before.app.access.database, ['admin'], null);
	const { epoch } = before.app.log;
	await before.stop();
	expect((await done('move', '--from', `file:${file}`, '--to', url)).stderr).not.toContain('was put there');
	const after = await startServer({ ...readConfiguration(process.env), port: 0 }, options);
	onTestFinished(() => after.stop());
	expect(after.app.log.epoch).toBe(epoch);
	const browser = new PeopleBrowser(`http://127.0.0.1:${after.web.port}`);
	const [name = '', value = ''] = cookie.split('=');
	browser.cookies.set(name, value);
	expect(await browser.get('/api/me')).toMatchObject({ status: 200 });
});

test.each([
	[['move', '--from', 'file:/nowhere.db', '--to', 'file:x'], /--to: must be postgres:/],
	[['move', '--from', 'postgres://a/b', '--to', 'postgres://a/b'], /from a file into Postgres/],
	[['move', '--from', 'file:/nowhere.db', '--to', 'postgres://a/b'], /there is no event log/]
])('%j is refused', async (args, reason) => {
	const { code, stderr } = await printedCommand(args);
	expect(code).toBeGreaterThan(0);
	expect(stderr).toMatch(reason);
});
