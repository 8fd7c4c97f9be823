import fc from 'fast-check';
import { expect, test } from 'vitest';
import { explainedChange, type ScoredCase } from './explained-change.ts';

const scored = fc.array(
	fc.record({
		score: fc.integer({ min: 1, max: 10 }),
		drivers: fc.tuple(fc.integer({ min: 0, max: 400 }), fc.integer({ min: 0, max: 1 }))
	}),
	{ minLength: 6, maxLength: 40 }
);

/** Answers that follow a rule exactly. */
function ruled(waits: readonly number[], score: (waitSeconds: number) => number): ScoredCase[] {
	return waits.map((wait) => ({ score: score(wait), drivers: [wait] }));
}

test('what is explained, what is not, and the three parts all add up to the change', () => {
	fc.assert(
		fc.property(scored, scored, (before, after) => {
			const found = explainedChange(before, after);
			if (found === null) return;
			const { endowments, coefficients, interaction } = found.threeFold;
			expect(found.explained + found.unexplained).toBeCloseTo(found.change, 6);
			expect(endowments + coefficients + interaction).toBeCloseTo(found.change, 6);
			expect(found.explainedBy.reduce((sum, part) => sum + part, 0)).toBeCloseTo(found.explained, 6);
		})
	);
});

test('longer waits explain all where a wait is scored as before, and nothing where only the scoring changed', () => {
	const longer = explainedChange(
		ruled([10, 20, 30, 60], (wait) => 9 - wait / 50),
		ruled([40, 80, 120, 200], (wait) => 9 - wait / 50)
	);
	expect(longer?.change).toBeCloseTo(-1.6, 10);
	expect(longer?.explainedBy[0]).toBeCloseTo(-1.6, 10);
	expect(longer?.unexplained).toBeCloseTo(0, 10);
	const stricter = explainedChange(
		ruled([10, 20, 30, 60], (wait) => 9 - wait / 50),
		ruled([10, 20, 30, 60], (wait) => 8 - wait / 30)
	);
	expect(stricter?.explained).toBeCloseTo(0, 10);
	expect(stricter?.unexplained).toBeCloseTo(stricter?.change ?? 0, 10);
});

test('nothing is said of too few answers, or of a driver that never differs', () => {
	const before = ruled([10, 20, 30], (wait) => 9 - wait / 50);
	expect(explainedChange(before, [])).toBeNull();
	expect(
		explainedChange(
			before,
			ruled([10], () => 8)
		)
	).toBeNull();
	expect(
		explainedChange(
			before,
			ruled([10, 10, 10], () => 8)
		)
	).toBeNull();
});
