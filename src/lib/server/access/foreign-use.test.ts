import { expect, test } from 'vitest';
import { type AskingPage, isForeignUse } from './foreign-use.ts';

const silent: AskingPage = {
	fetchSite: null,
	fetchMode: null,
	origin: null,
	host: 'LocalHost:5080',
	isSecure: false,
	siteOrigin: null
};
const changing = ['POST', 'PUT', 'PATCH', 'DELETE'];

test.each([
	['http://evil.example.org', true],
	['http://localhost:3000', true],
	['http://localhost', true],
	['null', true],
	['', true],
	['file://', true],
	['chrome-extension://localhost:5080', true],
	['http://localhost:5080.example.org', true],
	['http://localhost:5080', false],
	['HTTP://LOCALHOST:5080', false],
	['https://localhost:5080', false],
	[null, false]
])('what changes or reads something and says that it comes from %s is foreign: %s', (origin, isForeign) => {
	for (const method of [...changing, 'GET', 'HEAD'])
		expect(isForeignUse(method, false, { ...silent, origin }), method).toBe(isForeign);
	// A page that is opened by a link says nothing of where it comes from.
	expect(isForeignUse('GET', true, { ...silent, origin })).toBe(isForeign);
});

test('an encrypted page is not for one of the same name that is not', () => {
	const secure = { ...silent, host: 'wall.example.org', isSecure: true };
	expect(isForeignUse('POST', false, { ...secure, origin: 'https://wall.example.org' })).toBe(false);
	expect(isForeignUse('POST', false, { ...secure, origin: 'http://wall.example.org' })).toBe(true);
	expect(isForeignUse('POST', false, { ...secure, origin: 'http://wall.example.org', isSecure: false })).toBe(false);
});

test('the port of the scheme may be said or left out', () => {
	const from = (origin: string, host: string) => isForeignUse('POST', false, { ...silent, origin, host });
	expect(from('https://wall.example.org', 'wall.example.org:443')).toBe(false);
	expect(from('http://wall.example.org', 'wall.example.org:80')).toBe(false);
	expect(from('https://wall.example.org', 'wall.example.org:80')).toBe(true);
	expect(from('http://[::1]:5080', '[::1]:5080')).toBe(false);
});

test.each([null, '', 'evil@wall.example.org', 'wall.example.org/x', 'a, wall.example.org', ' wall.example.org'])(
	'where it is not known by which name the server was asked (%j), no page is its own',
	(host) => {
		expect(isForeignUse('POST', false, { ...silent, host, origin: 'http://wall.example.org' })).toBe(true);
	}
);

test('the address that the site was given is its own, whatever a proxy makes of the name', () => {
	const behind = { ...silent, host: '127.0.0.1:5080', siteOrigin: 'https://wall.example.org' };
	expect(isForeignUse('POST', false, { ...behind, origin: 'https://wall.example.org' })).toBe(false);
	expect(isForeignUse('POST', false, { ...behind, origin: 'https://wall.example.org.evil' })).toBe(true);
	expect(isForeignUse('POST', false, { ...behind, origin: 'null' })).toBe(true);
});

test('a page of another site or of a neighbour reads nothing, though it may link to a page', () => {
	for (const fetchSite of ['cross-site', 'same-site', 'something-new']) {
		for (const fetchMode of ['no-cors', 'cors', 'same-origin', 'websocket', null]) {
			expect(isForeignUse('GET', true, { ...silent, fetchSite, fetchMode })).toBe(true);
			expect(isForeignUse('GET', false, { ...silent, fetchSite, fetchMode })).toBe(true);
		}
		const followed = { ...silent, fetchSite, fetchMode: 'navigate' };
		expect(isForeignUse('GET', true, followed)).toBe(false);
		expect(isForeignUse('GET', false, followed)).toBe(true);
		expect(isForeignUse('HEAD', true, followed)).toBe(true);
	}
});

test('nothing is changed but by a page of our own or a program that is no browser', () => {
	for (const method of changing) {
		for (const fetchSite of ['cross-site', 'same-site', 'none'])
			expect(isForeignUse(method, true, { ...silent, fetchSite, fetchMode: 'navigate' }), method).toBe(true);
		expect(isForeignUse(method, false, { ...silent, fetchSite: 'same-origin' }), method).toBe(false);
		expect(isForeignUse(method, false, silent), method).toBe(false);
	}
	for (const fetchSite of ['same-origin', 'none', null])
		expect(isForeignUse('GET', false, { ...silent, fetchSite })).toBe(false);
});
