import * as v from 'valibot';
import { expect, test } from 'vitest';
import { newDisplaySchema } from '#lib/protocol/display-settings.ts';
import { displaysTextOf } from '../i18n/displays-text.ts';
import { type DisplayForm, displayFormOf, emptyDisplayForm, readDisplayForm, typedNumber } from './display-form.ts';

const nl = displaysTextOf('nl');
const filled = (changed: Partial<DisplayForm> = {}): DisplayForm => ({
	...emptyDisplayForm('nl'),
	name: ' Hal 1 ',
	team: 'Klantenservice',
	...changed
});
const errorsOf = (changed: Partial<DisplayForm>) =>
	Object.entries(readDisplayForm(filled(changed), nl, 'nl').errors).filter(([, error]) => error !== '');

test('what was filled in is what the server takes', () => {
	const { entered } = readDisplayForm(filled({ readingMetres: '4,5' }), nl, 'nl');
	expect(v.parse(newDisplaySchema, entered)).toEqual({
		name: 'Hal 1',
		settings: {
			team: 'Klantenservice',
			board: 'both',
			secondsPerBoard: 20,
			language: 'nl',
			theme: 'dark',
			diagonalInches: 55,
			readingMetres: 4.5
		}
	});
});

test('a screen that is changed starts from what it is', () => {
	const entered = readDisplayForm(filled({ readingMetres: '4,5' }), nl, 'nl').entered;
	if (entered === null) throw new Error('nothing was entered');
	const again = displayFormOf(entered.name, entered.settings, 'nl');
	expect(again.readingMetres).toBe('4,5');
	expect(readDisplayForm(again, nl, 'nl').entered).toEqual(entered);
});

test('every field says what is wrong with it, and none what is wrong with another', () => {
	expect(errorsOf({ name: '  ', team: 'x'.repeat(61) })).toEqual([
		['name', 'Vul dit in.'],
		['team', 'Hoogstens 60 tekens.']
	]);
	for (const secondsPerBoard of ['', '14', '61', '20,5', 'veel', '2e1'])
		expect(errorsOf({ secondsPerBoard }), secondsPerBoard).toEqual([['secondsPerBoard', 'Een getal van 15 tot 60.']]);
	expect(errorsOf({ diagonalInches: '19', readingMetres: '-5' }).map(([field]) => field)).toEqual([
		'diagonalInches',
		'readingMetres'
	]);
});

test('a screen too small for its farthest reader is refused with advice', () => {
	expect(errorsOf({ diagonalInches: '43' })).toEqual([
		[
			'readingMetres',
			'Op 5 m zijn namen maar 12,9 boogminuten hoog; 16 is het minste. ' +
				'Neem een scherm van minstens 55 inch. Dit scherm is leesbaar tot 4,0 m.'
		]
	]);
	expect(errorsOf({ diagonalInches: '43', readingMetres: '4' })).toEqual([]);
	expect(errorsOf({ readingMetres: '20' })[0]?.[1]).not.toContain('Neem');
});

test('numbers are typed with a comma or a point, and nothing else is a number', () => {
	expect([typedNumber(' 4,5 '), typedNumber('4.5'), typedNumber('55')]).toEqual([4.5, 4.5, 55]);
	for (const typed of ['', '4,5,6', '1e3', '0x10', '-1', '1 000', 'Infinity'])
		expect(typedNumber(typed), typed).toBeNaN();
});
