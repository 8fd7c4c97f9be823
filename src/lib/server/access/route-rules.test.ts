import { expect, test } from 'vitest';
import { type Caller, isAtTheMachine, isForeignUse, refusal, routeRules } from './route-rules.ts';

const local: Caller = {
	address: '127.0.0.1',
	host: 'localhost:5080',
	isForwarded: false,
	fetchSite: null,
	fetchMode: null,
	origin: null
};

test.each(['127.0.0.1', '127.8.8.8', '::1', '::ffff:127.0.0.1'])('a socket from %s is at the machine', (address) => {
	expect(isAtTheMachine({ ...local, address })).toBe(true);
});

test.each(['10.0.0.9', '192.168.1.1', '::ffff:10.0.0.9', 'fe80::1', '0.0.0.0', '::', '127.0.0.1.evil', '', null])(
	'a socket from %s is not',
	(address) => {
		expect(isAtTheMachine({ ...local, address })).toBe(false);
	}
);

test.each(['localhost', 'LOCALHOST:5080', '127.0.0.1', '127.0.0.1:5080', '[::1]', '[::1]:5080'])(
	'asked for as %s it is the machine itself',
	(host) => {
		expect(isAtTheMachine({ ...local, host })).toBe(true);
	}
);

test.each([
	'wall.example.org',
	'localhost.example.org',
	'127.0.0.1.example.org',
	'example.org:5080',
	'evil@localhost',
	'localhost:',
	'localhost:5080:80',
	'localhost/x',
	'::1',
	'[::1',
	'0.0.0.0',
	' localhost',
	'',
	null
])('asked for as %s it may be a page of somebody else', (host) => {
	expect(isAtTheMachine({ ...local, host })).toBe(false);
});

test('whatever a proxy hands over is not from the machine', () => {
	expect(isAtTheMachine({ ...local, isForwarded: true })).toBe(false);
});

test('a reader from elsewhere is refused every route with figures, and let in to the others', () => {
	const stranger: Caller = { ...local, address: '10.0.0.9' };
	for (const [route, rules] of Object.entries(routeRules)) {
		for (const [method, rule] of Object.entries(rules)) {
			expect(refusal(route, method, local), `${method} ${route}`).toBeNull();
			const refused = refusal(route, method, stranger);
			if (rule === 'reader') expect(refused, `${method} ${route}`).toMatchObject({ status: 403 });
			else expect(refused, `${method} ${route}`).toBeNull();
		}
	}
	expect(Object.values(routeRules).flatMap((rules) => Object.values(rules))).toContain('reader');
});

test('HEAD goes by the rule of GET, and no other method by another one', () => {
	expect(refusal('/api/live', 'HEAD', local)).toBeNull();
	expect(refusal('/api/live', 'HEAD', { ...local, host: 'evil.example.org' })).toMatchObject({ status: 403 });
	for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS', 'get', 'constructor', 'toString', ''])
		expect(refusal('/api/live', method, local), method).toMatchObject({ status: 405 });
	expect(refusal('/api/events', 'HEAD', local)).toMatchObject({ status: 405 });
});

test('only what says nothing about the centre is open to anyone', () => {
	const open = Object.entries(routeRules).flatMap(([route, rules]) =>
		Object.entries(rules).flatMap(([method, rule]) => (rule === 'anyone' ? [`${method} ${route}`] : []))
	);
	expect(open.sort()).toEqual(['GET /api/health/live', 'GET /api/health/ready', 'OPTIONS /api/events']);
});

test('what is not in the table does not exist', () => {
	for (const route of [null, '/api/secrets', '/api/live/', '/api', 'api/live', '', 'constructor', '__proto__'])
		expect(refusal(route, 'GET', local), String(route)).toMatchObject({ status: 404 });
});

test("a page of another site reads nothing with the reader's rights, though it may link to a page", () => {
	const foreign: Caller = { ...local, fetchSite: 'cross-site', fetchMode: 'no-cors' };
	const followed: Caller = { ...foreign, fetchMode: 'navigate' };
	for (const [route, rules] of Object.entries(routeRules)) {
		for (const [method, rule] of Object.entries(rules)) {
			const isRefused = rule === 'reader' ? { status: 403 } : null;
			const expectRefusal = (caller: Caller, expected: object | null): void => {
				const refused = refusal(route, method, caller);
				if (expected === null) expect(refused, `${method} ${route}`).toBeNull();
				else expect(refused, `${method} ${route}`).toMatchObject(expected);
			};
			expectRefusal(foreign, isRefused);
			expectRefusal(followed, route.startsWith('/api/') ? isRefused : null);
			for (const fetchSite of ['same-origin', 'same-site', 'none']) expectRefusal({ ...foreign, fetchSite }, null);
		}
	}
	expect(refusal('/', 'HEAD', followed)).toMatchObject({ status: 403 });
});

test.each([
	['http://evil.example.org', true],
	['http://localhost:3000', true],
	['null', true],
	['', true],
	['http://localhost:5080', false],
	['HTTP://LOCALHOST:5080', false],
	[null, false]
])('what changes something and comes from a page of %s is foreign: %s', (origin, isForeign) => {
	const caller = { ...local, host: 'LocalHost:5080', origin };
	for (const method of ['POST', 'PUT', 'PATCH', 'DELETE']) {
		expect(isForeignUse('reader', method, false, caller), method).toBe(isForeign);
		expect(isForeignUse('key', method, false, caller), method).toBe(false);
		expect(isForeignUse('anyone', method, false, caller), method).toBe(false);
	}
	expect(isForeignUse('reader', 'GET', false, caller)).toBe(false);
});
