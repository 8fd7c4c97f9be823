import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test, vi } from 'vitest';
import { ReplayClock } from '#lib/server/clock.ts';
import { NotTakenIn } from '#lib/server/intake/take-in.ts';
import { keepUp } from './replay.ts';

const clock = new ReplayClock(0, 1);

describe('keeping up with the clock', () => {
	test('ends with what the log has to say when it takes nothing more', async () => {
		const running = { nextTime: () => 0, catchUp: () => Promise.reject(new NotTakenIn('the disk is full')) };
		await expect(keepUp(running, clock, new AbortController().signal)).rejects.toThrow('the disk is full');
	});

	test('ends when it is told to while it hands over, and hands over nothing more', async () => {
		const ending = new AbortController();
		const catchUp = vi.fn(async () => {
			ending.abort();
			await sleep(5);
		});
		await keepUp({ nextTime: () => 0, catchUp }, clock, ending.signal);
		expect(catchUp).toHaveBeenCalledTimes(1);
	});

	test('ends when it is told to while it waits', async () => {
		const ending = new AbortController();
		const catchUp = vi.fn(async () => {});
		const ended = keepUp({ nextTime: () => 3_600_000, catchUp }, clock, ending.signal);
		ending.abort();
		await ended;
		expect(catchUp).not.toHaveBeenCalled();
	});

	test('goes on after the end of the file until it is told to end', async () => {
		const said = vi.spyOn(console, 'log').mockReturnValue();
		const ending = new AbortController();
		let isOver = false;
		const ended = keepUp({ nextTime: () => null, catchUp: async () => {} }, clock, ending.signal).then(() => {
			isOver = true;
		});
		await sleep(10);
		expect(isOver).toBe(false);
		ending.abort();
		await ended;
		expect(said).toHaveBeenCalledWith('The end of the file is reached; the clock goes on.');
		said.mockRestore();
	});
});
