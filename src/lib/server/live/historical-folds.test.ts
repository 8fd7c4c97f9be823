import { afterEach, expect, test, vi } from 'vitest';
import { settings } from '../../../../tests/support/ask.ts';
import { LogWriter, morning } from '../../../../tests/support/log-events.ts';
import { MemoryLog } from '../../../../tests/support/memory-log.ts';
import { HistoricalFolds, TooManyQuestions } from './historical-folds.ts';

afterEach(() => vi.useRealTimers());

function foldsOf() {
	const log = new MemoryLog();
	const calls = new LogWriter().queued(0, 'c1').queued(10, 'c2').answered(20, 'c1').queued(30, 'c3');
	log.store(...calls.events);
	const folds = new HistoricalFolds(log, async () => settings);
	const seqAt = (asOf: { time: number } | { seq: number }): Promise<number> => folds.ask(asOf, ({ seq }) => seq);
	return { log, folds, seqAt };
}

test('the same position is not folded again, a later one goes on from it, an earlier one begins anew', async () => {
	const { log, seqAt } = foldsOf();
	expect([await seqAt({ seq: 2 }), await seqAt({ seq: 2 })]).toEqual([2, 2]);
	expect(log.asked).toEqual(['read 0']);
	expect(await seqAt({ time: morning + 20_000 })).toBe(3);
	expect(await seqAt({ seq: 4 })).toBe(4);
	expect(log.asked).toEqual(['read 0', 'read 2', 'read 3']);
	expect(await seqAt({ seq: 1 })).toBe(1);
	expect(log.asked.at(-1)).toBe('read 0');
});

test('a log that answers with fewer events than were asked for is read to the position that was asked for', async () => {
	const { log, seqAt } = foldsOf();
	const read = log.read.bind(log);
	log.read = async (afterSeq) => read(afterSeq, 1);
	expect(await seqAt({ seq: 4 })).toBe(4);
	expect(await seqAt({ time: morning + 20_000 })).toBe(3);
	expect(await seqAt({ time: morning + 90_000 })).toBe(4);
});

test('a fold is forgotten a minute after its last use', async () => {
	vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
	const { log, seqAt } = foldsOf();
	await seqAt({ seq: 2 });
	vi.advanceTimersByTime(59_000);
	await seqAt({ seq: 2 });
	vi.advanceTimersByTime(59_999);
	await seqAt({ seq: 2 });
	expect(log.asked).toEqual(['read 0']);
	vi.advanceTimersByTime(60_000);
	await seqAt({ seq: 2 });
	expect(log.asked).toEqual(['read 0', 'read 0']);
});

test('one is folded at a time, eight wait, and the next is refused', async () => {
	const { log, seqAt } = foldsOf();
	let under = 0;
	let most = 0;
	const read = log.read.bind(log);
	log.read = async (afterSeq, limit) => {
		most = Math.max(most, ++under);
		await new Promise((resolve) => setImmediate(resolve));
		under--;
		return read(afterSeq, limit);
	};
	const answers = Array.from({ length: 9 }, (_, at) => seqAt({ seq: 4 - (at % 4) }));
	await expect(seqAt({ seq: 1 })).rejects.toThrow(TooManyQuestions);
	expect(await Promise.all(answers)).toEqual([4, 3, 2, 1, 4, 3, 2, 1, 4]);
	expect(most).toBe(1);
	expect(await seqAt({ seq: 1 })).toBe(1);
});

test('a fold that broke off is not gone on with, and the next question is answered', async () => {
	const { log, seqAt } = foldsOf();
	await seqAt({ seq: 2 });
	log.beforeRead = () => {
		throw new Error('the disk is gone');
	};
	await expect(seqAt({ seq: 4 })).rejects.toThrow('the disk is gone');
	log.beforeRead = () => {};
	expect(await seqAt({ seq: 4 })).toBe(4);
	expect(log.asked.at(-1)).toBe('read 0');
});
