import { setTimeout as sleep } from 'node:timers/promises';
import { expect, onTestFinished } from 'vitest';
import { PostgresEventStore } from '#lib/server/event-log/postgres-event-store.ts';
import { Balancer } from '../support/balancer.ts';
import { queued } from '../support/contact-events.ts';
import { Poster, waiting } from '../support/http-senders.ts';
import { ask, openHere, postgresTest as test, testPlace } from '../support/postgres.ts';
import { type Replica, ReplicaSite } from '../support/replica-site.ts';
import { ScreenCrowd } from '../support/screen-crowd.ts';

const screenCount = 20;

/** A database as whoever looks after it handles it, from beside it. */
class Keeper {
	readonly name: string;
	readonly #admin: string;

	constructor(url: string) {
		const place = new URL(url);
		this.name = place.pathname.slice(1);
		place.pathname = '/postgres';
		this.#admin = place.href;
	}

	/** Copies it as it is now; whoever has it open is put out meanwhile. */
	copyAs(copy: string): Promise<void> {
		return this.#alone(() => this.#do(`create database ${copy} template ${this.name}`));
	}

	/** Puts a copy in its place. */
	putBack(copy: string): Promise<void> {
		return this.#alone(async () => {
			await this.#do(`alter database ${this.name} rename to ${this.name}_lost`);
			await this.#do(`alter database ${copy} rename to ${this.name}`);
		});
	}

	drop(name: string): Promise<void> {
		return this.#do(`drop database if exists ${name} with (force)`);
	}

	async #alone(work: () => Promise<void>): Promise<void> {
		const oid = (
			await ask<{ oid: number }>(this.#admin, `select oid from pg_database where datname = '${this.name}'`)
		)[0]?.oid;
		await this.#do(`alter database ${this.name} allow_connections false`);
		for (let others = 1; others > 0;) {
			const rows = await ask(
				this.#admin,
				`select pg_terminate_backend(pid) from pg_stat_activity where datid = ${oid}`
			);
			others = rows.length;
			await sleep(20);
		}
		await work();
		await this.#do(`alter database ${this.name} allow_connections true`);
		const lost = await ask(this.#admin, `select from pg_database where datname = '${this.name}_lost'`);
		if (lost.length > 0) await this.#do(`alter database ${this.name}_lost allow_connections true`);
	}

	async #do(text: string): Promise<void> {
		await ask(this.#admin, text);
	}
}

/** A follower that asks only for what comes after the last position it knows, as if a log never went back. */
class HeedlessFollower {
	readonly #url: string;
	#seq = 0;
	readonly contacts = new Set<string>();

	constructor(url: string) {
		this.#url = url;
	}

	async catchUp(): Promise<void> {
		const rows = await ask<{ id: string; seq: string }>(
			this.#url,
			`select id, seq from events where type = 'contact.queued' and seq > ${this.#seq} order by seq`
		);
		for (const { id, seq } of rows) {
			this.#seq = Number(seq);
			this.contacts.add(id);
		}
	}
}

async function offeredInReport({ url }: Replica): Promise<number> {
	const response = await fetch(`${url}/api/report?by=day&output=json`);
	const { rows } = (await response.json()) as { rows: readonly { key?: unknown; offered?: number | null }[] }; // as the API answers
	return rows.reduce((sum, { offered }) => sum + (offered ?? 0), 0);
}

/** Posts events until they are taken: a server that begins anew on another log is away for a moment. @returns the last position */
async function post(poster: Poster, replica: Replica | undefined, prefix: string, count: number): Promise<number> {
	const events = Array.from({ length: count }, (_, no) => waiting(`${prefix}-${no}`));
	for (let attempt = 0; attempt < 200; attempt++) {
		const { status, outcomes } = await poster.post(replica?.url ?? '', events);
		if (status === 200) return outcomes.at(-1)?.seq ?? 0;
		expect([0, 503]).toContain(status);
		await sleep(100);
	}
	throw new Error('nothing is taken');
}

test.each([
	['is shorter than it was', 0],
	['has gone on otherwise beyond where it was', 400]
])(
	'when the log is put back to an earlier point and %s every screen shows it as it is, and reports count what is in it',
	async (_, more) => {
		const place = await testPlace();
		const keeper = new Keeper(place.url);
		const copy = `${keeper.name}_copy`;
		onTestFinished(async () => {
			for (const name of [copy, `${keeper.name}_lost`]) await keeper.drop(name);
		});
		const site = new ReplicaSite(place);
		onTestFinished(() => site.remove());
		const replicas = await site.startAll('a', 'b');
		const [a, b] = replicas;
		const poster = new Poster(await site.createKey());
		onTestFinished(() => poster.close());
		const balancer = new Balancer(() => replicas.map(({ port }) => port));
		onTestFinished(() => balancer.close());
		const url = await balancer.listen();
		const crowd = new ScreenCrowd(() => url, screenCount);
		const heedless = new HeedlessFollower(place.url);

		await post(poster, a, 'kept', 200);
		await keeper.copyAs(copy);
		const last = await post(poster, b, 'lost', 300);
		await expect.poll(() => crowd.at(last), { timeout: 20_000 }).toBe(screenCount);
		for (const replica of replicas) await expect.poll(() => offeredInReport(replica), { timeout: 20_000 }).toBe(500);
		await heedless.catchUp();
		const [before] = await ask<{ epoch: string }>(place.url, 'select epoch from log_head');

		if (more > 0) {
			const other = new PostgresEventStore(await openHere({ ...place, url: place.url.replace(keeper.name, copy) }));
			await other.append(
				Array.from({ length: more }, (_, no) => queued(`other-${no}`, { time: Date.now() })),
				Date.now()
			);
			await other.close();
		}
		await keeper.putBack(copy);
		const putBackAt = performance.now();
		const [epoch, seq] = await newEpoch(place.url, before?.epoch ?? '');
		await expect
			.poll(() => crowd.screens.filter(({ id }) => id?.startsWith(epoch.slice(0, 8)) === true).length, {
				timeout: 30_000
			})
			.toBe(screenCount);
		console.log(
			`all ${screenCount} screens show the log as it is ${Math.round(performance.now() - putBackAt)} ms after it was put back`
		);
		for (const { cells } of crowd.screens) expect(cells['queue.sales.depth']).toBe(200 + more);
		const next = await post(poster, a, 'next', 100);
		expect(next).toBe(seq + 100);
		await expect.poll(() => crowd.at(next), { timeout: 20_000 }).toBe(screenCount);
		expect(crowd.faults).toEqual([]);
		expect(await crowd.wrongFigures((text) => ask(place.url, text) as never, epoch)).toEqual([]);
		for (const replica of replicas)
			await expect.poll(() => offeredInReport(replica), { timeout: 20_000 }).toBe(300 + more);
		// Who does not look whether the log is still the same one keeps what was lost.
		await heedless.catchUp();
		expect([...heedless.contacts].filter((id) => id.startsWith('lost'))).toHaveLength(300);
	},
	180_000
);

/** Waits until the log has another epoch; that, and where it stands. */
async function newEpoch(url: string, before: string): Promise<readonly [epoch: string, seq: number]> {
	for (let attempt = 0; attempt < 300; attempt++) {
		const [head] = await ask<{ epoch: string; seq: string }>(url, 'select epoch, seq from log_head');
		if (head !== undefined && head.epoch !== before) return [head.epoch, Number(head.seq)];
		await sleep(100);
	}
	throw new Error('nobody gave the log another epoch');
}
