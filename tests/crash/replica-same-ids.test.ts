import { expect, onTestFinished } from 'vitest';
import { randomStream, type RandomStream } from '#lib/domain/statistics/random.ts';
import { PostgresEventStore } from '#lib/server/event-log/postgres-event-store.ts';
import { queued } from '../support/contact-events.ts';
import { Poster, type PostedOutcome, waiting } from '../support/http-senders.ts';
import { ask, openHere, postgresTest as test, testPlace } from '../support/postgres.ts';
import { ReplicaSite } from '../support/replica-site.ts';
import { seed } from '../support/seed.ts';
import { faultsOfLog } from '../support/shared-log-audit.ts';

const count = 10_000;
/** Of which a broken log has lost or doubled some. */
const canaryCount = 1_000;
/** Requests of one sender that are under way at once. */
const atOnce = 4;

type Post = (ids: readonly string[]) => Promise<readonly PostedOutcome[]>;

/**
 * Every server is sent the same ids, half of them twice, each in an order of its own and in requests of any size.
 * @returns every position that any answer named, by id
 */
async function postToAll(
	idCount: number,
	servers: readonly Post[]
): Promise<{ seqs: Map<string, Set<number>>; answers: number }> {
	const ids = Array.from({ length: idCount }, (_, no) => `same-${no}`);
	const seqs = new Map<string, Set<number>>(ids.map((id) => [id, new Set<number>()]));
	let answers = 0;
	const postAll = async (post: Post, random: RandomStream): Promise<void> => {
		const left = shuffled([...ids, ...ids.filter((_, at) => at % 2 === 0)], random);
		const sender = async (): Promise<void> => {
			while (left.length > 0) {
				for (const { id, seq } of await post(left.splice(0, 1 + Math.floor(random() * 300)))) {
					seqs.get(id)?.add(seq);
					answers++;
				}
			}
		};
		await Promise.all(Array.from({ length: atOnce }, sender));
	};
	await Promise.all(servers.map((post, no) => postAll(post, randomStream(seed, `sender ${no}`))));
	return { seqs, answers };
}

function shuffled<Item>(items: readonly Item[], random: RandomStream): Item[] {
	return items
		.map((item) => [random(), item] as const)
		.sort(([a], [b]) => a - b)
		.map(([, item]) => item);
}

test('two servers that are sent the same ten thousand ids at once keep each once, and both answer the same position', async () => {
	const { url, ...rest } = await testPlace();
	const site = new ReplicaSite({ url, ...rest });
	onTestFinished(() => site.remove());
	const replicas = await site.startAll('a', 'b');
	const poster = new Poster(await site.createKey());
	onTestFinished(() => poster.close());
	const startedAt = performance.now();
	const { seqs, answers } = await postToAll(
		count,
		replicas.map((replica) => async (some) => {
			const { status, outcomes } = await poster.post(replica.url, some.map((id) => waiting(id)).map(withFixedTime));
			if (status !== 200) throw new Error(`${replica.name} answered ${status}`);
			return outcomes;
		})
	);
	console.log(
		`${answers} answers about ${count} ids from two servers in ${Math.round(performance.now() - startedAt)} ms`
	);
	expect(answers).toBe(3 * count);
	expect([...seqs].filter(([, named]) => named.size !== 1)).toEqual([]);
	const acknowledged = new Map([...seqs].map(([id, [seq = 0]]) => [id, seq]));
	expect(await faultsOfLog((text) => ask(url, text), acknowledged)).toEqual([]);
	const [rows] = await ask<{ all: number; distinct: number }>(
		url,
		"select count(*)::int as all, count(distinct id)::int as distinct from events where type = 'contact.queued'"
	);
	expect(rows).toEqual({ all: count, distinct: count });
}, 120_000);

test('a log that is appended to without holding its head is found out', async () => {
	const place = await testPlace();
	const [{ definition = '' } = {}] = await ask<{ definition: string }>(
		place.url,
		"select pg_get_functiondef(oid) as definition from pg_proc where proname = 'append_events'"
	);
	const heedless = definition.replace(/for update;/i, '; perform pg_sleep(0.002);');
	expect(heedless).not.toBe(definition);
	await ask(place.url, `alter table events drop constraint events_pkey; drop index events_source_id; ${heedless}`);
	const stores = await Promise.all([1, 2].map(async () => new PostgresEventStore(await openHere(place))));
	const { seqs } = await postToAll(
		canaryCount,
		stores.map((store) => async (some) => {
			try {
				const { outcomes } = await store.append(
					some.map((id) => queued(id)),
					Date.now()
				);
				return outcomes.map(({ seq, status }, at) => ({ id: some[at] ?? '', seq, status }));
			} catch {
				return []; // the store itself sees some of it
			}
		})
	);
	expect([...seqs].filter(([, named]) => named.size !== 1)).not.toEqual([]);
	const acknowledged = new Map([...seqs].map(([id, [seq = 0]]) => [id, seq]));
	expect((await faultsOfLog((text) => ask(place.url, text), acknowledged)).length).toBeGreaterThan(0);
}, 120_000);

/** The same event must be the same wherever it is sent. */
function withFixedTime(event: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
	return { ...event, time: '2026-01-02T03:04:05Z' };
}
