import { expect, test } from 'vitest';
import type { LogEvent } from '#lib/domain/contact/contact-event.ts';
import { intervalEvent } from '../../../../../tests/support/interval-events.ts';
import { openHistory } from '../../../../../tests/support/history-of.ts';
import { viewsFile } from './open-views.ts';
import { SqliteHistoryIntervals } from './sqlite-history-intervals.ts';

function totals(seq: number, batch: string, offered: number): LogEvent {
	const event = intervalEvent('year', '2014-01-01', { offered });
	return { ...event, id: `y${seq}`, seq, receivedAt: seq, batch, backfill: true } as unknown as LogEvent; // of the contract
}

function undone(seq: number, batch: string): LogEvent {
	const event = { seq, receivedAt: seq, source: 'bereik', id: `u${seq}`, type: 'bereik.import.undone', time: seq };
	return { ...event, data: { batch } } as LogEvent; // of the contract
}

test('the last that came of a period counts, and the one before when its import is undone; nothing new is the same list', async () => {
	const { catchUp, log, file } = openHistory([totals(1, 'first', 5), totals(2, 'second', 6)]);
	const intervals = new SqliteHistoryIntervals(viewsFile(file), {
		readMany: async (seqs) => (await log.read(0, 100)).filter(({ seq }) => seqs.includes(seq))
	});
	const offered = async (): Promise<(number | null)[]> =>
		(await intervals.read()).totals.map(({ figures }) => figures.offered);
	expect(await offered()).toEqual([]);
	await catchUp();
	expect(await offered()).toEqual([6]);
	const { totals: known } = await intervals.read();
	expect((await intervals.read()).totals).toBe(known);
	log.store(undone(3, 'second'));
	await catchUp();
	expect(await offered()).toEqual([5]);
	log.store(undone(4, 'first'));
	await catchUp();
	expect(await offered()).toEqual([]);
});

test('only what came since is read again; where something went, everything is', async () => {
	const { catchUp, log, file } = openHistory([totals(1, 'first', 5), totals(2, 'second', 6)]);
	const read: number[][] = [];
	const intervals = new SqliteHistoryIntervals(viewsFile(file), {
		readMany: async (seqs) => {
			read.push([...seqs]);
			return (await log.read(0, 100)).filter(({ seq }) => seqs.includes(seq));
		}
	});
	await catchUp();
	await intervals.read();
	log.store(totals(3, 'third', 7));
	await catchUp();
	expect((await intervals.read()).totals.map(({ figures }) => figures.offered)).toEqual([7]);
	log.store(undone(4, 'third'), totals(5, 'fourth', 8));
	await catchUp();
	expect((await intervals.read()).totals.map(({ figures }) => figures.offered)).toEqual([8]);
	await intervals.read();
	expect(read).toEqual([[1, 2], [3], [1, 2, 5]]);
});

test('a look that broke off is begun anew', async () => {
	const { catchUp, log, file } = openHistory([totals(1, 'first', 5)]);
	await catchUp();
	let isBroken = true;
	const intervals = new SqliteHistoryIntervals(viewsFile(file), {
		readMany: async (seqs) => {
			if (isBroken) throw new Error('the log is away');
			return (await log.read(0, 100)).filter(({ seq }) => seqs.includes(seq));
		}
	});
	await expect(intervals.read()).rejects.toThrow('the log is away');
	isBroken = false;
	expect((await intervals.read()).totals.map(({ figures }) => figures.offered)).toEqual([5]);
});
