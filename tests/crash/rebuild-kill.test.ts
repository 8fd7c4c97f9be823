import Database from 'better-sqlite3';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { openLog } from '#lib/server/database/sqlite/open-log.ts';
import { viewsFile } from '#lib/server/database/sqlite/open-views.ts';
import { SqliteEventStore } from '#lib/server/event-log/sqlite-event-store.ts';
import { fillYears } from '../performance/years-log.ts';
import { type OwnLog, placeForLog, runBereik, startBereik } from '../support/bereik-process.ts';
import { type Ending, killAllChildren, startChild } from '../support/child-processes.ts';
import { runInTurn } from '../support/kept-process.ts';

const contacts = process.env['BEREIK_LONG'] === '1' ? 150_000 : 15_000;
const killed: Ending = { code: null, signal: 'SIGKILL' };
/** Tables of contacts and their sums; `rollup_days` says when a day was last seen, which only ever widens. */
const tables = [
	...['contacts', 'waits', 'surveys', 'history_names', 'history_head', 'quarter_cells', 'day_cells', 'day_topic_cells'],
	...['month_cells', 'day_surveys', 'month_surveys', 'day_sketches', 'month_sketches', 'rollup_head', 'rollup_days']
];

let log: OwnLog;
let lastSeq: number;
let whole: readonly unknown[];

beforeAll(async () => {
	log = placeForLog();
	const store = new SqliteEventStore(openLog(log.file));
	const from = Date.UTC(2026, 0, 5);
	await fillYears({ contacts, from, days: 20 }, (events, at) => store.append(events, at));
	lastSeq = (await store.head()).seq;
	await store.close();
	expect(await rebuilt()).toBe(0);
	whole = content();
}, 120_000);

afterEach(killAllChildren);

afterAll(() => log.remove());

const rebuilt = async (): Promise<number | null> => (await runInTurn(['rebuild'], log.environment)).code;
const verified = () => runInTurn(['verify'], log.environment);

function reading<Result>(read: (client: Database.Database) => Result): Result {
	const client = new Database(viewsFile(log.file), { readonly: true, timeout: 5_000 });
	try {
		return read(client);
	} finally {
		client.close();
	}
}

/** How many rows each table has, and what they come to. */
function content(): unknown[] {
	return reading((client) =>
		tables.map((table) => {
			const columns = client.pragma(`table_info(${table})`) as { name: string }[]; // as SQLite answers
			const sums = columns.map(({ name }) => `sum(unicode(${name}) * 31 + length(${name})), total(${name})`);
			return [
				table,
				client
					.prepare(`select count(*), ${sums.join(', ')} from ${table}`)
					.raw()
					.get()
			];
		})
	);
}

function seqOfViews(): number {
	return reading((client) => Number(client.prepare('select seq from history_head').pluck().get() ?? 0));
}

test('a rebuild that is killed at any moment leaves nothing wrong, and one begun again makes what one makes', async () => {
	for (const part of [0.1, 0.5]) {
		const child = startBereik(['rebuild'], log.environment);
		// What was there is thrown away first.
		for (let isBegun = false; child.isRunning(); await sleep(1)) {
			const seq = seqOfViews();
			isBegun ||= seq < lastSeq;
			if (isBegun && seq >= part * lastSeq) break;
		}
		child.kill('SIGKILL');
		expect(await child.ended).toEqual(killed);
		const seq = seqOfViews();
		expect([seq > 0, seq < lastSeq]).toEqual([true, true]);
		const { code, stdout } = await verified();
		expect({ code, stdout }).toEqual({
			code: 0,
			stdout: expect.stringMatching(`rows up to event ${seq} are as they are made again`)
		});
		expect(content()).not.toEqual(whole);
	}
	expect(await rebuilt()).toBe(0);
	expect(content()).toEqual(whole);
	expect((await verified()).code).toBe(0);
}, 240_000);

function dying(how: 'sound' | 'torn'): Promise<Ending> {
	const program = join(import.meta.dirname, 'support/dying-rebuild.ts');
	return startChild(process.execPath, [program, how], log.environment).ended;
}

test('killed in the middle of a slice, nothing of the slice is there, and whoever reads next goes on from before it', async () => {
	expect(await dying('sound')).toEqual(killed);
	const seq = seqOfViews();
	expect([seq > 0, seq < lastSeq]).toEqual([true, true]);
	expect((await verified()).code).toBe(0);
	const report = await runBereik(['report', '--by', 'total', '--output', 'json'], log.environment);
	expect(report.code).toBe(0);
	expect(seqOfViews()).toBe(lastSeq);
	expect(content()).toEqual(whole);
}, 120_000);

test('a rebuild to which a slice is not one transaction is found out', async () => {
	expect(await dying('torn')).toEqual(killed);
	const { code, stderr } = await verified();
	expect({ code, stderr }).toEqual({
		code: 1,
		stderr: expect.stringMatching(/views\.db, table contacts, .*\n.*expected/)
	});
	expect(await rebuilt()).toBe(0);
	expect(content()).toEqual(whole);
}, 120_000);
