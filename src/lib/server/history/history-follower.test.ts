import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Attempts } from '../attempts.ts';
import { HistoryFollower } from './history-follower.ts';

const sliceTakesMs = 10;
const forMs = 6_000;

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** How much of the time the history takes while so many events come each millisecond, and there is no end of what it lacks. */
async function shareTakenAt(perMs: number): Promise<number> {
	let slices = 0;
	const takeSlice = (limit: number): Promise<number> => {
		slices++;
		return new Promise((resolve) => void setTimeout(() => resolve(limit), sliceTakesMs));
	};
	const attempts = new Attempts({ error: () => {} });
	const follower = new HistoryFollower({ seq: 0, isRecounting: false, takeSlice, reset: () => {} }, attempts, () => {});
	for (let ms = 0; ms < forMs; ms++) {
		follower.touch(perMs);
		await vi.advanceTimersByTimeAsync(1);
	}
	const ended = follower.end();
	await vi.advanceTimersByTimeAsync(1_000);
	await ended;
	return (slices * sliceTakesMs) / forMs;
}

test('takes all the time there is while few events come', async () => {
	expect(await shareTakenAt(4)).toBeGreaterThan(0.8);
});

test('leaves more to those who send, the faster they do', async () => {
	const fast = await shareTakenAt(6);
	expect(fast).toBeGreaterThan(0.06);
	expect(fast).toBeLessThan(0.11);
	expect(await shareTakenAt(15)).toBeLessThan(0.05);
});

test('goes on however fast they send', async () => {
	const share = await shareTakenAt(1_000);
	expect(share).toBeGreaterThan(0.015);
	expect(share).toBeLessThan(0.04);
});
