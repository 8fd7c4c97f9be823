import { expect, onTestFinished } from 'vitest';
import { isForPrograms } from '#lib/server/access/route-rules.ts';
import { placeAt, postgresTest as test, startPostgres } from '../support/postgres.ts';
import { ReplicaSite } from '../support/replica-site.ts';
import { methodsOnDisk, routesFolder } from '../support/routes-on-disk.ts';

type Answer = Readonly<{ asked: string; status: number; retryAfter: string | null; body: string }>;

/** Every route for programs that can be asked without a body, with something that there is not in the places of its address. */
const asked = [...methodsOnDisk(routesFolder)].flatMap(([route, methods]) =>
	[...methods]
		.filter((method) => ['GET', 'DELETE'].includes(method) && isForPrograms(route) && route !== '/api/stream')
		.map((method) => ({ method, path: route.replace(/\[[^\]]+\]/g, 'none') }))
);

async function askAll(base: string, routes: readonly Readonly<{ method: string; path: string }>[]): Promise<Answer[]> {
	return Promise.all(
		routes.map(async ({ method, path }) => {
			const headers = { origin: base, 'sec-fetch-site': 'same-origin' };
			const answer = await fetch(base + path, { method, headers, redirect: 'manual' });
			const retryAfter = answer.headers.get('retry-after');
			return { asked: `${method} ${path}`, status: answer.status, retryAfter, body: await answer.text() };
		})
	);
}

test('no address breaks the server, whether the database is there or not', { timeout: 120_000 }, async () => {
	const database = await startPostgres();
	const site = new ReplicaSite(placeAt(database.url()));
	onTestFinished(() => site.remove());
	const { url } = await site.start('a', { BEREIK_OPEN: '1' });
	const broken = (answers: readonly Answer[]): unknown => answers.filter(({ status }) => status >= 500);

	const zeros = asked.flatMap(({ method, path }) => [
		...(path.includes('none') ? [{ method, path: path.replace('none', '%00') }] : []),
		{ method, path: `${path}?id=%00&queue=%00` }
	]);
	const refused = await askAll(url, zeros);
	expect(broken(refused)).toEqual([]);
	const named = refused.filter(({ status, body }) => status === 400 && body.includes('holds U+0000'));
	expect(named.length).toBeGreaterThan(10);

	const there = await askAll(url, asked);
	expect(there.length).toBeGreaterThan(20);
	expect(broken(there)).toEqual([]);

	await database.stop();
	const away = await askAll(url, asked);
	const failed = away.filter(({ status }) => status >= 500 && status !== 503);
	expect(failed).toEqual([]);
	// What rests on the log alone, or on this server's own files, is answered all the same.
	const without = away.filter(({ status }) => status === 503);
	expect(without.length).toBeGreaterThan(5);
	for (const { asked: route, retryAfter, body } of without.filter((one) => !one.asked.includes('/api/health')))
		expect([route, retryAfter, JSON.parse(body)]).toEqual([route, '5', { error: 'the store is away' }]);

	await database.start();
	await expect.poll(async () => broken(await askAll(url, asked)), { timeout: 20_000 }).toEqual([]);
});
