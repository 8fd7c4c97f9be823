import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Interval } from '../time/interval.ts';
import { addFact, fact, factKinds, namedSums, noSums, type Sign } from './fact-kinds.ts';
import { FactSeries } from './fact-series.ts';

const base = Date.UTC(2026, 2, 28, 21, 30);
const span = 5 * 3_600_000;
const offset = fc.integer({ min: 0, max: span });
// Half of them in one hour, so that one is busy enough to be looked at by the minute.
const someFact = fc.record({
	at: fc.oneof(offset, fc.integer({ min: 3_600_000, max: 7_200_000 })),
	kind: fc.nat(factKinds.length - 1),
	ms: fc.integer({ min: 0, max: 40 * 86_400_000 }),
	sign: fc.constantFrom<Sign>(1, -1)
});

function sumsOf(series: FactSeries, interval: Interval): Float64Array {
	const sums = noSums();
	series.sumInto(sums, interval);
	return sums;
}

test('sums over any window equal the facts added one by one', () => {
	fc.assert(
		fc.property(
			fc.array(someFact, { maxLength: 2_000, size: 'max' }),
			offset,
			offset,
			offset,
			(facts, from, length, to) => {
				const series = new FactSeries();
				const expected = noSums();
				for (const [index, { at, kind, ms, sign }] of facts.entries()) {
					series.add(base + at, kind, ms, sign);
					if (at >= from && at < from + length) addFact(expected, kind, ms, sign);
					// A window that was asked for before must not hold on to what it saw.
					if (index % 700 === 0) sumsOf(series, { from: base, to: base + to });
				}
				expect(sumsOf(series, { from: base + from, to: base + from + length })).toEqual(expected);
			}
		),
		{ numRuns: 60 }
	);
});

test('a fact that is taken back leaves nothing', () => {
	const series = new FactSeries();
	series.add(base, fact.answeredLate, 90_000, 1);
	series.add(base, fact.answeredLate, 90_000, -1);
	expect(sumsOf(series, { from: base, to: base + 1 })).toEqual(noSums());
});

test('an empty span sums to nothing, also when it is turned round', () => {
	const series = new FactSeries();
	series.add(base, fact.answeredInTarget, 1_000, 1);
	expect(sumsOf(series, { from: base + 10, to: base })).toEqual(noSums());
	expect(sumsOf(series, { from: base, to: base })).toEqual(noSums());
});

test('a span without a beginning or an end takes in everything', () => {
	const series = new FactSeries();
	series.add(base, fact.handled, 60_000, 1);
	series.add(base + span, fact.handled, 30_000, 1);
	expect(namedSums(sumsOf(series, { from: -Infinity, to: Infinity }))).toMatchObject({ handled: 2, handleMs: 90_000 });
});

test('forgetting keeps the hour that the edge lies in', () => {
	const series = new FactSeries();
	series.add(base - 7_200_000, fact.entered, 0, 1);
	series.add(base, fact.entered, 0, 1);
	series.forgetBefore(base + 60_000);
	expect(namedSums(sumsOf(series, { from: base - 86_400_000, to: base + 86_400_000 })).offered).toBe(1);
});
