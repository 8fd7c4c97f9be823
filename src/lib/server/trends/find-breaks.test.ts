import { expect, test } from 'vitest';
import { randomStream, standardNormal } from '#lib/domain/statistics/random.ts';
import { SupFNulls } from '#lib/domain/trends/sup-f.ts';
import { weeklyTrend } from '#lib/domain/trends/weekly-trend.ts';
import { BreakFinder, findingsSeed } from './find-breaks.ts';
import { searchable } from './finding-series.ts';

/** Two years and a little, with a level that changes after the first. */
function planted(seed: number) {
	const random = randomStream(seed, 'planted');
	return Array.from({ length: 113 }, (_, step) => ({
		...{ step, bucket: String(step), definition: 'a' },
		value: 7 - (step >= 52 ? 1 : 0) + 0.2 * standardNormal(random)
	}));
}

const seeds = [1, 2, 3, 4, 5, 6];

test('a level that changed with the second of two years is never a break at another date', () => {
	const finder = new BreakFinder();
	for (const seed of seeds) {
		const { breaks, notTested, p } = finder.find(searchable('score', 'week', planted(seed)));
		for (const { firstAfter } of breaks) expect(Math.abs(Number(firstAfter) - 52)).toBeLessThanOrEqual(8);
		if (breaks.length === 0) expect([notTested, p]).toEqual(['unsure season', null]);
	}
});

test('the search alone tells wrong dates there: that is what is guarded against', () => {
	const nulls = new SupFNulls(findingsSeed, 499);
	const wrong = seeds.filter((seed) =>
		weeklyTrend(planted(seed), nulls).trend.breaks.some(({ firstAfter }) => Math.abs(firstAfter - 52) > 8)
	);
	expect(wrong.length).toBeGreaterThan(0);
});
