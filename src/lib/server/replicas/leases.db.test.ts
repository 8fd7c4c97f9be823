import { expect } from 'vitest';
import { setTimeout as sleep } from 'node:timers/promises';
import { openHere, postgresTest, testPlace } from '../../../../tests/support/postgres.ts';
import { StoredLeases } from './leases.ts';

postgresTest(
	'one of several servers has a lease, keeps it, and another has it once it has run out or was let go',
	async () => {
		const place = await testPlace();
		const [one, other] = [new StoredLeases(await openHere(place)), new StoredLeases(await openHere(place))];
		expect(await one.take('house', 60_000)).toBe(1);
		expect(await other.take('house', 60_000)).toBeNull();
		expect(await other.take('garden', 60_000)).toBe(1);
		expect(await one.take('house', 200)).toBe(1);
		await expect.poll(() => other.take('house', 60_000)).toBe(2);
		expect(await one.take('house', 60_000)).toBeNull();
		await one.release('house');
		expect(await one.take('house', 60_000)).toBeNull();
		await other.release('house');
		await sleep(2);
		expect(await one.take('house', 60_000)).toBe(3);
	}
);

postgresTest('of many that ask at once one has it', async () => {
	const place = await testPlace();
	const databases = await Promise.all([openHere(place), openHere(place)]);
	for (let round = 0; round < 20; round++) {
		const leases = Array.from({ length: 8 }, (_, at) => new StoredLeases(databases[at % 2] ?? databases[0]));
		const taken = await Promise.all(leases.map((one) => one.take(`round ${round}`, 60_000)));
		expect(taken.filter((fence) => fence !== null)).toHaveLength(1);
	}
});
