import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type GroupChange, mixAndRate } from './mix-and-rate.ts';

function group(key: string, n0: number, r0: number, n1: number, r1: number): GroupChange<string> {
	return { key, before: { count: n0, sum: n0 * r0 }, after: { count: n1, sum: n1 * r1 } };
}

const period = fc
	.record({ count: fc.integer({ min: 0, max: 500 }), sum: fc.integer({ min: -5000, max: 5000 }) })
	.map(({ count, sum }) => ({ count, sum: count === 0 ? 0 : sum }));
const groups = fc.array(fc.record({ key: fc.string(), before: period, after: period }), { minLength: 1, maxLength: 8 });

describe('mix and rate', () => {
	test('add up to the change, by group, centred and threefold', () => {
		fc.assert(
			fc.property(groups, (all) => {
				const found = mixAndRate(all);
				if (found === null) return;
				const total = (part: 'mix' | 'mixCentred' | 'rate'): number =>
					found.groups.reduce((sum, effect) => sum + effect[part], 0);
				const { mix, rate, interaction } = found.threeFold;
				const close = (one: number, other: number): void =>
					expect(Math.abs(one - other)).toBeLessThan(1e-8 * (1 + Math.abs(one) + 5000));
				close(found.mix + found.rate, found.change);
				close(total('mix'), found.mix);
				close(total('mixCentred'), found.mix);
				close(total('rate'), found.rate);
				close(mix + rate + interaction, found.change);
				close(mix + interaction / 2, found.mix);
			})
		);
	});

	test('treat both periods alike: backwards, every effect turns round', () => {
		fc.assert(
			fc.property(groups, (all) => {
				const there = mixAndRate(all);
				const back = mixAndRate(all.map(({ key, before, after }) => ({ key, before: after, after: before })));
				expect(back === null).toBe(there === null);
				for (const [index, effect] of (there?.groups ?? []).entries()) {
					expect(back?.groups[index]?.mixCentred).toBeCloseTo(-effect.mixCentred, 8);
					expect(back?.groups[index]?.rate).toBeCloseTo(-effect.rate, 8);
				}
			})
		);
	});

	test('of a growing quick channel: seen from 0 it raises the wait, seen from the average it lowers it', () => {
		const found = mixAndRate([group('phone', 8000, 90, 6000, 90), group('chat', 2000, 40, 4000, 40)]);
		const chat = found?.groups[1];
		expect(found).toMatchObject({ before: 80, after: 70, change: -10, rate: 0 });
		expect(chat?.mix).toBeCloseTo(8, 10);
		expect(chat?.mixCentred).toBeCloseTo(0.2 * (40 - 75), 10);
	});

	test('count a channel that is new as mix alone', () => {
		const found = mixAndRate([group('phone', 100, 60, 100, 60), group('chat', 0, 0, 100, 20)]);
		expect(found).toMatchObject({ rate: 0, mix: -20 });
		expect(found?.groups[1]).toMatchObject({ rateBefore: null, rateAfter: 20, shareBefore: 0, shareAfter: 0.5 });
	});

	test('find every group better and the whole worse where the hard questions grew', () => {
		const found = mixAndRate([group('simple', 900, 0.9, 400, 0.95), group('hard', 100, 0.5, 600, 0.55)]);
		expect(found?.change).toBeLessThan(0);
		expect(found?.rate).toBeCloseTo(0.05, 10);
		expect(found?.groups.every(({ rate }) => rate > 0)).toBe(true);
	});

	test('are not known where a period is empty', () => {
		expect(mixAndRate([])).toBeNull();
		expect(mixAndRate([group('phone', 0, 0, 5, 3)])).toBeNull();
	});

	test('refuse a sum of nobody and a count below 0', () => {
		expect(() => mixAndRate([{ key: 'chat', before: { count: 0, sum: 3 }, after: { count: 1, sum: 3 } }])).toThrow(
			'group chat has count 0 and sum 3 before'
		);
		expect(() => mixAndRate([group('chat', 1, 1, -1, 1)])).toThrow(RangeError);
	});
});
