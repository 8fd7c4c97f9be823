import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { postStratified, type Stratum } from './post-stratification.ts';

const stratum: fc.Arbitrary<Stratum> = fc
	.nat(2000)
	.chain((contacts) => fc.tuple(fc.constant(contacts), fc.nat(contacts)))
	.chain(([contacts, responses]) =>
		fc.nat(responses).map((satisfied) => ({ name: 's', contacts, responses, satisfied }))
	);

describe('a reweighed score', () => {
	test('counts those who hardly answer as much as they come', () => {
		// Half of the contacts wait long; they are unhappy and answer seldom.
		const score = postStratified([
			{ name: 'short', contacts: 1000, responses: 400, satisfied: 360 },
			{ name: 'long', contacts: 1000, responses: 40, satisfied: 20 }
		]);
		expect(score?.raw).toBeCloseTo(380 / 440, 12);
		expect(score?.value).toBeCloseTo(0.7, 12);
		expect(score?.effectiveResponses).toBeLessThan(200);
	});

	test('is the raw one where all strata answer alike, and then costs nothing', () => {
		const alike = [
			{ name: 'a', contacts: 100, responses: 20, satisfied: 15 },
			{ name: 'b', contacts: 300, responses: 60, satisfied: 30 }
		];
		const score = postStratified(alike);
		expect(score?.value).toBeCloseTo(score?.raw ?? Number.NaN, 12);
		expect(score?.designEffect).toBeCloseTo(1, 12);
	});

	test('lies within 0 and 1, and its answers are worth no more than they are', () => {
		fc.assert(
			fc.property(fc.array(stratum, { maxLength: 8 }), (strata) => {
				const answers = strata.reduce((sum, { responses }) => sum + responses, 0);
				const score = postStratified(strata);
				expect(score === null).toBe(answers === 0);
				if (score === null) return;
				expect(score.value >= 0 && score.value <= 1 + 1e-12).toBe(true);
				expect(score.effectiveResponses).toBeLessThanOrEqual(answers * (1 + 1e-9));
				expect(score.designEffect).toBeGreaterThanOrEqual(1 - 1e-9);
				expect(score.strata.reduce((sum, one) => sum + one.responses, 0)).toBe(answers);
				expect(score.strata.length === 1 || score.strata.every(({ responses }) => responses >= 5)).toBe(true);
				if (score.error !== null) expect(score.errorFinite).toBeLessThanOrEqual(score.error);
			})
		);
	});

	test('joins a thin stratum with the neighbour that has fewer answers, and says so', () => {
		const score = postStratified([
			{ name: 'bill, short', contacts: 500, responses: 50, satisfied: 40 },
			{ name: 'bill, long', contacts: 100, responses: 3, satisfied: 1 },
			{ name: 'move, short', contacts: 200, responses: 20, satisfied: 15 },
			{ name: 'move, long', contacts: 50, responses: 0, satisfied: 0 }
		]);
		expect(score?.strata.map(({ name, responses }) => [name, responses])).toEqual([
			['bill, short', 50],
			['bill, long + move, short + move, long', 23]
		]);
	});

	test('is not known without answers, and has no error with a single one', () => {
		expect(postStratified([])).toBeNull();
		expect(postStratified([{ name: 'a', contacts: 9, responses: 0, satisfied: 0 }])).toBeNull();
		const single = postStratified([{ name: 'a', contacts: 9, responses: 1, satisfied: 0 }]);
		expect(single).toMatchObject({ value: 0, error: null, errorFinite: null });
		expect(() => postStratified([{ name: 'a', contacts: 1, responses: 2, satisfied: 0 }])).toThrow(RangeError);
	});
});
