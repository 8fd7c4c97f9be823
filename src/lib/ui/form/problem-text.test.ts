import { expect, test } from 'vitest';
import { problemOf, readProblem } from '#lib/protocol/api-problem.ts';
import { deskTextOf } from '../i18n/desk-text.ts';
import { problemText, waitText } from './problem-text.ts';

const nl = deskTextOf('nl');

test('a reason of the server is passed on, with the field it is about', () => {
	const invalid = readProblem(422, { error: 'roles: must name one at least', field: 'roles' }, null);
	expect(problemText(invalid, nl)).toBe(
		'Er klopt iets niet in wat je invulde. De server meldt: roles: must name one at least'
	);
	expect(problemText(readProblem(409, { error: 'the last administrator' }, null), nl)).toContain(
		'the last administrator'
	);
	expect(problemText(problemOf('conflict'), nl)).toBe('Dit kan nu niet.');
});

test('a reason that has a key is told in the language of the reader', () => {
	const answer = { error: 'name: longer than 80 characters', field: 'name' };
	const invalid = readProblem(400, { ...answer, reason: { key: 'longer-text', values: { most: '80' } } }, null);
	expect(problemText(invalid, nl)).toBe('Er klopt iets niet in wat je invulde. name: Schrijf hoogstens 80 tekens.');
	expect(problemText(invalid, deskTextOf('en'))).toContain('name: Write at most 80 characters.');
	const last = { key: 'last-administrator', values: {} };
	expect(problemText(readProblem(409, { error: 'x', field: 'roles', reason: last }, null), nl)).toBe(
		'Dit kan nu niet. Dit is de laatste beheerder; er moet er een blijven.'
	);
	const away = { error: 'log: the event log takes nothing at the moment', field: 'log' };
	const told = problemText(readProblem(503, { ...away, reason: { key: 'log-away', values: {} } }, null), nl);
	expect(told).toBe('De server kan op dit moment niets vastleggen. Er is niets veranderd.');
});

test('a wait is told in what one can wait for, and never shorter than it is', () => {
	expect([waitText(1, nl), waitText(0, nl), waitText(40, nl), waitText(119.2, nl)]).toEqual([
		'1 seconde',
		'1 seconde',
		'40 seconden',
		'2 minuten'
	]);
	expect([waitText(121, nl), waitText(900, deskTextOf('en'))]).toEqual(['3 minuten', '15 minutes']);
	expect(problemText(readProblem(429, {}, '40'), nl)).toContain('40 seconden');
	expect(problemText(readProblem(429, {}, null), nl)).toContain('even');
});

test('whoever changed their mind is told nothing, and everybody else something', () => {
	const kinds = ['network', 'failed', 'login', 'step-up', 'refused', 'missing', 'invalid', 'conflict', 'busy'] as const;
	for (const language of ['nl', 'en'] as const) {
		const said = kinds.map((kind) => problemText(problemOf(kind), deskTextOf(language)));
		expect(new Set(said).size).toBe(kinds.length);
		expect(problemText(problemOf('cancelled'), deskTextOf(language))).toBe('');
	}
});
