import { expect, test } from 'vitest';
import { ageText, moment } from './moment.ts';

test('an age is told in the unit one would use for it', () => {
	const second = 1000;
	const ages = [0, 12, 99, 100, 5999, 6000, 47 * 3600 + 3599, 48 * 3600].map((age) => ageText(age * second, 'nl'));
	expect(ages).toEqual(['0 s', '12 s', '99 s', '1 min', '99 min', '1 u', '47 u', '2 d']);
	expect(ageText(3 * 3600 * second, 'en')).toBe('3 h');
	expect(ageText(-5000, 'nl')).toBe('0 s');
});

test('a moment is its day and its time in the zone that is asked for', () => {
	const at = Date.UTC(2021, 10, 9, 10, 42);
	expect(moment(at, 'Europe/Amsterdam', 'nl')).toBe('di 9 nov 2021 11:42');
	expect(moment(at, 'UTC', 'en')).toBe('Tue 9 Nov 2021 10:42');
	expect([moment(null, 'UTC', 'nl'), moment(at, null, 'nl')]).toEqual(['–', '–']);
});
