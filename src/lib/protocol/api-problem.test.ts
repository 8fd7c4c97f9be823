import { expect, test } from 'vitest';
import { problemOf, readProblem } from './api-problem.ts';

test('a wrong field is named once, and the reason stands without it', () => {
	expect(readProblem(422, { error: 'name: must not be empty', field: 'name' }, null)).toEqual({
		kind: 'invalid',
		field: 'name',
		reason: 'must not be empty',
		why: null,
		retryAfterSeconds: null
	});
	// A reason that merely begins like a field, without one being named, is left whole.
	expect(readProblem(400, { error: 'name: must not be empty' }, null).reason).toBe('name: must not be empty');
});

test('only the server says when showing again who you are would help', () => {
	expect(readProblem(403, { error: 'x', remedy: 'step-up' }, null).kind).toBe('step-up');
	expect(readProblem(403, { error: 'x' }, null).kind).toBe('refused');
	expect(readProblem(401, { error: 'x', remedy: 'step-up' }, null).kind).toBe('login');
});

test('a wrong password is not taken for being logged out', () => {
	const wrong = { error: 'current: is wrong', field: 'current', remedy: 'password' };
	expect(readProblem(401, wrong, null)).toMatchObject({ kind: 'wrong-password', field: 'current', reason: 'is wrong' });
	expect(readProblem(401, { error: 'log in first', remedy: 'login' }, null).kind).toBe('login');
	expect(readProblem(401, {}, null).kind).toBe('login');
});

test('a wait is known only in whole seconds, and only where it was asked for', () => {
	expect(readProblem(429, {}, '40')).toMatchObject({ kind: 'busy', retryAfterSeconds: 40 });
	for (const header of ['Wed, 21 Oct 2026 07:28:00 GMT', '-1', '1e9', '', null])
		expect(readProblem(429, {}, header).retryAfterSeconds, String(header)).toBeNull();
	expect(readProblem(503, {}, '40')).toMatchObject({ kind: 'failed', retryAfterSeconds: null });
});

test('whatever else is answered is a failure of the server, also what is no JSON object', () => {
	for (const body of [null, 'text', ['error'], 7, { error: 7 }, undefined])
		expect(readProblem(500, body, null)).toEqual(problemOf('failed'));
	expect(readProblem(404, { error: 'gone' }, null)).toMatchObject({ kind: 'missing', reason: 'gone' });
	expect(readProblem(409, { error: 'the last administrator' }, null).kind).toBe('conflict');
});

test('a reason is taken by its key where pages have words for it, and left where it is another server’s', () => {
	const answer = (reason: unknown): unknown => ({ error: 'name: longer than 5 characters', field: 'name', reason });
	const read = (reason: unknown): unknown => readProblem(400, answer(reason), null).why;
	const known = { key: 'longer-text', values: { most: '5' } };
	expect(read(known)).toEqual(known);
	expect(read({ ...known, values: { most: 5, more: {} } })).toEqual({ ...known, values: {} });
	expect(read({ key: 'longer-text' })).toEqual({ ...known, values: {} });
	for (const other of [{ key: 'of-tomorrow', values: {} }, { key: 'toString' }, 'longer-text', null, 7, []])
		expect(read(other)).toBeNull();
	expect(readProblem(400, answer({ key: 'of-tomorrow' }), null).reason).toBe('longer than 5 characters');
});
