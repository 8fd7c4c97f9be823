import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Calendar } from './calendar.ts';

test('lets everything happen in order of time, and at one instant in order of entry', () => {
	fc.assert(
		fc.property(fc.array(fc.integer({ min: 0, max: 40 })), (instants) => {
			const calendar = new Calendar(0);
			const happened: { at: number; index: number }[] = [];
			instants.forEach((at, index) => calendar.schedule(at, () => happened.push({ at: calendar.now, index })));
			calendar.runBefore(41);
			const expected = instants.map((at, index) => ({ at, index })).sort((a, b) => a.at - b.at || a.index - b.index);
			expect(happened).toEqual(expected);
			expect(calendar.size).toBe(0);
		})
	);
});

test('stops before the instant it is given, and goes on from there', () => {
	const calendar = new Calendar(100);
	const happened: number[] = [];
	for (const at of [130, 110, 120]) calendar.schedule(at, () => happened.push(at));
	calendar.runBefore(120);
	expect(happened).toEqual([110]);
	calendar.runBefore(121);
	expect(happened).toEqual([110, 120]);
	expect(calendar.size).toBe(1);
});

test('includes what is put in while it runs, also for the very same instant', () => {
	const calendar = new Calendar(0);
	const happened: string[] = [];
	calendar.schedule(5, () => {
		happened.push('first');
		calendar.schedule(5, () => happened.push('third'));
		calendar.schedule(7, () => happened.push('fourth'));
	});
	calendar.schedule(5, () => happened.push('second'));
	calendar.runBefore(8);
	expect(happened).toEqual(['first', 'second', 'third', 'fourth']);
});

test('refuses the past and what is no instant', () => {
	const calendar = new Calendar(1000);
	expect(() => calendar.schedule(999, () => {})).toThrow('cannot schedule at 999: it is 1000 already');
	expect(() => calendar.schedule(NaN, () => {})).toThrow('cannot schedule at NaN');
});
