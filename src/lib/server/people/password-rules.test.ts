import { expect, test } from 'vitest';
import { passwordProblem } from './password-rules.ts';

const ann = { name: 'Annabel de Vries', email: 'annabel.devries@example.org' };

test.each([
	'purple tulips in rain',
	'kXv9#mPq2$Lw',
	'vier-fietsen-op-zolder',
	'zonnebloem kapstok 81',
	'ééñ-øß-日本語-kaas-brug',
	'annabel loves violin concertos',
	'welcome to the jungle gym'
])('takes %s', (password) => {
	expect(passwordProblem(password, ann)).toBeNull();
});

test('wants 12 to 128 characters, and counts characters rather than bytes', () => {
	expect(passwordProblem('kXv9#mPq2$L', ann)).toMatch(/at least 12/);
	expect(passwordProblem('🦊🐢🐝🦉🐙🦀'.repeat(2).slice(0, 22), ann)).toMatch(/at least 12/);
	const long = Array.from({ length: 64 }, (_, nth) => String.fromCharCode(0x4e00 + nth * 7)).join('');
	expect(passwordProblem(long + [...long].reverse().join(''), ann)).toBeNull();
	expect(passwordProblem(`${long}${[...long].reverse().join('')}x`, ann)).toMatch(/at most 128/);
});

test.each([
	['Annabel.DeVries@example.org', /own name or address/],
	['annabelvries2026', /own name or address/],
	['AnnabelDeVries!', /own name or address/],
	['devries-annabel-1', /own name or address/],
	['aaaaaaaaaaaa', /repeat/],
	['abababababab', /repeat/],
	['kaas1kaas1kaas1', /repeat/],
	['qwertyuiop12345', /in a row/],
	['abcdefghijklm', /in a row/],
	['098765432100', /in a row|repeat/],
	['1qaz2wsx3edc', /in a row/],
	['password1234', /tried first/],
	['P@ssw0rd!2026', /tried first/],
	['Wachtwoord123!', /tried first/],
	['Welkom01Welkom', /tried first/],
	['welkomzomer2026', /tried first/],
	['iloveyou-2026', /tried first/],
	['Bereik!Dashboard', /tried first/],
	['correcthorsebatterystaple', /tried first/],
	['19-11-1984-19', /tried first|repeat/],
	['purple tulips\u0007!', /control/]
])('refuses %s', (password, reason) => {
	expect(passwordProblem(password, ann)).toMatch(reason);
});

test('knows nothing of an owner it is not told of', () => {
	expect(passwordProblem('annabelvries2026', { name: null, email: null })).toBeNull();
});

test('is quick about a long text that nearly repeats itself', () => {
	const before = performance.now();
	passwordProblem(`${'abcabd'.repeat(21)}x`, ann);
	expect(performance.now() - before).toBeLessThan(100);
});
