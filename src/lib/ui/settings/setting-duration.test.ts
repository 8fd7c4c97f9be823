import { expect, test } from 'vitest';
import { shownDuration, typedDuration } from './setting-duration.ts';

test('a duration is shown in one way, with the hours of the language', () => {
	const written = ['20s', '1m30s', '24h', '90m', '7d', '1d12h', '0s'];
	expect(written.map((one) => shownDuration(one, 'u'))).toEqual([
		...['20 s', '1 min 30 s', '24 u', '90 min', '7 d', '1 d 12 u', '0 s']
	]);
	expect(shownDuration('24h', 'h')).toBe('24 h');
	expect(['never', 'none', '', 'soon'].map((one) => shownDuration(one, 'u'))).toEqual(['never', 'none', '', 'soon']);
});

test('what is shown in either language reads back to what it was', () => {
	for (const written of ['20s', '1m30s', '24h', '90m', '7d', '1d12h', '2d3h4m5s', '0s'])
		for (const hourUnit of ['u', 'h']) expect(typedDuration(shownDuration(written, hourUnit))).toBe(written);
});

test('hours, days and minutes are taken in the words people type', () => {
	const typed = ['24u', '24 h', '2 uur', '2 Hours', '1u30m', '5 minuten', '30 sec', '1 dag', '90\u00a0d'];
	expect(typed.map(typedDuration)).toEqual(['24h', '24h', '2h', '2h', '1h30m', '5m', '30s', '1d', '90d']);
	expect(['45', '1:30', '1:05:00', '0:08'].map(typedDuration)).toEqual(['45s', '1m30s', '1h5m0s', '0m8s']);
});

test('what is no duration is none', () => {
	for (const typed of ['', 'soon', '5x', 's', '-5', '1:75', '1:75:00', '30s 1m', '1,5 u'])
		expect(typedDuration(typed), typed).toBeNull();
});
