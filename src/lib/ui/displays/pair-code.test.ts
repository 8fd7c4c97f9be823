import { expect, test } from 'vitest';
import { pairCodeOfHash, pairLink, readPairCode } from './pair-code.ts';

test('a code is understood however it is typed', () => {
	for (const typed of ['WKTR-BHDM', 'wktrbhdm', ' wktr bhdm ', 'WKTR–BHDM', 'w.k.t.r.b.h.d.m'])
		expect(readPairCode(typed), typed).toBe('WKTR-BHDM');
});

test('what cannot be a code is none', () => {
	for (const typed of ['', 'WKTR', 'WKTR-BHD', 'WKTR-BHDMX', 'WKTR-BHDA', 'WKTR-BHD1', 'WKTR/BHDM'])
		expect(readPairCode(typed), typed).toBeNull();
});

test('a scanned code arrives as the one that was shown', () => {
	const link = pairLink('https://wall.example.org', 'WKTR-BHDM');
	expect(link).toBe('https://wall.example.org/displays#pair=WKTR-BHDM');
	expect(readPairCode(pairCodeOfHash(new URL(link).hash))).toBe('WKTR-BHDM');
	expect(pairCodeOfHash('#content')).toBe('');
	expect(pairCodeOfHash('')).toBe('');
});
