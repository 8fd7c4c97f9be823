import { expect, test } from 'vitest';
import { dayAfter, lastDays } from './asked-days.ts';

test('the day after, over the end of a month and a year', () => {
	expect(['2026-02-28', '2028-02-28', '2026-12-31', ''].map(dayAfter)).toEqual([
		...['2026-03-01', '2028-02-29', '2027-01-01', '']
	]);
});

test('the last seven days hold today', () => {
	expect(lastDays(new Date(2026, 2, 4, 23, 59), 7)).toEqual({ from: '2026-02-26', last: '2026-03-04' });
});
