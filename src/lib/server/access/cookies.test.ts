import { expect, test } from 'vitest';
import { cookieHeader, cookieName, readCookie } from './cookies.ts';

test('a cookie is out of reach of scripts and of other sites, and over TLS bound to the very host', () => {
	expect(cookieHeader('session', 'abc', true, 60)).toBe(
		'__Host-bereik-session=abc; Path=/; HttpOnly; SameSite=Lax; Max-Age=60; Secure'
	);
	expect(cookieHeader('session', 'abc', false, 60)).toBe(
		'bereik-session=abc; Path=/; HttpOnly; SameSite=Lax; Max-Age=60'
	);
	// What need not be known when somebody comes from elsewhere is not sent then.
	for (const kind of ['display', 'pairing'] as const)
		expect(cookieHeader(kind, 'abc', true, 60)).toMatch(/; SameSite=Strict;/);
	for (const kind of ['session', 'sign-on', 'display', 'pairing'] as const)
		expect(cookieHeader(kind, 'abc', true, 60)).not.toMatch(/domain/i);
});

test('nothing can be put behind a value', () => {
	for (const value of ['a;b', 'a\r\nSet-Cookie: x=y', 'a b', 'a,b', '"a"', 'é'])
		expect(() => cookieHeader('session', value, true, 60), value).toThrow(RangeError);
	expect(cookieHeader('sign-on', 's1.ab_-~', true, 0)).toContain('=s1.ab_-~;');
});

test('is read by its whole name, for the connection it was set on', () => {
	expect(readCookie('a=1; bereik-session=abc; b=2', 'session', false)).toBe('abc');
	expect(readCookie('bereik-session=a=b', 'session', false)).toBe('a=b');
	// Without the prefix any neighbour under the same domain could have set it.
	expect(readCookie('bereik-session=abc', 'session', true)).toBeNull();
	expect(readCookie('__Host-bereik-session=abc', 'session', true)).toBe('abc');
	expect(readCookie('__Host-bereik-session=abc', 'session', false)).toBeNull();
	for (const header of [
		null,
		'',
		'bereik-session',
		'bereik-session=',
		'xbereik-session=abc',
		'x=bereik-session=abc',
		'BEREIK-SESSION=abc',
		'bereik-sessions=abc',
		'bereik-session =abc'
	])
		expect(readCookie(header, 'session', false), String(header)).toBeNull();
});

test('of two with one name none counts: which was planted is not known', () => {
	const name = cookieName('display', false);
	expect(readCookie(`${name}=a; ${name}=b`, 'display', false)).toBeNull();
	expect(readCookie(`${name}=a;${name}=a`, 'display', false)).toBeNull();
	expect(readCookie(`${name}=; ${name}=a`, 'display', false)).toBeNull();
	expect(readCookie(`__Host-${name}=a; ${name}=b`, 'display', true)).toBe('a');
});
