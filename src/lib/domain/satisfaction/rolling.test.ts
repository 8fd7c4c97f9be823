import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { SiteCalendar } from '../time/calendar.ts';
import { isInLastDays, lastDays, rollingByCount, rollingByDates, rollingByDays } from './rolling.ts';
import { addScore, newScoreSums, type ScoreSums } from './score-sums.ts';

const hour = 3_600_000;
const calendar = new SiteCalendar('Europe/Amsterdam');
const scale = { min: 1, max: 5, top: [4, 5] };
const at = (local: string): number => calendar.instantOf(local);

describe('the last days', () => {
	test('are today so far and the local days before it', () => {
		const span = lastDays(calendar, at('2026-06-20T12:00'), 7);
		expect(calendar.localTime(span.from)).toBe('2026-06-14T00:00:00+02:00');
		expect(isInLastDays(span, at('2026-06-14T00:00'))).toBe(true);
		expect(isInLastDays(span, at('2026-06-14T00:00') - 1)).toBe(false);
		expect(isInLastDays(span, at('2026-06-20T12:00'))).toBe(true);
		expect(isInLastDays(span, at('2026-06-20T12:00') + 1)).toBe(false);
		expect(lastDays(calendar, at('2026-06-20T12:00'), 1).from).toBe(at('2026-06-20T00:00'));
	});

	test.each([
		['2026-03-30T12:00', -1],
		['2026-10-26T12:00', 1]
	])('before %s begin at local midnight though the clock changed', (now, hours) => {
		const { from } = lastDays(calendar, at(now), 7);
		expect(calendar.localTime(from).slice(11, 19)).toBe('00:00:00');
		expect((at(now) - from) / hour).toBe(6 * 24 + 12 + hours);
	});

	test('are a whole number of days from 1', () => {
		for (const days of [0, -1, 1.5]) expect(() => lastDays(calendar, 0, days)).toThrow(RangeError);
	});

	test('give the same score from answers and from sums per date', () => {
		const now = at('2026-03-31T10:00');
		const answer = fc.record({
			at: fc.integer({ min: now - 12 * 24 * hour, max: now }),
			score: fc.integer({ min: 0, max: 6 })
		});
		fc.assert(
			fc.property(fc.array(answer, { maxLength: 60 }), fc.integer({ min: 1, max: 10 }), (answers, days) => {
				const byDate = new Map<string, ScoreSums>();
				for (const one of answers) {
					const date = calendar.dateOf(one.at);
					const sums = byDate.get(date) ?? newScoreSums();
					addScore(sums, one.score, scale);
					byDate.set(date, sums);
				}
				const span = lastDays(calendar, now, days);
				expect(rollingByDates(calendar, span, byDate)).toEqual(rollingByDays(answers, span, scale));
			})
		);
	});

	test('count an answer of midnight with the new day', () => {
		const midnight = at('2026-03-31T00:00');
		const sums = newScoreSums();
		addScore(sums, 5, scale);
		const span = lastDays(calendar, midnight, 1);
		expect(rollingByDates(calendar, span, new Map([['2026-03-31', sums]])).n).toBe(1);
		expect(rollingByDates(calendar, span, new Map([['2026-03-30', sums]])).n).toBe(0);
	});
});

describe('the last answers', () => {
	const distinct = fc.uniqueArray(fc.record({ at: fc.nat(10_000), score: fc.integer({ min: 0, max: 6 }) }), {
		selector: (answer) => answer.at,
		maxLength: 60
	});

	test('are the newest, in whatever order they come, and say how far back they reach', () => {
		fc.assert(
			fc.property(distinct, fc.integer({ min: 1, max: 20 }), fc.nat(10_000), (answers, count, now) => {
				const valid = answers
					.filter((answer) => answer.at <= now && answer.score >= 1 && answer.score <= 5)
					.toSorted((a, b) => a.at - b.at)
					.slice(-count);
				const last = rollingByCount(answers, count, scale, now);
				expect(last.sums.n).toBe(valid.length);
				expect(last.sums.sum).toBe(valid.reduce((sum, { score }) => sum + score, 0));
				expect(last.from).toBe(valid[0]?.at ?? null);
				expect(last.isComplete).toBe(valid.length === count);
				expect(rollingByCount(answers.toReversed(), count, scale, now)).toEqual(last);
			})
		);
	});

	test('of none reach back to nowhere', () => {
		expect(rollingByCount([], 5, scale, 0)).toMatchObject({ from: null, isComplete: false });
		expect(() => rollingByCount([], 0, scale, 0)).toThrow(RangeError);
	});

	test('of half a million keep only themselves', () => {
		function* answers() {
			for (let index = 0; index < 500_000; index++) yield { at: index, score: 1 + (index % 5) };
		}
		expect(rollingByCount(answers(), 100, scale, 1e9)).toMatchObject({ from: 499_900, sums: { n: 100, sum: 300 } });
	});
});
