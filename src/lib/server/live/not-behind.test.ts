import { expect, test } from 'vitest';
import { streamId, positionOf } from '#lib/protocol/stream-message.ts';
import { untilNotBehind } from './not-behind.ts';

const epoch = '0a1b2c3d-0000-4000-8000-000000000000';

test('the position in an id of a frame is read back', () => {
	expect(positionOf(streamId(epoch, 3, 1234, 'beef', 7))).toEqual({ epoch8: '0a1b2c3d', seq: 1234 });
	for (const other of ['', 'x', '0a1b2c3d.3.x-beef.7', '1.2.3', `${'9'.repeat(400)}.1.${'9'.repeat(400)}-beef.1`])
		expect(positionOf(other), other).toBeNull();
});

test('a screen that was further waits until this server is as far, and one that was not does not', async () => {
	let seq = 10;
	const told: number[] = [];
	const waiting = untilNotBehind(streamId(epoch, 1, 12, 'beef', 1), { epoch, foldedSeq: () => seq }).then(() =>
		told.push(seq)
	);
	await untilNotBehind(streamId(epoch, 1, 10, 'beef', 1), { epoch, foldedSeq: () => seq });
	await untilNotBehind(null, { epoch, foldedSeq: () => seq });
	expect(told).toEqual([]);
	seq = 12;
	await waiting;
	expect(told).toEqual([12]);
});

test('neither another history nor a position that never comes keeps a screen waiting', async () => {
	await untilNotBehind(streamId('ffffffff-0', 1, 99, 'beef', 1), { epoch, foldedSeq: () => 1 });
	const began = performance.now();
	await untilNotBehind(streamId(epoch, 1, 99, 'beef', 1), { epoch, foldedSeq: () => 1 });
	expect(performance.now() - began).toBeGreaterThan(1_000);
});
