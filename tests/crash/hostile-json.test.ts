import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import fc from 'fast-check';
import { afterEach, describe, expect, test } from 'vitest';
import { routeRules } from '#lib/server/access/route-rules.ts';
import { cookieName } from '#lib/server/access/cookies.ts';
import { makeReference, makeSecretToken } from '#lib/server/access/secret-token.ts';
import { displays } from '#lib/server/database/tables/access-tables.ts';
import { openLog } from '#lib/server/database/sqlite/open-log.ts';
import { headOf } from '../support/audit-log.ts';
import { type OwnLog, placeForLog, startServe } from '../support/bereik-process.ts';
import { killAllChildren } from '../support/child-processes.ts';
import { attackJson, hostileBodies, hostileObject, jsonRoutes, type JsonTarget } from '../support/hostile-json.ts';
import { plantSession } from '../support/planted-session.ts';
import { impatience, patienceMs, probe, probeCalm, toldOfAttack } from '../support/probe.ts';
import { seed } from '../support/seed.ts';

const generatedEach = process.env['BEREIK_LONG'] === '1' ? 400 : 8;
let log: OwnLog | null = null;
let broken: Server | null = null;

afterEach(() => {
	killAllChildren();
	log?.remove();
	broken?.close();
	broken?.closeAllConnections();
	log = null;
	broken = null;
});

/** Every route as whoever may do most, and as a screen; each person has a session of their own, for some routes end it. */
async function targetsOn(file: string): Promise<JsonTarget[]> {
	const database = openLog(file);
	try {
		const token = makeSecretToken();
		const now = Date.now();
		const settings = {
			team: 'x',
			board: 'now',
			secondsPerBoard: 15,
			language: 'nl',
			theme: 'dark',
			diagonalInches: 55,
			readingMetres: 6
		};
		const id = makeReference('dsp');
		await database.orm.insert(displays).values({
			id,
			name: 'x',
			settings: JSON.stringify(settings),
			tokenHash: token.hash,
			tokenIssuedAt: now,
			createdAt: now
		});
		const display = { cookie: `${cookieName('display', false)}=${token.text}` };
		const targets: JsonTarget[] = [];
		for (const [method, path] of jsonRoutes(routeRules)) {
			const { cookie } = await plantSession(database, ['admin', 'manager'], now);
			targets.push({ method, path, headers: { cookie } }, { method, path, headers: display });
		}
		return targets;
	} finally {
		database.close();
	}
}

describe(`seed ${seed}`, () => {
	test(
		'every route that is sent JSON refuses hostile bodies in words, and an honest reader hardly notices',
		{ timeout: 300_000 },
		async () => {
			log = placeForLog();
			const targets = await targetsOn(log.file);
			expect(targets.map(({ method, path }) => `${method} ${path}`)).toEqual(
				expect.arrayContaining([
					'POST /api/login',
					'POST /api/keys',
					'POST /api/pairing/some-id',
					'POST /api/display/alive'
				])
			);
			const { child, url } = await startServe(log);
			const headBefore = headOf(log.file);
			const calm = await probeCalm(`${url}/api/live?queue=all`);
			const reader = probe(`${url}/api/live?queue=all`);
			const generated = fc.sample(hostileObject, { numRuns: generatedEach, seed });
			const report = await attackJson(url, targets, [...hostileBodies, ...generated]);
			const read = await reader.stop();
			const after = await probeCalm(`${url}/api/live?queue=all`);

			console.log(`${report.sent} hostile bodies on ${targets.length} routes. ${toldOfAttack(calm, read, after)}`);
			expect(report.wrong).toEqual([]);
			expect(report.unanswered).toEqual([]);
			// They have to get past the door, or the test shows nothing.
			expect([...report.statuses.keys()]).toEqual(expect.arrayContaining([400, 413, 415]));
			expect(impatience([calm, after], read)).toBeNull();
			expect(headOf(log.file)).toBe(headBefore);
			expect(child.isRunning()).toBe(true);
			child.kill('SIGTERM');
			expect(await child.ended).toEqual({ code: 0, signal: null });
		}
	);
});

describe('a server that', () => {
	const target: JsonTarget = { method: 'POST', path: '/api/naive', headers: {} };

	/** Answers what `answer` makes of a body; an error of it is a 500. */
	async function naive(answer: (text: string) => number): Promise<string> {
		broken = createServer((message, response) => {
			let text = '';
			message.setEncoding('latin1').on('data', (more: string) => (text += more));
			message.on('end', () => {
				let status = 500;
				try {
					status = message.method === 'POST' ? answer(text) : 200;
				} finally {
					response.writeHead(status, { 'content-type': 'application/json' }).end('{"error":"body: refused"}');
				}
			});
		});
		const server = broken;
		await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
		return `http://127.0.0.1:${(server.address() as AddressInfo).port}`; // it listens on a port, not on a pipe
	}

	test('falls over is found out', async () => {
		const url = await naive((text) => {
			try {
				JSON.parse(text);
				return 400;
			} catch {
				return 500;
			}
		});
		const { wrong } = await attackJson(url, [target], hostileBodies);
		expect(wrong).toContainEqual(expect.stringContaining('(half an object)'));
	});

	test('takes what it should refuse is found out', async () => {
		const url = await naive((text) => (text.startsWith('{"__proto__"') ? 200 : 400));
		const { wrong } = await attackJson(url, [target], hostileBodies);
		expect(wrong).toEqual([expect.stringContaining('(a prototype)')]);
	});

	test('is held up by what it parses is found out', { timeout: 60_000 }, async () => {
		const url = await naive((text) => {
			const until = performance.now() + (text.startsWith('[[') ? 1.5 * patienceMs : 0);
			while (performance.now() < until);
			return 400;
		});
		const reader = probe(url);
		await attackJson(url, [target], hostileBodies);
		const calm = { asked: 1, failed: 0, p50Ms: 1, p99Ms: 1, maxMs: 1 };
		expect(impatience([calm], await reader.stop())).toMatch(
			new RegExp(`^p99 of an honest answer was \\d{3,} ms, at most ${patienceMs} ms$`)
		);
	});
});
