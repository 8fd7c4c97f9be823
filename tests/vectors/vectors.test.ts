import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { runVectors } from './run-vectors.ts';

const results = runVectors(join(import.meta.dirname, 'cases'));

describe.each(results)('$file', (result) => {
	test(`all ${result.cases} cases come out as given`, () => {
		expect(result.covered).toBe(true);
		expect(result.failures).toEqual([]);
		expect(result.passed).toBe(result.cases);
	});
});
