import { describe, expect, test } from 'vitest';
import { calendarDate, clockTime, isSameDate, minuteOfDay } from './clock-time.ts';
import { duration } from './duration.ts';
import { count, decimals, percent, percentNumber } from './number.ts';

describe('a wait', () => {
	test.each([
		[0, '0:00'],
		[8, '0:08'],
		[59.99, '0:59'],
		[402, '6:42'],
		[3599, '59:59'],
		[3600, '1:00:00'],
		[3765, '1:02:45'],
		[44_715 * 60, '745:15:00'],
		[null, '–']
	])('of %s seconds reads %s', (seconds, text) => {
		expect(duration(seconds)).toBe(text);
	});
});

describe('a number', () => {
	test('is grouped as the language does', () => {
		expect(count(1284, 'nl')).toBe('1.284');
		expect(count(1284, 'en')).toBe('1,284');
		expect(count(0, 'nl')).toBe('0');
	});

	test('that is not known is a dash, never zero', () => {
		expect(count(null, 'nl')).toBe('–');
		expect(percent(null, 'nl')).toBe('–');
		expect(percentNumber(null, 'en')).toBe('–');
	});

	test('below zero has a real minus, and nothing rounds to minus zero', () => {
		expect(decimals(-0.8, 1, 'nl')).toBe('\u22120,8');
		expect(decimals(-0.04, 1, 'en')).toBe('0.0');
	});
});

describe('a share', () => {
	test.each([
		[0, '0%'],
		[0.004, '0,4%'],
		[0.0949, '9,5%'],
		[0.0999, '10%'],
		[0.764, '76%'],
		[1, '100%']
	])('of %d reads %s', (share, text) => {
		expect(percent(share, 'nl')).toBe(text);
	});

	test('that just misses its norm never reads as the norm', () => {
		expect(percent(0.7996, 'nl', 0.8)).toBe('79,9%');
		expect(percent(0.799_999, 'en', 0.8)).toBe('79.9%');
		expect(percent(0.794, 'nl', 0.8)).toBe('79%');
		expect(percent(0.8, 'nl', 0.8)).toBe('80%');
		expect(percent(0.804, 'nl', 0.8)).toBe('80%');
	});
});

describe('a time', () => {
	test('is the site zone’s, whatever this machine’s is', () => {
		expect(clockTime(Date.UTC(2026, 10, 10, 10, 42), 'Europe/Amsterdam')).toBe('11:42');
		expect(clockTime(Date.UTC(2026, 6, 10, 10, 42), 'Europe/Amsterdam')).toBe('12:42');
		expect(clockTime(Date.UTC(2026, 10, 9, 23, 5), 'Europe/Amsterdam')).toBe('00:05');
		expect(clockTime(Date.UTC(2026, 10, 10, 10, 42), 'Asia/Kolkata')).toBe('16:12');
	});

	test('of an hour that comes twice says which of the two, and one that does not come is passed over', () => {
		const fall = (minutes: number) => Date.UTC(2026, 9, 25, 0, minutes);
		const shown = [-1, 0, 59, 60, 119, 120].map((minutes) => clockTime(fall(minutes), 'Europe/Amsterdam'));
		expect(shown).toEqual(['01:59', '02:00\u00a0A', '02:59\u00a0A', '02:00\u00a0B', '02:59\u00a0B', '03:00']);
		expect([0, 60].map((minutes) => minuteOfDay(fall(minutes), 'Europe/Amsterdam'))).toEqual([120, 120]);
		const spring = Date.UTC(2026, 2, 29, 1);
		expect([spring - 1, spring].map((at) => clockTime(at, 'Europe/Amsterdam'))).toEqual(['01:59', '03:00']);
		// There the clocks go back by half an hour, at two.
		const island = Date.UTC(2026, 3, 4, 14, 45);
		expect([island, island + 1_800_000].map((at) => clockTime(at, 'Australia/Lord_Howe'))).toEqual([
			'01:45\u00a0A',
			'01:45\u00a0B'
		]);
	});

	test('is of a date of its own in every zone', () => {
		const [before, after] = [Date.UTC(2026, 10, 9, 22, 59, 59), Date.UTC(2026, 10, 9, 23)];
		expect(isSameDate(before, after, 'Europe/Amsterdam')).toBe(false);
		expect(isSameDate(before, after, 'UTC')).toBe(true);
		expect(isSameDate(before, before + 365 * 86_400_000, 'UTC')).toBe(false);
		expect(isSameDate(null, after, 'UTC')).toBe(true);
	});

	test('in a zone the browser does not know still shows a time', () => {
		expect(clockTime(Date.UTC(2026, 10, 10, 10, 42), 'Mars/Olympus')).toMatch(/^\d\d:\d\d$/);
	});

	test('that is not known is a dash', () => {
		expect(clockTime(null, 'Europe/Amsterdam')).toBe('–');
		expect(clockTime(0, null)).toBe('–');
		expect(calendarDate(null, null, 'nl')).toBe('–');
	});

	test('has a date in the language', () => {
		const at = Date.UTC(2021, 10, 9, 10, 42);
		expect(calendarDate(at, 'Europe/Amsterdam', 'nl')).toBe('di 9 nov 2021');
		expect(calendarDate(at, 'Europe/Amsterdam', 'en')).toBe('Tue 9 Nov 2021');
		expect(calendarDate(Date.UTC(2021, 10, 9, 23, 30), 'Europe/Amsterdam', 'nl')).toBe('wo 10 nov 2021');
	});
});
