import { expect, onTestFinished } from 'vitest';
import { setTimeout as sleep } from 'node:timers/promises';
import { Balancer } from '../support/balancer.ts';
import { SteadySenders } from '../support/http-senders.ts';
import { ask, postgresTest as test, testPlace } from '../support/postgres.ts';
import { type Replica, ReplicaSite } from '../support/replica-site.ts';
import { ScreenCrowd } from '../support/screen-crowd.ts';
import { faultsOfLog } from '../support/shared-log-audit.ts';

const isLong = process.env['BEREIK_LONG'] === '1';
const screenCount = isLong ? 500 : 100;
/** Within which every screen is live again, ms. */
const limitMs = 10_000;

/** @param isLed false = screens know one server alone, and it is the one that will be killed */
async function twoServers(isLed: boolean) {
	const place = await testPlace();
	const site = new ReplicaSite(place);
	onTestFinished(() => site.remove());
	const replicas = await site.startAll('a', 'b');
	const ports = replicas.map(({ port }) => port);
	const balancer = new Balancer(() => ports);
	onTestFinished(() => balancer.close());
	const url = await balancer.listen();
	const key = await site.createKey();
	const [victim, other] = replicas;
	const crowd = new ScreenCrowd(() => (isLed ? url : (victim?.url ?? '')), screenCount);
	// Who sends also goes by the balancer: what was under way at the one that dies is sent again.
	const senders = new SteadySenders(key, isLed ? [url, url, url, url] : [other?.url ?? ''], { batch: 5, everyMs: 100 });
	const query = <Row extends object>(text: string) =>
		ask<Row & Record<string, unknown>>(place.url, text) as Promise<Row[]>; // as asked for
	await expect.poll(() => crowd.at(1), { timeout: 30_000 }).toBe(screenCount);
	return { replicas, crowd, senders, query };
}

type Site = Awaited<ReturnType<typeof twoServers>>;

/** Kills a server. @returns how many screens show, after so long, what was acknowledged since; and when all did, ms */
async function killAndWait({ crowd, senders }: Site, victim: Replica | undefined, patienceMs: number) {
	victim?.child.kill('SIGKILL');
	await victim?.child.ended;
	const diedAt = performance.now();
	// What it had sent before it died is still being read.
	await sleep(200);
	// A screen may show an event before its sender has read the answer.
	const before = Math.max(crowd.newest, ...senders.acknowledged.values());
	let live = 0;
	while (live < screenCount && performance.now() - diedAt < patienceMs) {
		await sleep(20);
		const since = Math.max(...senders.acknowledged.values());
		live = since > before ? crowd.at(before + 1) : 0;
	}
	return { live, tookMs: performance.now() - diedAt };
}

test(`${screenCount} screens are live again within ten seconds when one of two servers is killed, and show what the log has`, async () => {
	const site = await twoServers(true);
	const { replicas, crowd, senders, query } = site;
	await sleep(isLong ? 10_000 : 1_000);
	const [victim, other] = replicas;
	const { live, tookMs } = await killAndWait(site, victim, 2 * limitMs);
	expect(live).toBe(screenCount);
	expect(tookMs).toBeLessThan(limitMs);
	await sleep(isLong ? 5_000 : 500);
	await senders.finish();
	console.log(
		`${screenCount} screens live ${Math.round(tookMs)} ms after a kill; ${senders.acknowledged.size} events acknowledged`
	);
	const head = Math.max(...senders.acknowledged.values());
	await expect.poll(() => crowd.at(head)).toBe(screenCount);
	const [log] = await query<{ epoch: string }>('select epoch from log_head');
	expect(crowd.faults).toEqual([]);
	expect(await crowd.wrongFigures(query, log?.epoch ?? '')).toEqual([]);
	expect(senders.moved).toEqual([]);
	expect(await faultsOfLog(query, senders.acknowledged)).toEqual([]);
	expect(other?.child.isRunning()).toBe(true);
}, 120_000);

test('screens that know only the server that is killed are found to be dark, and a figure that is not of the log to be wrong', async () => {
	const site = await twoServers(false);
	const { replicas, crowd, senders, query } = site;
	// Who never saw anybody wait has no figure that could be found wrong.
	const first = (): number => Math.min(...senders.acknowledged.values());
	await expect.poll(() => crowd.at(first()), { timeout: 20_000 }).toBe(screenCount);
	const { live } = await killAndWait(site, replicas[0], 2_000);
	expect(live).toBe(0);
	await senders.finish();
	const [log] = await query<{ epoch: string }>('select epoch from log_head');
	expect(await crowd.wrongFigures(query, log?.epoch ?? '')).toEqual([]);
	await query("delete from events where seq = (select min(seq) from events where type = 'contact.queued')");
	expect(await crowd.wrongFigures(query, log?.epoch ?? '')).not.toEqual([]);
}, 120_000);
