import { expect, test } from 'vitest';
import type { IntervalPoint } from '#lib/domain/trends/interval-series.ts';
import { KnownPlans } from './known-plans.ts';

const point = (label: string): IntervalPoint => ({ label }) as IntervalPoint; // only its name is looked at

test('a point is put together once, and again when contacts are known of other spans', () => {
	const plans = new KnownPlans();
	const contacts = [{ from: 0, to: 10 }];
	let made = 0;
	const ask = (name: string, known: readonly { from: number; to: number }[]): string =>
		plans.get(name, known, () => point(`${name} ${++made}`)).label;
	expect([ask('a', contacts), ask('b', contacts), ask('a', contacts)]).toEqual(['a 1', 'b 2', 'a 1']);
	expect(ask('a', [{ from: 0, to: 10 }])).toBe('a 1');
	expect(ask('a', [{ from: 0, to: 11 }])).toBe('a 3');
	expect(ask('b', [{ from: 0, to: 11 }])).toBe('b 4');
});
