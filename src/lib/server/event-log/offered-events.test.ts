import { expect, test } from 'vitest';
import { queued } from '../../../../tests/support/contact-events.ts';
import type { LogEvent } from '#lib/domain/contact/contact-event.ts';
import { OfferedEvents } from './offered-events.ts';

function from(seq: number, count: number): LogEvent[] {
	return Array.from({ length: count }, (_, at) => ({ ...queued(`${seq + at}`), seq: seq + at, receivedAt: 1 }));
}

function seqsOf(events: readonly LogEvent[] | null): number[] | null {
	return events?.map(({ seq }) => seq) ?? null;
}

test('are given when their turn comes, whichever were offered first', () => {
	const offered = new OfferedEvents();
	offered.add(from(7, 2));
	offered.add(from(3, 2));
	expect(offered.firstSeq).toBe(3);
	expect(offered.take(0)).toBeNull();
	expect(seqsOf(offered.take(2))).toEqual([3, 4]);
	expect(offered.take(4)).toBeNull();
	expect(seqsOf(offered.take(6))).toEqual([7, 8]);
	expect(offered.firstSeq).toBeNull();
});

test('are given without what was told of meanwhile, and not at all when that is all', () => {
	const offered = new OfferedEvents();
	offered.add(from(1, 3));
	offered.add(from(4, 3));
	expect(seqsOf(offered.take(5))).toEqual([6]);
	offered.add(from(1, 3));
	expect(offered.take(6)).toBeNull();
	expect(offered.firstSeq).toBeNull();
});

test('are not kept beyond a bound: the log has them', () => {
	const offered = new OfferedEvents();
	offered.add(from(2, 50_000));
	offered.add(from(60_002, 1));
	offered.clear();
	offered.add(from(60_002, 1));
	expect(offered.firstSeq).toBe(60_002);
	offered.clear();
	offered.add(from(2, 50_000));
	offered.add(from(60_002, 1));
	expect(offered.take(1)).toHaveLength(50_000);
	expect(offered.firstSeq).toBeNull();
});
