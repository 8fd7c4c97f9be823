import fc from 'fast-check';
import { connect } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { ApiKeys } from '#lib/server/access/api-keys.ts';
import { StoredApiKeys } from '#lib/server/access/api-key-store.ts';
import { systemClock } from '#lib/server/clock.ts';
import { openLog } from '#lib/server/database/sqlite/open-log.ts';
import { attack } from '../support/attack.ts';
import { auditLog, headOf, nothingWrong } from '../support/audit-log.ts';
import { createKey, type OwnLog, placeForLog, startServe } from '../support/bereik-process.ts';
import { killAllChildren } from '../support/child-processes.ts';
import { type HostileRequest, hostileRequest, monsters } from '../support/hostile-requests.ts';
import { bundleIntakeServer, type IntakeServer } from '../support/intake-server.ts';
import { impatience, probe, probeCalm, toldOfAttack } from '../support/probe.ts';
import { seed } from '../support/seed.ts';

const generatedCount = process.env['BEREIK_LONG'] === '1' ? 100_000 : 3_000;
/** Generated and sent in lots, so that not all of them are in memory at once. */
const lot = 300;

let log: OwnLog;
let intake: IntakeServer;

beforeAll(async () => {
	intake = await bundleIntakeServer();
});

afterEach(() => {
	killAllChildren();
	log.remove();
});

afterAll(() => intake.remove());

/** So many generated requests, the monsters spread among them. */
function* hostileRequests(count: number): Generator<HostileRequest> {
	const between = Math.floor(count / monsters.length);
	for (let at = 0; at < count; at++) {
		const monster = at % between === 0 ? monsters[at / between] : undefined;
		if (monster !== undefined) yield { name: monster[0], ...monster[1]() };
		if (at % lot === 0) generated = fc.sample(hostileRequest, { numRuns: lot, seed: seed + at });
		const request = generated[at % lot];
		if (request !== undefined) yield request;
	}
}

/** Keys of one source that send as fast as eight senders may. */
async function manyKeys(file: string): Promise<string[]> {
	const database = openLog(file);
	try {
		const keys = new ApiKeys(new StoredApiKeys(database), systemClock);
		const scopes = [['intake'], ['intake', 'read'], ['intake', 'metrics'], ['intake', 'read', 'metrics']] as const;
		const made: string[] = [];
		for (const held of [...scopes, ...scopes]) made.push((await keys.create('pbx', held)).text);
		return made;
	} finally {
		database.close();
	}
}

let generated: readonly HostileRequest[] = [];

/** What the log must say after an attack, `own` being the events that the server itself wrote. */
function auditAfter({ controls }: { controls: ReadonlyMap<string, number> }) {
	const batches = [...controls.keys()].map((id) => ({ ids: [id] }));
	return { head: headOf(log.file), ...auditLog(log.file, controls, batches, 'pbx') };
}

/** Sends bytes as they are. @returns what came back until the other side closed */
async function sendBytes(url: string, bytes: string): Promise<string> {
	const socket = connect({ host: '127.0.0.1', port: Number(new URL(url).port) });
	let answer = '';
	socket.setEncoding('latin1').on('data', (text: string) => (answer += text));
	socket.on('error', () => {}); // a connection may well be reset; what was read until then counts
	socket.end(bytes, 'latin1');
	await new Promise((resolve) => socket.once('close', resolve));
	return answer;
}

