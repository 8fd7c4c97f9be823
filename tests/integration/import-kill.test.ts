import Database from 'better-sqlite3';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { besideLog } from '#lib/server/database/sqlite/beside-log.ts';
import { headOf } from '../support/audit-log.ts';
import { type OwnLog, placeForLog, startBereik, startServe } from '../support/bereik-process.ts';
import { type Child, killAllChildren, packageRoot, startChild } from '../support/child-processes.ts';
import { runInTurn } from '../support/kept-process.ts';
import { logOfTest } from '../support/log-of-test.ts';
import { queueLogLines } from '../support/queue-log-file.ts';

const lineCount = 20_000;
const kills = 3;
const scratch = mkdtempSync(join(tmpdir(), 'bereik-import-'));
const file = join(scratch, 'queue_log');
/** One key of pseudonyms for all logs: under two of them the same call has two names. */
const pseudonymKey = randomBytes(32).toString('base64');
let whole: readonly unknown[];

beforeAll(async () => {
	writeFileSync(file, `${queueLogLines(lineCount, 7).join('\n')}\n`);
	const log = ownLog();
	const child = startImport(log);
	const { code } = await child.ended;
	const stdout = child.stdout();
	expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringMatching(/^20000 lines read, 0 set aside/) });
	whole = contentOf(log.file);
	log.remove();
});

afterEach(killAllChildren);

afterAll(() => rmSync(scratch, { recursive: true, force: true }));

function ownLog(): OwnLog {
	const log = placeForLog();
	writeFileSync(besideLog(log.file, 'key'), pseudonymKey, { mode: 0o600 });
	return log;
}

function importInto(log: OwnLog, source = 'asterisk', from = file) {
	return runInTurn(['import', from, '--format', 'asterisk-queue-log', '--source', source], log.environment);
}

function startImport(log: OwnLog): Child {
	return startBereik(['import', file, '--format', 'asterisk-queue-log', '--source', 'asterisk'], log.environment);
}

/** What the log says, in its order, without when and where it came to be said. */
function contentOf(logFile: string): unknown[] {
	const client = new Database(logFile, { readonly: true });
	try {
		return client
			.prepare(
				`select s.name, e.id, e.type, e.time, e.data, e.supersedes, e.backfill
				from events e join sources s on s.no = e.source_no where s.name <> 'bereik' order by e.seq`
			)
			.raw()
			.all();
	} finally {
		client.close();
	}
}

/** Kills a process as soon as the log is so long. @returns how long it is then */
async function killAt(child: Child, logFile: string, events: number): Promise<number> {
	while (child.isRunning() && !hasLog(logFile)) await sleep(10);
	const client = new Database(logFile, { readonly: true });
	const length = client.prepare<[], number>('select coalesce(max(seq), 0) from events').pluck();
	while (child.isRunning() && Number(length.get()) < events) await sleep(4);
	child.kill('SIGKILL');
	client.close();
	expect(await child.ended).toEqual({ code: null, signal: 'SIGKILL' });
	return headOf(logFile);
}

/** A log that is just being made has no table yet. */
function hasLog(logFile: string): boolean {
	if (!existsSync(logFile)) return false;
	try {
		return headOf(logFile) >= 0;
	} catch (error) {
		if (error instanceof Database.SqliteError) return false;
		throw error;
	}
}

/** Imports into one log with a process that is killed again and again, each time further on, up to the middle. */
async function importWithKills(log: OwnLog, start: () => Child): Promise<void> {
	for (let kill = 1; kill <= kills; kill++) {
		const length = await killAt(start(), log.file, Math.floor((whole.length * kill) / (2 * kills)));
		expect(length).toBeGreaterThan(0);
		expect(length).toBeLessThan(whole.length);
	}
}

describe('an import that is killed', () => {
	test('and run again gives the log of one that was not, and once more adds nothing', { timeout: 60_000 }, async () => {
		const log = logOfTest(ownLog());
		await importWithKills(log, () => startImport(log));
		const { code } = await importInto(log);
		expect(code).toBe(0);
		expect(contentOf(log.file)).toEqual(whole);
		const again = await importInto(log);
		expect(again.code).toBe(0);
		expect(again.stdout).toMatch(new RegExp(`^0 events stored, \\d+ were there already\\.$`, 'm'));
		expect(contentOf(log.file)).toEqual(whole);
	});

	test('through a running server leaves the server as it is', { timeout: 60_000 }, async () => {
		const log = logOfTest(ownLog());
		const { child, url } = await startServe(log);
		await importWithKills(log, () => startImport(log));
		expect(child.isRunning()).toBe(true);
		const { code, stdout } = await importInto(log);
		expect(code).toBe(0);
		expect(stdout).toMatch(/^\d+ events stored, \d+ were there already\.$/m);
		expect(contentOf(log.file)).toEqual(whole);
		expect((await importInto(log)).stdout).toMatch(/^0 events stored/m);
		const ready = (await (await fetch(`${url}/api/health/ready`)).json()) as object; // as the route answers
		// All that was imported, and the server's own settings.
		expect(ready).toMatchObject({ status: 'ready', seq: whole.length + 1, behind: 0 });
	});

	test('together with its server says so, and can be run again', { timeout: 60_000 }, async () => {
		const log = logOfTest(ownLog());
		const { child: server } = await startServe(log);
		const importing = startImport(log);
		await killAt(server, log.file, Math.floor(whole.length / 3));
		const { code } = await importing.ended;
		expect(code).toBe(1);
		// On a slow machine it says how far it is before that.
		const said = importing.stderr().trim().split('\n');
		expect(said.filter((line) => !line.startsWith('Reading '))).toEqual([
			'the server that has the log open went away; run the same command again to complete the import'
		]);
		expect((await importInto(log)).code).toBe(0);
		expect(contentOf(log.file)).toEqual(whole);
	});

	test('is found out where it notes its place too early', { timeout: 60_000 }, async () => {
		const log = logOfTest(ownLog());
		const mark = join(scratch, 'mark');
		const broken = (): Child =>
			startChild(
				process.execPath,
				[join(packageRoot, 'tests/support/forgetful-import.ts'), file, mark],
				log.environment
			);
		await importWithKills(log, broken);
		expect(await broken().ended).toEqual({ code: 0, signal: null });
		expect(contentOf(log.file).length).toBeLessThan(whole.length);
	});

	test('is found out where it is another system the second time', async () => {
		const log = logOfTest(ownLog());
		await killAt(startImport(log), log.file, Math.floor(whole.length / 2));
		await importInto(log, 'another name');
		expect(contentOf(log.file).length).toBeGreaterThan(whole.length);
	});
});

