import { expect, test } from 'vitest';
import { differences } from './compare.ts';

test('null is equal to null alone, and a number within its tolerance', () => {
	expect(differences({ a: null }, { a: null }, {})).toEqual([]);
	expect(differences({ a: null }, { a: 0 }, {})).toHaveLength(1);
	expect(differences({ a: 0 }, { a: null }, {})).toHaveLength(1);
	expect(differences({ a: 1 }, { a: 1.0000005 }, { abs: 1e-6 })).toEqual([]);
	expect(differences({ a: 1 }, { a: 1.00001 }, { abs: 1e-6 })).toHaveLength(1);
	expect(differences({ a: 1 }, { a: 1.4 }, { abs: 1e-6, a: 0.5 })).toEqual([]);
	expect(differences({ a: 1 }, { a: Number.NaN }, { abs: 10 })).toHaveLength(1);
	expect(differences({ a: [1, 2] }, { a: [1] }, {})).toHaveLength(1);
	expect(differences({ a: { b: 1 } }, {}, {})).toHaveLength(1);
});
