import { expect, test } from 'vitest';
import type { HandlingSegment } from '../contact/wait.ts';
import { AgentParts } from './agent-parts.ts';

const hour = 3_600_000;

function part(start: number, end: number | null, closesAt: number | null = null): HandlingSegment {
	return {
		contact: 'c1',
		agent: 'a1',
		queue: 'q1',
		channel: 'phone',
		start,
		talkEnd: end,
		end,
		transferred: false,
		orphan: false,
		closesAt,
		next: null
	};
}

test('forgets by half days, and keeps what went on until the edge', () => {
	const parts = new AgentParts();
	const old = part(hour, 2 * hour);
	const long = part(hour, 40 * hour);
	const open = part(hour, null);
	const givenUp = part(hour, null, 5 * hour);
	const recent = part(25 * hour, 26 * hour);
	for (const one of [old, long, open, givenUp, recent]) parts.add(one);
	parts.forgetBefore(11 * hour);
	expect([...parts]).toHaveLength(5);
	parts.forgetBefore(30 * hour);
	expect(new Set(parts)).toEqual(new Set([long, open, recent]));
});

test('is empty once everything was taken out or forgotten', () => {
	const parts = new AgentParts();
	const [first, second] = [part(hour, 2 * hour), part(3 * hour, 4 * hour)];
	parts.add(first);
	parts.add(second);
	parts.delete(first);
	parts.delete(first);
	expect([...parts]).toEqual([second]);
	parts.forgetBefore(12 * hour);
	expect(parts.isEmpty).toBe(true);
});
