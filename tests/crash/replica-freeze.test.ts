import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, onTestFinished } from 'vitest';
import { randomStream } from '#lib/domain/statistics/random.ts';
import { type Child, packageRoot, startChild } from '../support/child-processes.ts';
import { SteadySenders } from '../support/http-senders.ts';
import { ask, postgresTest as test, testPlace } from '../support/postgres.ts';
import { ReplicaSite } from '../support/replica-site.ts';
import { seed } from '../support/seed.ts';
import { faultsOfLog } from '../support/shared-log-audit.ts';

const isLong = process.env['BEREIK_LONG'] === '1';
const freezes = isLong ? 40 : 6;
const longestFreezeMs = isLong ? 4_000 : 800;
/** The aim, ms; on a machine that is busy with other tests as many times what it takes while nobody is frozen. */
const [limitMs, busyFactor] = [250, 4];

/** One or two servers that are sent events at a steady pace, the second half of the senders only to the last of them. */
async function underLoad(...names: string[]) {
	const { url, ...rest } = await testPlace();
	const site = new ReplicaSite({ url, ...rest });
	onTestFinished(() => site.remove());
	const replicas = await site.startAll(...names);
	const key = await site.createKey();
	const pace = { batch: 5, everyMs: 20 };
	const send = (at: number, name: string) =>
		new SteadySenders(key, [replicas[at]?.url ?? '', replicas[at]?.url ?? ''], { ...pace, name });
	return { url, replicas, send };
}

/** Freezes a process again and again, at any moment. @returns when it was frozen, by `performance.now()` */
async function freezeAgainAndAgain(
	child: Child,
	times: number,
	longestMs: number
): Promise<(readonly [from: number, to: number])[]> {
	const random = randomStream(seed, 'freezes');
	const frozen: (readonly [number, number])[] = [];
	for (let round = 0; round < times; round++) {
		await sleep(random() * 250);
		const from = performance.now();
		child.kill('SIGSTOP');
		await sleep(longestMs * (0.5 + random() / 2));
		child.kill('SIGCONT');
		frozen.push([from, performance.now()]);
	}
	return frozen;
}

/** What the answers took that were waited for while somebody was frozen, or, the other way round, while nobody was. */
function tookWhile(
	{ took }: SteadySenders,
	frozen: readonly (readonly [from: number, to: number])[],
	isFrozen: boolean
): number[] {
	return took
		.filter(({ sentAt, answeredAt }) => frozen.some(([from, to]) => answeredAt >= from && sentAt <= to) === isFrozen)
		.map(({ ms }) => ms);
}

function p99(values: readonly number[]): number {
	return [...values].sort((a, b) => a - b)[Math.floor(values.length * 0.99)] ?? Number.NaN;
}

test('a server that freezes in the middle of taking events in holds up nobody else, and loses nothing when it goes on', async () => {
	const { url, replicas, send } = await underLoad('a', 'b');
	const [ofFrozen, ofOther] = [send(0, 'a'), send(1, 'b')];
	await sleep(isLong ? 5_000 : 1_000);
	const [victim] = replicas;
	if (victim === undefined) throw new Error('there is no server');
	const frozen = await freezeAgainAndAgain(victim.child, freezes, longestFreezeMs);
	await sleep(500);
	await Promise.all([ofFrozen.finish(), ofOther.finish()]);
	const [during, calm] = [p99(tookWhile(ofOther, frozen, true)), p99(tookWhile(ofOther, frozen, false))];
	console.log(
		`${freezes} freezes: the other answers with p99 ${during.toFixed(0)} ms meanwhile (${calm.toFixed(0)} ms else), ` +
			`${ofOther.acknowledged.size} and ${ofFrozen.acknowledged.size} events acknowledged`
	);
	expect(tookWhile(ofOther, frozen, true).length).toBeGreaterThan(20 * freezes);
	expect(during).toBeLessThan(Math.max(limitMs, busyFactor * calm));
	const acknowledged = new Map([...ofFrozen.acknowledged, ...ofOther.acknowledged]);
	expect(await faultsOfLog((text) => ask(url, text), acknowledged)).toEqual([]);
	const [rows] = await ask<{ rows: number }>(
		url,
		"select count(*)::int as rows from events where type = 'contact.queued'"
	);
	expect(rows?.rows).toBe(acknowledged.size);
	expect([...ofFrozen.moved, ...ofOther.moved]).toEqual([]);
}, 300_000);

test('an append that holds the head over a round trip of its client is found out', async () => {
	const { url, send } = await underLoad('b');
	const holding = startChild(process.execPath, [join(packageRoot, 'tests/crash/support/holding-append.ts'), url]);
	onTestFinished(() => holding.kill('SIGKILL'));
	const senders = send(0, 'b');
	await sleep(500);
	const held = holding.stdout().length;
	await expect.poll(() => holding.stdout().length, { interval: 1 }).toBeGreaterThan(held);
	const from = performance.now();
	holding.kill('SIGSTOP');
	await sleep(2_000);
	holding.kill('SIGKILL');
	await senders.finish();
	expect(Math.max(...tookWhile(senders, [[from, from + 2_000]], true))).toBeGreaterThan(1_500);
}, 120_000);
