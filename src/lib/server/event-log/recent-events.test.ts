import { expect, test } from 'vitest';
import type { LogEvent } from '#lib/domain/contact/contact-event.ts';
import { RecentEvents } from './recent-events.ts';

function events(from: number, count: number): LogEvent[] {
	return Array.from({ length: count }, (_, at) => ({ seq: from + at }) as unknown as LogEvent); // its place is all that matters here
}

const seqs = (found: readonly LogEvent[] | null): readonly number[] | null => found?.map(({ seq }) => seq) ?? null;

test('knows what comes after a position, as far as it heard of it', () => {
	const recent = new RecentEvents(100);
	expect(recent.after(0, 10)).toBeNull();
	recent.add(events(11, 5));
	recent.add(events(16, 2));
	expect(seqs(recent.after(10, 3))).toEqual([11, 12, 13]);
	expect(seqs(recent.after(15, 10))).toEqual([16, 17]);
	expect([recent.after(9, 10), recent.after(17, 10), recent.after(99, 10)]).toEqual([null, null, null]);
});

test('never answers across a gap', () => {
	const recent = new RecentEvents(100);
	recent.add(events(1, 5));
	recent.add(events(8, 2));
	expect([recent.after(0, 10), recent.after(5, 10), seqs(recent.after(7, 10))]).toEqual([null, null, [8, 9]]);
});

test('keeps the last of many, and forgets when it is told to', () => {
	const recent = new RecentEvents(10);
	for (let seq = 1; seq <= 100; seq += 5) recent.add(events(seq, 5));
	expect(recent.after(50, 10)).toBeNull();
	expect(seqs(recent.after(95, 10))).toEqual([96, 97, 98, 99, 100]);
	recent.clear();
	expect(recent.after(95, 10)).toBeNull();
});
