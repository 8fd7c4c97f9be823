import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fact, FactSeries, namedSums, noSums } from './fact-series.ts';

const base = Date.UTC(2026, 2, 28, 21, 30);

test('sums over any window equal the facts added one by one', () => {
	const span = 5 * 3_600_000;
	fc.assert(
		fc.property(
			fc.array(fc.record({ at: fc.integer({ min: 0, max: span }), value: fc.integer({ min: -5, max: 50 }) })),
			fc.integer({ min: 0, max: span }),
			fc.integer({ min: 0, max: span }),
			(facts, from, length) => {
				const series = new FactSeries();
				for (const { at, value } of facts) series.add(base + at, fact.offered, value);
				const sums = noSums();
				series.sumInto(sums, { from: base + from, to: base + from + length });
				const expected = facts
					.filter(({ at }) => at >= from && at < from + length)
					.reduce((sum, { value }) => sum + value, 0);
				expect(namedSums(sums).offered).toBe(expected);
			}
		)
	);
});

test('an empty span sums to nothing, also when it is turned round', () => {
	const series = new FactSeries();
	series.add(base, fact.answered, 1);
	const sums = noSums();
	series.sumInto(sums, { from: base + 10, to: base });
	expect(namedSums(sums).answered).toBe(0);
});

test('forgetting keeps the hour that the edge lies in', () => {
	const series = new FactSeries();
	series.add(base - 7_200_000, fact.offered, 1);
	series.add(base, fact.offered, 1);
	series.forgetBefore(base + 60_000);
	const sums = noSums();
	series.sumInto(sums, { from: base - 86_400_000, to: base + 86_400_000 });
	expect(namedSums(sums).offered).toBe(1);
});
