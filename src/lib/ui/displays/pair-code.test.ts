import { expect, test } from 'vitest';
import { isOnlyHere, pairCodeOfHash, pairLink, readPairCode } from './pair-code.ts';

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

test('an address that no phone can reach is told from one that it can', () => {
	const hosts = (addresses: readonly string[]): string[] => addresses.map((address) => new URL(address).hostname);
	for (const host of hosts([
		'http://localhost:5173',
		'http://127.0.0.1',
		'http://127.1.2.3',
		'http://[::1]:80',
		'http://a.localhost'
	]))
		expect(isOnlyHere(host), host).toBe(true);
	for (const host of hosts([
		'http://192.168.1.4',
		'https://wall.example.org',
		'http://localhost.example',
		'http://[fe80::1]',
		'http://127.example'
	]))
		expect(isOnlyHere(host), host).toBe(false);
});
