import Database from 'better-sqlite3';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { openLog } from '#lib/server/database/sqlite/open-log.ts';
import { randomStream } from '#lib/domain/statistics/random.ts';
import { type Audit, auditLog, glanceAtLog, nothingWrong } from '../support/audit-log.ts';
import { createKey, type OwnLog, placeForLog, startServe } from '../support/bereik-process.ts';
import { type Child, killAllChildren } from '../support/child-processes.ts';
import { bundleIntakeServer, type IntakeServer } from '../support/intake-server.ts';
import { Posters } from '../support/posters.ts';
import { seed } from '../support/seed.ts';

const isLong = process.env['BEREIK_LONG'] === '1';
const rounds = isLong ? 1_000 : 20;
const serveRounds = isLong ? 50 : 3;
/** Rounds within which the audit must have found what a broken intake loses. */
const canaryRounds = 10;
/** When it is killed, counted from the first answer. */
const lastKillAfterMs = 150;
const posterCount = 8;

let intake: IntakeServer;
let log: OwnLog;

beforeAll(async () => {
	intake = await bundleIntakeServer();
});

afterEach(() => {
	killAllChildren();
	log.remove();
});

afterAll(() => intake.remove());

type Start = (own: OwnLog) => Promise<{ child: Child; url: string }>;
type Rounds = Readonly<{ posters: Posters; killed: number; lostInRound: number | null }>;

/**
 * Starts, posts, kills, and looks at the log, again and again; stops at the first round that lost something.
 * @param isFound what else it goes on for: what a kill left open, the next round's senders complete
 */
async function killAgainAndAgain(
	start: Start,
	count: number,
	name: string,
	isFound?: (posters: Posters) => boolean
): Promise<Rounds> {
	log = placeForLog();
	const key = await createKey(log, 'pbx', 'bulk');
	const random = randomStream(seed, name);
	const posters = new Posters(key, posterCount, random);
	let lostInRound: number | null = null;
	for (let round = 1; round <= count; round++) {
		const known = posters.acknowledged.size;
		const { child, url } = await start(log);
		const { answered, stopped } = posters.start(url);
		await Promise.race([answered, stopped]);
		await sleep(random() * lastKillAfterMs);
		child.kill('SIGKILL');
		expect(await child.ended).toEqual({ code: null, signal: 'SIGKILL' });
		await stopped;
		// Maps keep their order: what came after the known ones was acknowledged in this round.
		const { lost, gapless } = glanceAtLog(log.file, [...posters.acknowledged].slice(known), 'pbx');
		if (lost.length > 0 || !gapless) lostInRound ??= round;
		if (isFound?.(posters) ?? lostInRound !== null) return { posters, killed: round, lostInRound };
	}
	return { posters, killed: count, lostInRound };
}

/** Lets the senders deliver what the last kill left open, then audits. */
async function auditAfterRetries(url: string, posters: Posters): Promise<Audit> {
	const { stopped } = posters.start(url);
	posters.finish();
	await stopped;
	expect(posters.unexpected).toEqual([]);
	return auditLog(log.file, posters.acknowledged, posters.batches, 'pbx');
}

function sound(own: OwnLog): ReturnType<Start> {
	return intake.start(own.file);
}