describe('an import', () => {
	/** What it says on standard error, line by line. */
	async function refusal(args: readonly string[], environment: Readonly<Record<string, string>>) {
		const { code, stdout, stderr } = await runInTurn(['import', ...args], environment);
		return { code, stdout, stderr: stderr.trim().split('\n') };
	}

	test('of a file that is not there, or is a folder, says so in one sentence', async () => {
		const log = logOfTest(ownLog());
		for (const [missing, reason] of [
			[join(scratch, 'nothing'), 'there is no such file that can be read'],
			[scratch, 'is a folder; name a file in it']
		] as const) {
			expect(await refusal([missing, '--format', 'asterisk-queue-log'], log.environment)).toEqual({
				code: 1,
				stdout: '',
				stderr: [`${missing}: ${reason}`]
			});
		}
		expect(existsSync(log.file)).toBe(false);
	});

	test('of a format that is not known names those that are', async () => {
		const log = logOfTest(ownLog());
		const { code, stderr } = await refusal([file, '--format', 'excel'], log.environment);
		expect(code).toBe(2);
		expect(stderr).toEqual([expect.stringMatching(/--format.*excel.*asterisk-queue-log/)]);
		const without = await refusal([file], log.environment);
		expect(without.code).toBe(2);
		expect(without.stderr).toEqual([expect.stringContaining('--format')]);
	});

	test('into a log that another process holds, which is no server, is refused', async () => {
		const log = logOfTest(ownLog());
		const holder = startChild(process.execPath, [join(packageRoot, 'tests/support/hold-log.ts'), log.file]);
		await holder.heard(/^open$/m);
		const { code, stderr } = await refusal([file, '--format', 'asterisk-queue-log'], log.environment);
		expect(code).toBe(1);
		expect(stderr).toEqual([`${log.file} is already open for writing: is another server running on it?`]);
		holder.kill('SIGKILL');
		await holder.ended;
		expect(headOf(log.file)).toBe(0);
	});

	test('sets unreadable lines aside, each with file, line, field and reason, and takes the rest', async () => {
		const log = logOfTest(ownLog());
		const spoiled = join(scratch, 'spoiled');
		const sound = queueLogLines(30, 3);
		const wrong = [
			'2026-11-22 10:00:00|1.1|sales|NONE|ENTERQUEUE||06|1',
			'1790000000|1.1|sales|NONE',
			'12|1.1|sales|NONE|ENTERQUEUE||06|1',
			`1790000000|${'x'.repeat(201)}|sales|NONE|ENTERQUEUE||06|1`,
			'1790000000|1.1|sales|NONE|ABANDON|1|1|-5',
			'1790000000|1.1|sales|Agent/1|CONNECT|soon|1.1|2',
			'\u0001\u0002 | rubbish'
		];
		const lines = [...sound.slice(0, 10), ...wrong, ...sound.slice(10)];
		writeFileSync(spoiled, lines.join('\n'));
		const { code, stdout, stderr } = await importInto(log, 'asterisk', spoiled);
		expect(code).toBe(0);
		expect(stdout).toMatch(/^37 lines read, 7 set aside/);
		const where = (no: number): string => `set aside: ${spoiled}, line ${no}`;
		expect(stderr.trim().split('\n')).toEqual([
			expect.stringContaining(`${where(11)}, time: is local time without a zone`),
			`${where(12)}: fewer than five fields: time|callid|queue|agent|verb`,
			expect.stringContaining(`${where(13)}, time: lies before 2000`),
			`${where(14)}, callid: is longer than 200 characters`,
			`${where(15)}, waitSeconds: is negative`,
			`${where(16)}, holdSeconds: is not a number of seconds`,
			`${where(17)}: holds control characters: not text`
		]);
		const clean = join(scratch, 'clean');
		writeFileSync(clean, sound.join('\n'));
		const other = logOfTest(ownLog());
		await importInto(other, 'asterisk', clean);
		expect(contentOf(log.file)).toEqual(contentOf(other.file));
		expect(contentOf(log.file).length).toBeGreaterThan(20);
	});

	test('of a file that is no queue_log at all sets every line aside and stores nothing', async () => {
		const log = logOfTest(ownLog());
		const binary = join(scratch, 'binary');
		writeFileSync(
			binary,
			Array.from({ length: 50 }, () => randomBytes(40).toString('latin1').replaceAll('\n', '')).join('\n')
		);
		const { code, stdout, stderr } = await importInto(log, 'asterisk', binary);
		expect(code).toBe(0);
		expect(stdout).toMatch(/^0 events stored, 0 were there already\.$/m);
		expect(stderr.trim().split('\n').at(-1)).toMatch(/^… and \d+ more were set aside$/);
		expect(headOf(log.file)).toBe(0);
	});
});
