import { expect, test } from 'vitest';
import { wordingOf } from '../i18n/wording.ts';
import { averagesFacts } from './verdict-words.ts';

test('averages off their norm are said with figure, norm and what they are over', () => {
	const wait = { value: 72, norm: 60 };
	const level = { value: 0.741, norm: 0.8 };
	expect(averagesFacts({ kind: 'averages', wait, level }, wordingOf('nl'))).toEqual([
		'1:12, norm 1:00 · 30 min',
		'74%, norm 80% · vandaag'
	]);
	expect(averagesFacts({ kind: 'averages', wait: null, level }, wordingOf('en'))).toEqual(['74%, target 80% · today']);
	expect(averagesFacts({ kind: 'within' }, wordingOf('nl'))).toEqual([]);
});