describe(`seed ${seed}`, () => {
	test(
		`${rounds} kills of the intake lose no acknowledged event and double none`,
		{ timeout: rounds * 3_000 },
		async () => {
			const { posters, killed, lostInRound } = await killAgainAndAgain(sound, rounds, 'intake');
			expect({ killed, lostInRound }).toEqual({ killed: rounds, lostInRound: null });
			expect(auditLog(log.file, posters.acknowledged, posters.batches, 'pbx')).toMatchObject(nothingWrong);
			const { rows, ...wrong } = await auditAfterRetries((await sound(log)).url, posters);
			expect(wrong).toEqual(nothingWrong);
			expect(rows).toBe(posters.batches.reduce((sum, { ids }) => sum + ids.length, 0));
			expect(rows).toBeGreaterThan(rounds * posterCount);
			console.log(`${killed} kills of the intake: ${posters.acknowledged.size} events acknowledged, none lost`);
		}
	);

	test(
		`${serveRounds} kills of bereik serve lose no acknowledged event and double none`,
		{ timeout: 120_000 },
		async () => {
			const { posters, lostInRound } = await killAgainAndAgain(startServe, serveRounds, 'serve');
			expect(lostInRound).toBeNull();
			const { child, url } = await startServe(log);
			const { rows, ...wrong } = await auditAfterRetries(url, posters);
			expect(wrong).toEqual(nothingWrong);
			// The server has read the log it was left with: besides the events, its own settings.
			const ready = (await (await fetch(`${url}/api/health/ready`)).json()) as { status: string; seq: number }; // as the route answers
			expect(ready).toMatchObject({ status: 'ready', seq: rows + 1 });
			child.kill('SIGTERM');
			expect(await child.ended).toEqual({ code: 0, signal: null });
		}
	);

	test('an intake that acknowledges before it commits is found out', { timeout: 60_000 }, async () => {
		const broken: Start = (own) => intake.start(own.file, 'acknowledges-first');
		const lostOf = ({ acknowledged, batches }: Posters): readonly string[] =>
			auditLog(log.file, acknowledged, batches, 'pbx').lost;
		// The look in between takes a position that was promised and is another one for a loss as well.
		const isFound = (posters: Posters): boolean => lostOf(posters).length > 0;
		const { posters, lostInRound } = await killAgainAndAgain(broken, canaryRounds, 'acknowledges first', isFound);
		expect(lostInRound).not.toBeNull();
		expect(lostOf(posters)).not.toEqual([]);
	});

	test('an intake that commits a request in two halves is found out', { timeout: 60_000 }, async () => {
		const broken: Start = (own) => intake.start(own.file, 'commits-by-halves');
		const halvesIn = (posters: Posters): readonly string[] =>
			auditLog(log.file, posters.acknowledged, posters.batches, 'pbx').partial;
		const isFound = (posters: Posters): boolean => halvesIn(posters).length > 0;
		const { posters } = await killAgainAndAgain(broken, canaryRounds, 'commits by halves', isFound);
		expect(halvesIn(posters)).not.toEqual([]);
	});

	test.each([
		['a row is gone', 'delete from events where seq = 2', { lost: ['b'], gapless: false }],
		['the last row is gone', 'delete from events where seq = 3', { lost: ['c'], gapless: false }],
		['the head is behind', 'update log_head set seq = 2', { gapless: false }],
		['an id has become another', "update events set id = iif(id = 'a', 'x', id)", { lost: ['a'], strange: ['x'] }],
		['a row moved', 'update events set seq = 4 where seq = 3', { elsewhere: ['c'], gapless: false }],
		[
			'a row is there twice',
			'drop index events_source_id; insert into events select 4, source_no, id, type, time, received_at, data, supersedes, backfill, batch from events where seq = 1; update log_head set seq = 4',
			{ twice: ['a'] }
		]
	])('the audit sees that %s', (_, damage, seen) => {
		log = placeForLog();
		openLog(log.file).close();
		const client = new Database(log.file);
		client.exec("insert into sources values (1, 'pbx'); update log_head set seq = 3");
		for (const [at, id] of ['a', 'b', 'c'].entries()) {
			client.prepare("insert into events values (?, 1, ?, 'source.alive', 0, 0, '{}', null, 0, null)").run(at + 1, id);
		}
		const acknowledged = new Map([
			['a', 1],
			['b', 2],
			['c', 3]
		]);
		const batches = ['a', 'b', 'c'].map((id) => ({ ids: [id] }));
		expect(auditLog(log.file, acknowledged, batches, 'pbx')).toEqual({ rows: 3, ...nothingWrong });
		client.exec(damage);
		client.close();
		expect(auditLog(log.file, acknowledged, batches, 'pbx')).toMatchObject(seen);
	});
});
