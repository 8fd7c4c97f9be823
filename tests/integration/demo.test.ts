import Database from 'better-sqlite3';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { afterEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { takeUpDesk } from '#lib/cli/demo-desk.ts';
import { besideLog } from '#lib/server/database/sqlite/beside-log.ts';
import { openLog, openLogReader } from '#lib/server/database/sqlite/open-log.ts';
import { createKey, runBereik } from '../support/bereik-process.ts';
import { killAllChildren } from '../support/child-processes.ts';
import { runInTurn } from '../support/kept-process.ts';
import { logOfTest } from '../support/log-of-test.ts';

const zone = 'Europe/Amsterdam';
const now = Date.UTC(2026, 8, 1, 12);
const dayMs = 86_400_000;

afterEach(killAllChildren);

function keysIn(file: string): unknown[] {
	const database = new Database(file, { readonly: true });
	try {
		return database.prepare('SELECT * FROM api_keys').all();
	} finally {
		database.close();
	}
}

function epochOf(file: string): string {
	const log = openLogReader(file);
	log.close();
	return log.epoch;
}

describe('a log that is not a demo', () => {
	test.each(['bereik.db', 'bereik.sqlite', 'bereik'])(
		'named %s is left as it is, and the demo says so',
		async (name) => {
			const place = logOfTest();
			const file = place.file.replace(/bereik\.db$/, name);
			const log = { ...place, file, environment: { ...place.environment, DATABASE_URL: `file:${file}` } };
			await createKey(log, 'pbx', 'intake');
			const keyFile = besideLog(file, 'key');
			const before = { key: readFileSync(keyFile), keys: keysIn(file) };
			expect(before.keys).toHaveLength(1);
			const run = name === 'bereik.db' ? runBereik : runInTurn;
			const { code, stdout, stderr } = await run(['demo'], log.environment);
			expect({ code, stdout, stderr }).toEqual({
				code: 1,
				stdout: '',
				stderr: `${file} holds events of its own; the demo will not touch it: unset DATABASE_URL or name another file\n`
			});
			expect({ key: readFileSync(keyFile), keys: keysIn(file) }).toEqual(before);
			expect(existsSync(besideLog(file, 'desk.json'))).toBe(false);
		}
	);

	test('is not taken for one because the desk of a log that is gone lies beside it', () => {
		vi.stubEnv('DATABASE_URL', 'file:set');
		onTestFinished(() => void vi.unstubAllEnvs());
		const { file } = logOfTest();
		const demo = logOfTest().file;
		takeUpDesk({ databaseFile: demo, zone }, 1, now);
		openLog(file).close();
		const epoch = epochOf(file);
		writeFileSync(besideLog(file, 'desk.json'), readFileSync(besideLog(demo, 'desk.json')));
		expect(() => takeUpDesk({ databaseFile: file, zone }, 2, now)).toThrow(
			`${file} holds events of its own; the demo will not touch it`
		);
		expect(epochOf(file)).toBe(epoch);
	});

	test('nor because its desk cannot be read', () => {
		const { file } = logOfTest();
		const desk = takeUpDesk({ databaseFile: file, zone }, 1, now);
		const deskFile = besideLog(file, 'desk.json');
		for (const text of ['', JSON.stringify(desk).slice(0, -10), '{"version":2}', 'null']) {
			writeFileSync(deskFile, text);
			expect(() => takeUpDesk({ databaseFile: file, zone }, 1, now)).toThrow(
				`${deskFile} cannot be read, so nobody knows whether ${file} is a demo's own; the demo will not touch it: ` +
					`delete the folder ${dirname(file)} if nothing in it is needed`
			);
			expect(epochOf(file)).toBe(desk.epoch);
			expect(readFileSync(deskFile, 'utf8')).toBe(text);
		}
	});
});

describe('the log of a demo', () => {
	test.each(['demo.db', 'demo'])('named %s goes on with its desk, and is begun anew for another', (name) => {
		const file = logOfTest().file.replace(/bereik\.db$/, name);
		const desk = takeUpDesk({ databaseFile: file, zone }, 1, now);
		expect(desk.from).toBe(Date.parse('2026-08-03T00:00:00+02:00'));
		expect(epochOf(file)).toBe(desk.epoch);
		const key = besideLog(file, 'key');
		const mark = besideLog(file, 'desk-written');
		const views = besideLog(file, 'views.db');
		for (const own of [key, mark, views]) writeFileSync(own, 'old');
		expect(takeUpDesk({ databaseFile: file, zone }, 1, now + dayMs)).toEqual(desk);
		for (const own of [key, mark, views]) expect(readFileSync(own, 'utf8')).toBe('old');

		const other = takeUpDesk({ databaseFile: file, zone }, 2, now + dayMs);
		expect(other).toMatchObject({ seed: 2, from: desk.from });
		expect(other.epoch).not.toBe(desk.epoch);
		expect(epochOf(file)).toBe(other.epoch);
		for (const own of [key, mark, views]) expect(existsSync(own), own).toBe(false);
		expect(readdirSync(dirname(file)).filter((left) => left.endsWith('.new'))).toEqual([]);
	});

	test('is begun anew when another week is running, for which it tells another story', () => {
		const { file } = logOfTest();
		const tuesday = takeUpDesk({ databaseFile: file, zone }, 1, now);
		const sundayNight = Date.parse('2026-09-06T23:59:59+02:00');
		expect(takeUpDesk({ databaseFile: file, zone }, 1, sundayNight)).toEqual(tuesday);
		const monday = takeUpDesk({ databaseFile: file, zone }, 1, sundayNight + 1_000);
		expect(monday.epoch).not.toBe(tuesday.epoch);
		expect(monday.from).toBe(tuesday.from + 7 * dayMs);
		// A clock that was set back finds no story that begins later than it should.
		expect(takeUpDesk({ databaseFile: file, zone }, 1, now)).toMatchObject({ from: tuesday.from });
	});

	test('whose making was cut short is made once more', () => {
		const { file } = logOfTest();
		writeFileSync(file, '');
		const desk = takeUpDesk({ databaseFile: file, zone }, 1, now);
		expect(epochOf(file)).toBe(desk.epoch);
	});
});
