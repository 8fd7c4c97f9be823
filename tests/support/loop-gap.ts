import { setTimeout as sleep } from 'node:timers/promises';

/**
 * The longest that the event loop stood still while some work went on, ms.
 * @param rounds the least of so many is the answer: what else runs on the machine holds a loop up as well, but not each time
 */
export async function longestGap(work: () => Promise<unknown>, rounds = 1): Promise<number> {
	let least = Infinity;
	for (let round = 0; round < rounds; round++) {
		let longest = 0;
		let last = performance.now();
		const look = (): void => {
			const now = performance.now();
			longest = Math.max(longest, now - last);
			last = now;
		};
		const timer = setInterval(look, 2);
		await sleep(10);
		last = performance.now();
		longest = 0;
		await work();
		look();
		clearInterval(timer);
		least = Math.min(least, longest);
	}
	return least;
}
