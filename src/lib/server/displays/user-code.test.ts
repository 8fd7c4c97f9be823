import { expect, test } from 'vitest';
import { makeUserCode, readUserCode, showUserCode } from './user-code.ts';

test('a code has eight consonants, and all of them occur', () => {
	const codes = Array.from({ length: 2_000 }, makeUserCode);
	for (const code of codes) expect(code).toMatch(/^[BCDFGHJKLMNPQRSTVWXZ]{8}$/);
	expect(new Set(codes.join('')).size).toBe(20);
	expect(new Set(codes).size).toBe(2_000);
});

test('is shown in two halves', () => {
	expect(showUserCode('WKTRBHDM')).toBe('WKTR-BHDM');
});

test.each(['WKTR-BHDM', 'wktrbhdm', ' wktr bhdm ', 'WKTR–BHDM', 'wktr.bhdm'])('is read from %j', (typed) => {
	expect(readUserCode(typed)).toBe('WKTRBHDM');
});

test.each(['', 'WKTR', 'WKTR-BHDA', 'WKTR-BHD1', 'WKTR-BHDMM', `WKTRBHDM${' '.repeat(100)}`, "' or 1=1 --"])(
	'is not read from %j',
	(typed) => {
		expect(readUserCode(typed)).toBeNull();
	}
);
