import { expect, test } from 'vitest';
import { settingsNl as text } from '../i18n/settings-nl.ts';
import { type FieldKind, readTyped, type SettingField, shownValue, spokenValue } from './setting-field.ts';

const field = (kind: FieldKind, isNorm = false): SettingField => ({ path: ['x'], label: 'x', kind, isNorm });
const read = (typed: string, kind: FieldKind, isNorm = false): unknown => {
	const result = readTyped(typed, field(kind, isNorm), text);
	return result.ok ? result.value : result.reason;
};

test('durations are taken as people type them', () => {
	expect(
		['20', '20s', '1:30', '1m30s', '1 m 30 s', '24u', '90 min', '7D'].map((typed) => read(typed, 'duration'))
	).toEqual(['20s', '20s', '1m30s', '1m30s', '1m30s', '24h', '90m', '7d']);
	expect(['soon', '1:75', '-5', '5x', 's'].map((typed) => read(typed, 'duration'))).toEqual(
		Array(5).fill(text.mustBeDuration)
	);
	expect([read('Nooit', 'duration-or-never'), read('4h', 'duration-or-never')]).toEqual(['never', '4h']);
});

test('shares, counts, scores, hours and lists are taken as people type them', () => {
	expect(['80', '80%', '85,5 %', '101', 'x'].map((typed) => read(typed, 'share'))).toEqual([
		'80%',
		'80%',
		'85.5%',
		text.mustBeShare,
		text.mustBeShare
	]);
	expect(['12', '1.5', '-1'].map((typed) => read(typed, 'count'))).toEqual([12, text.mustBeCount, text.mustBeCount]);
	expect([read('4, 5', 'scores'), read('4;x', 'scores')]).toEqual([[4, 5], text.mustBeScores]);
	expect(read('8:30-12:00; 13.00 – 17.00', 'hours')).toEqual(['08:30-12:00', '13:00-17:00']);
	expect([read('', 'hours'), read('Gesloten', 'hours'), read('9-5', 'hours')]).toEqual([
		'closed',
		'closed',
		text.mustBeHours
	]);
	expect(read('a, b,,c ', 'texts')).toEqual(['a', 'b', 'c']);
});

test('what is left empty goes back to the file, and a norm is none', () => {
	expect([read(' ', 'text'), read('', 'duration'), read('', 'duration', true)]).toEqual([null, null, 'none']);
	expect(read('', 'several')).toBe(text.chooseOne);
});

test('what stands in a field reads back to the same', () => {
	const values = [
		['duration', '1m30s'],
		['share', '85.5%'],
		['count', 12],
		['scores', [4, 5]],
		['hours', ['08:00-12:00', '13:00-24:00']],
		['hours', 'closed'],
		['texts', ['a', 'b']],
		['duration-or-never', 'never']
	] as const;
	for (const [kind, value] of values) expect(read(shownValue(value, field(kind), text), kind)).toEqual(value);
	expect(read(shownValue('none', field('count', true), text), 'count', true)).toBe('none');
});

test('a value that is not there is not shown as zero', () => {
	expect(spokenValue(undefined, field('count'), text)).toBe(text.notSet);
	expect(spokenValue('none', field('count', true), text)).toBe(text.noNorm);
	expect(spokenValue(0, field('count'), text)).toBe('0');
});

test('what is not set is said so, or as what holds then where that is known', () => {
	expect(spokenValue(undefined, field('duration'), text)).toBe('niet ingesteld');
	const later = { ...field('duration'), unset: text.unsetAsBefore };
	expect(spokenValue(undefined, later, text)).toBe('zoals daarvoor');
	expect(spokenValue('20s', later, text)).toBe('20 s');
});
