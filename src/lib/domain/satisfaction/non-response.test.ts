import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
	differenceBounds,
	isRankingIdentified,
	isResponseBreak,
	mayBeRanked,
	pooledBounds,
	pooledByResponses,
	pooledByVolume,
	responseFigures,
	type Surveyed,
	tippingGap,
	worstCaseBounds
} from './non-response.ts';

const surveyed: fc.Arbitrary<Surveyed> = fc
	.nat(3000)
	.chain((contacts) => fc.tuple(fc.constant(contacts), fc.nat(contacts)))
	.chain(([contacts, responses]) => fc.nat(responses).map((satisfied) => ({ contacts, responses, satisfied })));
const empty: Surveyed = { contacts: 0, responses: 0, satisfied: 0 };
const silent: Surveyed = { contacts: 100, responses: 0, satisfied: 0 };

describe('how far a survey reaches', () => {
	test('is not known without contacts or invitations, and 0 where nobody answered', () => {
		expect(responseFigures(0, 0, 0, 0)).toMatchObject({ response_rate: null, coverage: null });
		expect(responseFigures(100, 0, 0, 0)).toMatchObject({ response_rate: null, coverage: 0 });
		expect(responseFigures(100, 50, 0, 20)).toEqual({
			response_rate: 0,
			coverage: 0.5,
			surveys_invited: 50,
			surveys_answered: 0,
			surveys_running: 20
		});
	});

	test('is not known either where answers came without invitations: 120 % is no response', () => {
		expect(responseFigures(100, 50, 60, 0).response_rate).toBeNull();
		expect(responseFigures(40, 50, 10, 0).coverage).toBeNull();
	});
});

describe('worst-case bounds', () => {
	test('hold the truth, whatever the silent contacts think, and no narrower ones do', () => {
		fc.assert(
			fc.property(surveyed, fc.double({ min: 0, max: 1, noNaN: true }), (channel, happy) => {
				const bounds = worstCaseBounds(channel);
				expect(bounds === null).toBe(channel.contacts === 0);
				if (bounds === null) return;
				const quiet = channel.contacts - channel.responses;
				const truth = (channel.satisfied + Math.round(happy * quiet)) / channel.contacts;
				expect(0 <= bounds.low && bounds.low <= truth && truth <= bounds.high && bounds.high <= 1).toBe(true);
				expect(bounds.high - bounds.low).toBeCloseTo(quiet / channel.contacts, 12);
			})
		);
	});

	test('are everything while nobody answered, and a point when everybody did', () => {
		expect(worstCaseBounds(silent)).toEqual({ low: 0, high: 1 });
		expect(worstCaseBounds({ contacts: 50, responses: 50, satisfied: 45 })).toEqual({ low: 0.9, high: 0.9 });
		expect(() => worstCaseBounds({ contacts: 5, responses: 6, satisfied: 6 })).toThrow(RangeError);
		expect(() => worstCaseBounds({ contacts: 9, responses: 6, satisfied: 7 })).toThrow(RangeError);
	});

	test('of a difference turn round with the channels, and rank only what cannot be otherwise', () => {
		fc.assert(
			fc.property(surveyed, surveyed, (first, second) => {
				const bounds = differenceBounds(first, second);
				if (bounds === null) return;
				expect(differenceBounds(second, first)?.low).toBeCloseTo(-bounds.high, 12);
				expect(isRankingIdentified(first, second)).toBe(isRankingIdentified(second, first));
				if (!isRankingIdentified(first, second)) return;
				// With every silent contact of the better one dissatisfied and of the other satisfied, it still leads.
				expect(bounds.low > 0 || bounds.high < 0).toBe(true);
			})
		);
		expect(differenceBounds(empty, silent)).toBeNull();
		expect(isRankingIdentified(empty, silent)).toBe(false);
	});
});

describe('the tipping point', () => {
	test('is where both channels are equal in truth', () => {
		fc.assert(
			fc.property(surveyed, surveyed, (channel, other) => {
				const gap = tippingGap(channel, other);
				if (gap === null) return;
				const score = channel.satisfied / channel.responses;
				const response = channel.responses / channel.contacts;
				const truth = response * score + (1 - response) * (score - gap);
				expect(truth).toBeCloseTo(other.satisfied / other.responses, 9);
			})
		);
	});

	test('does not exist where everybody answered or nobody did', () => {
		const full = { contacts: 10, responses: 10, satisfied: 9 };
		expect(tippingGap(full, { contacts: 20, responses: 5, satisfied: 4 })).toBeNull();
		expect(tippingGap(silent, full)).toBeNull();
		expect(tippingGap({ contacts: 20, responses: 5, satisfied: 4 }, silent)).toBeNull();
	});
});

describe('channels together', () => {
	test('by contacts are not the mean of all answers: that one measures who answers', () => {
		const chat = { contacts: 1000, responses: 500, satisfied: 450 };
		const phone = { contacts: 9000, responses: 90, satisfied: 45 };
		expect(pooledByVolume([chat, phone])?.value).toBeCloseTo(0.54, 12);
		expect(pooledByResponses([chat, phone])).toBeCloseTo(495 / 590, 12);
	});

	test('lie within the scores of the channels and within the bounds', () => {
		fc.assert(
			fc.property(fc.array(surveyed, { maxLength: 6 }), (channels) => {
				const pooled = pooledByVolume(channels);
				const reversed = pooledByVolume(channels.toReversed());
				expect(reversed === null).toBe(pooled === null);
				if (pooled === null) return;
				expect(reversed?.value).toBeCloseTo(pooled.value, 9);
				const used = channels.filter(({ contacts }) => contacts > 0);
				const scores = used.map(({ satisfied, responses }) => satisfied / responses);
				expect(pooled.value).toBeGreaterThanOrEqual(Math.min(...scores) - 1e-12);
				expect(pooled.value).toBeLessThanOrEqual(Math.max(...scores) + 1e-12);
				const bounds = pooledBounds(channels);
				expect(bounds !== null && bounds.low - 1e-12 <= pooled.value && pooled.value <= bounds.high + 1e-12).toBe(true);
			})
		);
	});

	test('are not known when one that was used has no answers, and ignore one that was not used', () => {
		const chat = { contacts: 100, responses: 50, satisfied: 40 };
		expect(pooledByVolume([chat, silent])).toBeNull();
		expect(pooledByVolume([chat, empty])?.value).toBe(0.8);
		expect(pooledByVolume([])).toBeNull();
		expect(pooledByResponses([silent])).toBeNull();
		expect(pooledByVolume([{ contacts: 9, responses: 1, satisfied: 1 }])).toEqual({ value: 1, error: null });
	});
});

test('channels are ranked only where response is known and within a factor of two', () => {
	expect(mayBeRanked([0.52, 0.06])).toBe(false);
	expect(mayBeRanked([0.2, 0.1])).toBe(true);
	expect(mayBeRanked([0.21, 0.1])).toBe(false);
	expect(mayBeRanked([0.2, null])).toBe(false);
	expect(mayBeRanked([0.2, 0])).toBe(false);
	expect(mayBeRanked([0, 0])).toBe(false);
	expect(mayBeRanked([0.3, 0.2, 0.14])).toBe(false);
});

test('a line breaks where response moves by more than five points, or becomes known', () => {
	expect(isResponseBreak(0.2, 0.25)).toBe(false);
	expect(isResponseBreak(0.2, 0.251)).toBe(true);
	expect(isResponseBreak(0.3, 0.2)).toBe(true);
	expect(isResponseBreak(null, 0.2)).toBe(true);
	expect(isResponseBreak(null, null)).toBe(false);
});
