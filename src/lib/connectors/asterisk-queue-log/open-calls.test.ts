import { describe, expect, test } from 'vitest';
import { OpenCalls } from './open-calls.ts';
import type { OpenCall } from './open-calls.ts';

const hour = 3_600_000;
const start = 1_600_000_000_000;

function call(phase: OpenCall['phase'], since: number): OpenCall {
	return { phase, since, queue: 'sales', agent: null };
}

describe('the calls that are open', () => {
	test('are believed in for a day of log time', () => {
		const calls = new OpenCalls();
		calls.set('a', call('waiting', start));
		expect(calls.get('a', start + 24 * hour - 1)).toBeDefined();
		expect(calls.get('a', start + 24 * hour)).toBeUndefined();
		expect(calls.restart(start + 24 * hour)).toEqual([]);
	});

	test('end at a restart: those that waited or talked are told, in the order of their last change', () => {
		const calls = new OpenCalls();
		for (const [id, phase] of Object.entries({
			a: 'waiting',
			b: 'moved_on',
			c: 'transferred',
			d: 'waiting'
		} as const)) {
			calls.set(id, call(phase, start));
		}
		calls.set('a', call('connected', start + 1));
		expect(calls.restart(start + hour).map(([id]) => id)).toEqual(['d', 'a']);
		expect(calls.size).toBe(0);
	});

	test('outlive a restart that was earlier than they are', () => {
		const calls = new OpenCalls();
		calls.set('a', call('waiting', start));
		expect(calls.restart(start - 1)).toEqual([]);
		expect(calls.get('a', start)).toBeDefined();
	});

	test('are never more than the limit, and the oldest go first', () => {
		const calls = new OpenCalls(100);
		for (let number = 0; number < 10_000; number++) {
			calls.set(String(number), call('waiting', start));
			expect(calls.size).toBeLessThanOrEqual(100);
		}
		expect(calls.get('9999', start)).toBeDefined();
		expect(calls.get('0', start)).toBeUndefined();
	});

	test('of long ago leave the memory by themselves', () => {
		const calls = new OpenCalls();
		// One call a minute that never ends: a day's worth is 1,440, and old ones are swept every 1,024 changes.
		for (let number = 0; number < 15_000; number++) calls.set(String(number), call('waiting', start + number * 60_000));
		expect(calls.size).toBeLessThanOrEqual(1440 + 1024);
	});
});
