import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
	type ActivitySpan,
	adherenceFigures,
	adherenceSums,
	mergeAdherence,
	noAdherence
} from './schedule-adherence.ts';

const spans: fc.Arbitrary<ActivitySpan[]> = fc
	.array(fc.tuple(fc.nat(60), fc.nat(60), fc.constantFrom('work', 'break', 'training')), { maxLength: 8 })
	.map((parts) => {
		let from = 0;
		return parts.map(([gap, length, activity]) => {
			const span = { from: from + gap, to: from + gap + length, activity };
			from = span.to;
			return span;
		});
	});

test('without a schedule there is nothing to keep, and staying away from one is 0', () => {
	expect(adherenceFigures(noAdherence)).toEqual({ adherence: null, conformance: null });
	expect(adherenceFigures(adherenceSums([{ from: 0, to: 60, activity: 'work' }], []))).toEqual({
		adherence: 0,
		conformance: 0
	});
	expect(adherenceFigures(adherenceSums([{ from: 0, to: 60, activity: 'break' }], []))).toEqual({
		adherence: 0,
		conformance: null
	});
});

test('working on after the schedule conforms without adhering', () => {
	const sums = adherenceSums([{ from: 0, to: 60, activity: 'work' }], [{ from: 30, to: 120, activity: 'work' }]);
	expect(adherenceFigures(sums)).toEqual({ adherence: 0.5, conformance: 1.5 });
});

test('is what counting minute by minute gives, whatever the order of the lists', () => {
	fc.assert(
		fc.property(spans, spans, (schedule, actual) => {
			const sums = adherenceSums(schedule.toReversed(), actual.toReversed());
			const at = (list: ActivitySpan[], minute: number) =>
				list.find(({ from, to }) => minute >= from && minute < to)?.activity;
			let adherent = 0;
			let scheduled = 0;
			for (let minute = 0; minute < 1000; minute++) {
				const planned = at(schedule, minute);
				if (planned === undefined) continue;
				scheduled += 1;
				if (planned === at(actual, minute)) adherent += 1;
			}
			expect([sums.adherentMs, sums.scheduledMs]).toEqual([adherent, scheduled]);
			const { adherence } = adherenceFigures(sums);
			if (adherence !== null) expect(adherence >= 0 && adherence <= 1).toBe(true);
		})
	);
});

test('adds up over agents and days', () => {
	const one = adherenceSums([{ from: 0, to: 60, activity: 'work' }], [{ from: 0, to: 60, activity: 'work' }]);
	const other = adherenceSums([{ from: 0, to: 180, activity: 'work' }], []);
	expect(adherenceFigures(mergeAdherence(one, other))).toEqual({ adherence: 0.25, conformance: 0.25 });
	expect(mergeAdherence(one, noAdherence)).toEqual(one);
});

test('spans that overlap, or end before they begin, are an error', () => {
	const work = (from: number, to: number): ActivitySpan => ({ from, to, activity: 'work' });
	expect(() => adherenceSums([work(0, 60), work(30, 90)], [])).toThrow(RangeError);
	expect(() => adherenceSums([], [work(60, 0)])).toThrow(RangeError);
	expect(adherenceSums([work(0, 60), work(60, 90)], []).scheduledMs).toBe(90);
});
