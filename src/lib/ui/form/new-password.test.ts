import { expect, test } from 'vitest';
import { accessTextOf } from '../i18n/access-text.ts';
import { newPasswordError, passwordReason } from './new-password.ts';

const nl = accessTextOf('nl');

test('a password that is too short says how much is missing, counted as people count', () => {
	expect(newPasswordError('', nl)).toBe('Nog 12 tekens erbij.');
	expect(newPasswordError('12345678901', nl)).toBe('Nog 1 teken erbij.');
	expect(newPasswordError('é'.normalize('NFD').repeat(11), nl)).toBe('Nog 1 teken erbij.');
	expect(newPasswordError('😀'.repeat(12), nl)).toBe('');
	expect(newPasswordError('x'.repeat(128), nl)).toBe('');
	expect(newPasswordError('x'.repeat(129), nl)).toBe(nl.passwordLong);
});

test('what the server has against a password is told in the reader’s language, and never lost', () => {
	expect(passwordReason('must not be keys in a row', nl)).toBe(nl.passwordKeys);
	expect(passwordReason('must be made of something new', nl)).toBe('must be made of something new');
});
