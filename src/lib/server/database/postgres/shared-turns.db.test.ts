import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'vitest';
import { openHere, postgresTest, testPlace } from '../../../../../tests/support/postgres.ts';

postgresTest('nobody has a turn while somebody else has it, here or on another server', async () => {
	const place = await testPlace();
	const databases = [await openHere(place), await openHere(place)];
	let atWork = 0;
	let most = 0;
	const work = async (): Promise<void> => {
		most = Math.max(most, ++atWork);
		await sleep(5);
		atWork--;
	};
	await Promise.all(databases.flatMap((one) => Array.from({ length: 10 }, () => one.turns('people').run(work))));
	expect([most, atWork]).toEqual([1, 0]);
	// Without turns they do overlap: what is looked at can tell.
	await Promise.all([work(), work()]);
	expect(most).toBe(2);
});

postgresTest('turns of different names do not wait for each other, and may be had one within the other', async () => {
	const database = await openHere(await testPlace());
	const told: string[] = [];
	await database.turns('erasure').run(async () => {
		await database.turns('people').run(async () => void told.push('people'));
		told.push('erasure');
	});
	expect(told).toEqual(['people', 'erasure']);
});

postgresTest('a turn that lasts longer than a connection may idle is still one', { timeout: 20_000 }, async () => {
	const place = await testPlace();
	const [one, other] = [await openHere(place), await openHere(place)];
	const told: string[] = [];
	const long = one.turns('erasure').run(async () => {
		await sleep(6_500);
		told.push('long');
	});
	await sleep(100);
	await Promise.all([long, other.turns('erasure').run(async () => void told.push('next'))]);
	expect(told).toEqual(['long', 'next']);
});

postgresTest('work that fails gives its turn back', async () => {
	const database = await openHere(await testPlace());
	await expect(database.turns('people').run(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
	expect(await database.turns('people').run(async () => 'next')).toBe('next');
});