describe(`seed ${seed}`, () => {
	test(
		`${generatedCount} hostile requests are refused, leave no row and do no harm`,
		{ timeout: generatedCount * 30 },
		async () => {
			log = placeForLog();
			const keys = await manyKeys(log.file);
			const { child, url } = await startServe(log);
			const calm = await probeCalm(`${url}/api/live?queue=all`);
			const reader = probe(`${url}/api/live?queue=all`);
			const report = await attack(url, keys, hostileRequests(generatedCount));
			const read = await reader.stop();
			const after = await probeCalm(`${url}/api/live?queue=all`);
			console.log(`${report.sent} hostile requests. ${toldOfAttack(calm, read, after)}`);
			expect(impatience([calm, after], read)).toBeNull();

			expect(report.wrong).toEqual([]);
			expect(report.unanswered).toEqual([]);
			expect(report.controlsLost).toEqual([]);
			expect(report.sent).toBe(generatedCount + monsters.length);
			// They have to reach every corner, or the test shows nothing.
			expect([...report.statuses.keys()].sort()).toEqual(expect.arrayContaining([207, 400, 403, 413, 415, 422, 431]));
			expect(report.controls.size).toBe(Math.floor(report.sent / 50));
			const { rows, head, ...wrong } = auditAfter(report);
			expect(wrong).toEqual(nothingWrong);
			// The server's own settings are the one event that was not sent.
			expect({ rows, head }).toEqual({ rows: report.controls.size, head: report.controls.size + 1 });
			expect(child.isRunning()).toBe(true);
			const ready = await fetch(`${url}/api/health/ready`);
			expect({ status: ready.status, ...((await ready.json()) as object) }).toMatchObject({
				status: 'ready',
				seq: head,
				behind: 0
			});
			child.kill('SIGTERM');
			expect(await child.ended).toEqual({ code: 0, signal: null });
		}
	);

	test('requests that are no HTTP, or break off, do no harm either', async () => {
		log = placeForLog();
		const key = await createKey(log, 'pbx', 'intake');
		const { child, url } = await startServe(log);
		const head = `POST /api/events HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${key}\r\ncontent-type: application/cloudevents+json\r\n`;
		const answers = await Promise.all(
			[
				'rubbish\r\n\r\n',
				'POST /api/events HTTP/9.9\r\n\r\n',
				`${head}content-length: 5\r\ncontent-length: 6\r\n\r\n{}`,
				`${head}content-length: 2\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n`,
				`${head}transfer-encoding: chunked\r\n\r\nzz\r\n{}\r\n`,
				`${head}content-length: -1\r\n\r\n`,
				`${head}content-length: 1000\r\n\r\n{"id":"half`,
				`${head}x: ${'y'.repeat(100_000)}\r\n\r\n`,
				`${head}bad header\r\n\r\n`,
				head
			].map((bytes) => sendBytes(url, bytes))
		);
		for (const answer of answers) expect(answer).toMatch(/^(HTTP\/1\.1 4\d\d |$)/);
		expect(answers.filter((answer) => answer !== '').length).toBeGreaterThan(5);
		expect(headOf(log.file)).toBe(1);
		expect(child.isRunning()).toBe(true);
		expect((await fetch(`${url}/api/health/ready`)).status).toBe(200);
	});

	describe('an intake that', () => {
		/** Only of the one that never answers is little time enough: a slow machine must not make the others look broken. */
		async function attackBroken(mode: string) {
			log = placeForLog();
			const keys = await manyKeys(log.file);
			const { child, url } = await intake.start(log.file, mode);
			// So many at once that the first of them suffice to give it up.
			const patience = mode === 'never-answers' ? { withinMs: 1_500, together: 24 } : {};
			const report = await attack(url, keys, hostileRequests(300), patience);
			return { child, report };
		}

		test('is sound passes, without the web framework too', async () => {
			const { report } = await attackBroken('sound');
			expect([...report.wrong, ...report.unanswered, ...report.controlsLost]).toEqual([]);
			const { rows, head, ...wrong } = auditAfter(report);
			expect(wrong).toEqual(nothingWrong);
			expect(head).toBe(rows);
		});

		test('falls over is found out', async () => {
			const { report } = await attackBroken('falls-over');
			expect(report.wrong).toContainEqual(expect.stringContaining(': 500 '));
		});

		test('stores what it refuses is found out', async () => {
			const { report } = await attackBroken('stores-what-it-refuses');
			expect(report.wrong).toEqual([]);
			expect(auditAfter(report).strange).not.toEqual([]);
		});

		test('dies is found out', async () => {
			const { child, report } = await attackBroken('dies-of-depth');
			expect(report.unanswered).not.toEqual([]);
			expect(child.isRunning()).toBe(false);
		});

		test('never answers is found out', async () => {
			const { report } = await attackBroken('never-answers');
			expect(report.unanswered).toContainEqual(expect.stringContaining('no answer in 1500 ms'));
		});
	});
});
