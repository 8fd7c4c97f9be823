import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { defaultSurveySettings } from '../settings/survey-settings.ts';
import { publicationOf } from './publication.ts';
import { scoreFigures } from './score-figures.ts';
import { addScore, mergeScores, newScoreSums, type ScoreSums } from './score-sums.ts';

const { csat, ces, nps, grade } = defaultSurveySettings.scales;
const scale = fc.constantFrom(csat, ces, nps, grade);
const scores = fc.array(fc.integer({ min: -2, max: 12 }), { maxLength: 80 });

function sumsOf(values: readonly number[], on = csat): ScoreSums {
	const sums = newScoreSums();
	for (const value of values) addScore(sums, value, on);
	return sums;
}

describe('sums of scores', () => {
	test('take what lies on the scale, and count what does not', () => {
		const sums = newScoreSums();
		expect([5, 4, 1, 0, 6, 4.5, Number.NaN].map((score) => addScore(sums, score, csat))).toEqual([
			true,
			true,
			true,
			false,
			false,
			false,
			false
		]);
		expect(sums).toMatchObject({ n: 3, sum: 10, sumSquares: 42, top: 2, invalid: 4, promoters: 0, detractors: 0 });
	});

	test('of two groups together are those of all answers, in any order', () => {
		fc.assert(
			fc.property(scores, scores, scale, (first, second, on) => {
				const whole = sumsOf([...first, ...second], on);
				expect(mergeScores(sumsOf(first, on), sumsOf(second, on))).toEqual(whole);
				expect(sumsOf([...second, ...first].toReversed(), on)).toEqual(whole);
				expect(whole.n + whole.invalid).toBe(first.length + second.length);
			})
		);
	});

	test('split promoters, passives and detractors where the trade does', () => {
		expect(sumsOf([10, 9, 8, 7, 6, 0, 11], nps)).toMatchObject({
			promoters: 2,
			passives: 2,
			detractors: 2,
			invalid: 1
		});
		expect(sumsOf([9, 10], grade)).toMatchObject({ promoters: 0, passives: 0, detractors: 0 });
	});

	test('do not pretend to know the insufficient marks of sums that were kept without them', () => {
		const { insufficient, ...old } = sumsOf([3, 3, 9, 9, 9], grade);
		expect(insufficient).toBe(2);
		const together = mergeScores(old, sumsOf([2], grade));
		expect('insufficient' in together).toBe(false);
		expect(scoreFigures('grade', together).insufficient_share).toBeNull();
		expect(scoreFigures('grade', sumsOf([3, 3, 9, 9, 9], grade)).insufficient_share).toBe(0.4);
	});
});

describe('how a score may be shown', () => {
	test.each([
		[0, 'hidden'],
		[4, 'hidden'],
		[5, 'few'],
		[29, 'few'],
		[30, 'normal']
	] as const)('with %d answers is %s', (n, publication) => {
		expect(publicationOf(n)).toBe(publication);
	});

	test('hides every score of four answers, and tells only how many there are', () => {
		for (const kind of ['csat', 'ces', 'nps', 'grade'] as const) {
			const { n, publication, ...rest } = scoreFigures(kind, sumsOf([4, 4, 5, 1]));
			expect({ n, publication }).toEqual({ n: 4, publication: 'hidden' });
			expect(new Set(Object.values(rest))).toEqual(new Set([null]));
		}
	});
});

describe('what a kind of survey is known by', () => {
	test('is the share of the top set for satisfaction and effort', () => {
		const figures = scoreFigures('csat', sumsOf([5, 4, 3, 2, 5, 4, 1, 5, 5, 5]));
		expect(figures).toMatchObject({ value: 0.7, top_share: 0.7, mean: 3.9, nps: null, insufficient_share: null });
		expect(figures.value).toBe(figures.top_share);
		expect(figures.low).toBe(figures.top_low);
		expect(scoreFigures('ces', sumsOf([7, 6, 5, 4, 1], ces)).value).toBe(0.6);
	});

	test('is points for NPS, without a top set', () => {
		const figures = scoreFigures('nps', sumsOf([10, 10, 9, 8, 7, 6, 0, 9, 10, 10], nps));
		expect(figures).toMatchObject({ value: 40, nps: 40, top_share: null, top_low: null });
		expect(figures.low).toBe(figures.nps_low);
	});

	test('is the mean for marks', () => {
		const figures = scoreFigures('grade', sumsOf([8, 7, 9, 6, 5], grade));
		expect(figures).toMatchObject({ value: 7, mean: 7, top_share: 0.4, insufficient_share: 0.2 });
		expect(figures.low).toBe(figures.mean_low);
	});

	test('shows 0 where nobody was satisfied, with an interval that is no point', () => {
		const figures = scoreFigures('csat', sumsOf([1, 1, 2, 1, 3]));
		expect(figures.value).toBe(0);
		expect(figures.high).toBeGreaterThan(0.4);
	});

	test('has no interval of a mean where all answers are equal: a line of no width would look like certainty', () => {
		const figures = scoreFigures('grade', sumsOf([8, 8, 8, 8, 8, 8], grade));
		expect(figures).toMatchObject({ value: 8, low: null, high: null, mean_low: null, mean_high: null });
		expect(figures.top_low).toBeLessThan(0.7);
	});

	test('lies within its interval, and shares lie within 0 and 1', () => {
		fc.assert(
			fc.property(scores, fc.constantFrom('csat', 'ces', 'nps', 'grade'), (values, kind) => {
				const figures = scoreFigures(kind, sumsOf(values, defaultSurveySettings.scales[kind]));
				for (const [value, low, high] of [
					[figures.value, figures.low, figures.high],
					[figures.mean, figures.mean_low, figures.mean_high],
					[figures.top_share, figures.top_low, figures.top_high]
				] as const) {
					if (value === null || low === null || high === null) continue;
					expect(low <= value && value <= high).toBe(true);
				}
				if (figures.top_share !== null) expect(figures.top_share >= 0 && figures.top_share <= 1).toBe(true);
			})
		);
	});
});
