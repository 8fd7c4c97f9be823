import { describe, expect, test } from 'vitest';
import type { Role } from '#lib/domain/access/role.ts';
import type { KeyScope } from './key-scope.ts';
import { Door, type Knock, stepUpMs } from './door.ts';
import type { PersonPrincipal } from './principal.ts';

const now = 10_000_000;
const home = { address: '127.0.0.1', isForwarded: false, isSecure: false, host: 'localhost:5080' };
const lan = { address: '10.0.0.9', isForwarded: false, isSecure: false, host: 'wall.example.org' };
const quiet = { fetchSite: null, fetchMode: null, origin: null, siteOrigin: null };
const bare: Knock = {
	routeId: '/api/live',
	method: 'GET',
	origin: lan,
	page: quiet,
	contentType: null,
	authorization: null,
	sessionToken: null,
	displayToken: null
};

/** Tokens are the roles with `+` between; keys their scopes; a person of `admin!` showed again who they are. */
function doorOf(isOpen = false) {
	const asked: string[] = [];
	const origins: unknown[] = [];
	const door = new Door({
		isOpen,
		now: () => now,
		proxies: { see: (origin) => void origins.push(origin) },
		keys: {
			verify: async (text) => {
				asked.push(`key ${text}`);
				if (!text.startsWith('brk_')) return null;
				return { id: 'k', source: 'pbx', scopes: text.slice(4).split('+') as KeyScope[] }; // the test's own words
			}
		},
		sessions: {
			verify: async (token) => {
				asked.push(`session ${token}`);
				return token === 'ended' ? null : person(token.replace('!', ''), token.endsWith('!') ? now - 1 : null);
			}
		},
		displays: {
			verify: async (token) => {
				asked.push(`display ${token}`);
				return token === 'ended' ? null : { kind: 'display', displayId: token };
			}
		}
	});
	return { admit: (changes: Partial<Knock>) => door.admit({ ...bare, ...changes }), asked, origins };
}

test('whoever watches for proxies sees every request, also of nobody and for no page', async () => {
	const { admit, origins } = doorOf();
	await admit({ routeId: null });
	await admit({ routeId: '/api/events', method: 'POST' });
	await admit({});
	expect(origins).toEqual([lan, lan, lan]);
});

function person(roles: string, steppedUpAt: number | null): PersonPrincipal {
	const held = roles.split('+') as Exclude<Role, 'display'>[]; // the test's own words
	return { kind: 'person', personId: 'p', sessionId: 's', roles: held, queues: null, steppedUpAt };
}

async function refusalOf(changes: Partial<Knock>, isOpen = false) {
	return (await doorOf(isOpen).admit(changes)).refusal;
}
async function principalOf(changes: Partial<Knock>, isOpen = false) {
	return (await doorOf(isOpen).admit(changes)).principal;
}

describe('whoever shows nothing', () => {
	test('is shown the way to log in, also at the machine, unless the server is open', async () => {
		expect(await refusalOf({})).toEqual({ status: 401, reason: 'log in first', remedy: 'login' });
		expect(await refusalOf({ origin: home })).toMatchObject({ status: 401 });
		expect(await principalOf({ origin: home }, true)).toEqual({ kind: 'machine' });
	});

	test('is not at the machine by coming from elsewhere, through a proxy or by another name', async () => {
		for (const change of [{ address: '10.0.0.9' }, { address: null }, { isForwarded: true }, { host: 'evil.example' }])
			expect(await refusalOf({ origin: { ...home, ...change } }, true), JSON.stringify(change)).toMatchObject({
				status: 401
			});
	});

	test('is told of no route that there is not, and of no method', async () => {
		expect(await refusalOf({ routeId: null }, true)).toMatchObject({ status: 404 });
		expect(await refusalOf({ routeId: '/api/secrets', origin: home }, true)).toMatchObject({ status: 404 });
		for (const method of ['PUT', 'OPTIONS', 'TRACE', 'PROPFIND', 'get'])
			expect(await refusalOf({ method, origin: home }, true), method).toMatchObject({ status: 405 });
	});

	test('comes in where anyone may, and is nobody', async () => {
		expect(await principalOf({ routeId: '/api/me' })).toEqual({ kind: 'nobody' });
		expect(await principalOf({ routeId: '/api/me', sessionToken: 'ended', displayToken: 'ended' })).toEqual({
			kind: 'nobody'
		});
	});
});

describe('a person', () => {
	test('comes in by what their roles may, and is told when that is not enough', async () => {
		expect(await principalOf({ sessionToken: 'executive' })).toMatchObject({ kind: 'person', roles: ['executive'] });
		expect(await refusalOf({ routeId: '/api/people', sessionToken: 'manager' })).toEqual({
			status: 403,
			reason: 'your role does not allow this'
		});
		expect(await principalOf({ routeId: '/api/people', sessionToken: 'manager+auditor' })).not.toBeNull();
		expect(await refusalOf({ routeId: '/api/people', sessionToken: 'ended' })).toMatchObject({ status: 401 });
	});

	test('without any role is logged in and sees nothing', async () => {
		expect(await principalOf({ routeId: '/api/sessions', sessionToken: '' })).toMatchObject({ kind: 'person' });
		expect(await refusalOf({ sessionToken: '' })).toMatchObject({ status: 403 });
	});

	test('shows again who they are where it matters, within ten minutes', async () => {
		const make = { routeId: '/api/keys', method: 'POST' };
		expect(await refusalOf({ ...make, sessionToken: 'admin' })).toMatchObject({ status: 403, remedy: 'step-up' });
		expect(await principalOf({ ...make, sessionToken: 'admin!' })).toMatchObject({ kind: 'person' });
		// Whoever may not is not asked to.
		expect(await refusalOf({ ...make, sessionToken: 'manager!' })).not.toHaveProperty('remedy');
		const at = async (steppedUpAt: number) => {
			const door = new Door({
				isOpen: false,
				now: () => now,
				keys: { verify: async () => null },
				displays: { verify: async () => null },
				sessions: { verify: async () => person('admin', steppedUpAt) }
			});
			return (await door.admit({ ...bare, ...make, sessionToken: 'x' })).refusal?.remedy;
		};
		expect([await at(now - stepUpMs), await at(now - stepUpMs + 1)]).toEqual(['step-up', undefined]);
	});

	test('on an open server who may not is whoever sits there', async () => {
		expect(await principalOf({ routeId: '/api/keys', sessionToken: 'executive', origin: home }, true)).toEqual({
			kind: 'machine'
		});
		expect(await refusalOf({ routeId: '/api/people', sessionToken: 'executive', origin: home }, true)).toMatchObject({
			status: 403
		});
	});
});

describe('a screen', () => {
	const displayToken = 'd1';
	test('sees its board, and no page or figure beside it', async () => {
		expect(await principalOf({ routeId: '/board/[screen]', displayToken })).toEqual({
			kind: 'display',
			displayId: 'd1'
		});
		for (const routeId of ['/', '/me', '/displays', '/(phone)/now', '/api/live', '/api/report', '/api/sessions'])
			expect(await refusalOf({ routeId, displayToken }), routeId).toMatchObject({ status: 403 });
		expect(await refusalOf({ routeId: '/board/[screen]', displayToken: 'ended' })).toMatchObject({ status: 401 });
	});

	test('that is one no longer goes dark on an open server, too, and may be paired again', async () => {
		const ended = { displayToken: 'ended', origin: home };
		for (const routeId of ['/board/[screen]', '/api/stream', '/api/display'])
			expect(await refusalOf({ ...ended, routeId }, true), routeId).toMatchObject({ status: 401, remedy: 'login' });
		expect(await principalOf({ ...ended, routeId: '/displays' }, true)).toEqual({ kind: 'machine' });
		expect(await principalOf({ ...ended, routeId: '/api/pairing', method: 'POST' }, true)).toEqual({ kind: 'machine' });
		expect(await principalOf({ ...ended, routeId: '/api/stream', sessionToken: 'manager' }, true)).toMatchObject({
			kind: 'person'
		});
	});

	test('alone tells how it is', async () => {
		const report = { routeId: '/api/display/alive', method: 'POST' };
		expect(await principalOf({ ...report, displayToken })).toMatchObject({ kind: 'display' });
		expect(await principalOf({ ...report, displayToken, sessionToken: 'admin' })).toMatchObject({ kind: 'display' });
		expect(await refusalOf({ ...report, sessionToken: 'admin!' })).toMatchObject({ status: 403 });
		expect(await refusalOf({ ...report, origin: home }, true)).toMatchObject({ status: 403 });
	});

	test('whose browser a person logged in with is that person', async () => {
		const both = { routeId: '/api/stream', displayToken, sessionToken: 'manager' };
		expect(await principalOf(both)).toMatchObject({ kind: 'person' });
		expect(await principalOf({ ...both, sessionToken: 'ended' })).toMatchObject({ kind: 'display' });
	});
});

describe('a key', () => {
	test('reads what its scope is for, and nothing is read by a cookie beside a wrong one', async () => {
		expect(await principalOf({ authorization: 'Bearer brk_read' })).toMatchObject({ kind: 'key' });
		expect(await principalOf({ authorization: 'bearer  brk_intake+read' })).toMatchObject({ kind: 'key' });
		expect(await refusalOf({ authorization: 'Bearer brk_intake', sessionToken: 'admin' })).toMatchObject({
			status: 403
		});
		for (const wrong of ['Bearer wrong', 'Bearer', 'Bearer ', 'Bearer brk_read brk_read', 'bearer\tbrk_read']) {
			const { admit, asked } = doorOf(true);
			const knock = { authorization: wrong, sessionToken: 'admin', displayToken: 'd1', origin: home };
			expect((await admit(knock)).refusal, wrong).toMatchObject({ status: 401, field: 'authorization' });
			expect(asked.filter((one) => !one.startsWith('key'))).toEqual([]);
		}
	});

	test('opens no page and nothing that has no scope', async () => {
		const authorization = 'Bearer brk_read+intake+bulk+metrics';
		for (const routeId of ['/', '/board/[screen]', '/api/people', '/api/keys', '/api/sessions', '/api/displays'])
			expect(await refusalOf({ routeId, authorization }), routeId).toMatchObject({ status: 401 });
	});

	test('is not what a proxy in front asks for', async () => {
		expect(await principalOf({ authorization: 'Basic dXNlcjpwYXNz', sessionToken: 'executive' })).toMatchObject({
			kind: 'person'
		});
		expect(await refusalOf({ authorization: 'Basic dXNlcjpwYXNz' })).toMatchObject({ status: 401 });
	});
});

describe('a page of somebody else', () => {
	const foreign = { ...quiet, fetchSite: 'cross-site', fetchMode: 'no-cors' };
	const followed = { ...foreign, fetchMode: 'navigate' };

	test('uses nobody’s rights, and nobody’s credentials are even looked at', async () => {
		const { admit, asked } = doorOf(true);
		const knock = { page: foreign, sessionToken: 'admin!', displayToken: 'd1', origin: home };
		for (const routeId of ['/', '/api/live', '/api/stream', '/board/[screen]'])
			expect((await admit({ ...knock, routeId })).refusal, routeId).toMatchObject({ status: 403 });
		expect((await admit({ ...knock, routeId: '/api/keys', method: 'POST' })).refusal).toMatchObject({ status: 403 });
		expect((await admit({ ...knock, routeId: '/api/me' })).principal).toEqual({ kind: 'nobody' });
		expect(asked).toEqual([]);
	});

	test('may link to a page, and the identity provider back to the way in', async () => {
		expect(await principalOf({ routeId: '/', page: followed, sessionToken: 'admin' })).toMatchObject({
			kind: 'person'
		});
		expect(await principalOf({ routeId: '/api/sign-on/back', page: followed, sessionToken: 'admin' })).toMatchObject({
			kind: 'person'
		});
		expect(await refusalOf({ routeId: '/api/live', page: followed, sessionToken: 'admin' })).toMatchObject({
			status: 403
		});
	});

	test('logs nobody in or out, and pairs nothing', async () => {
		for (const page of [foreign, followed, { ...quiet, origin: 'null' }, { ...quiet, origin: 'http://evil.example' }])
			for (const routeId of ['/api/login', '/api/logout', '/api/welcome/accept', '/api/pairing'])
				expect(await refusalOf({ routeId, method: 'POST', page }), routeId).toMatchObject({ status: 403 });
	});

	test('cannot send a form as an order; what carries a key of its own says itself what is wrong', async () => {
		for (const contentType of [
			'text/plain',
			'application/x-www-form-urlencoded',
			'multipart/form-data; boundary=x',
			''
		])
			expect(await refusalOf({ routeId: '/api/login', method: 'POST', contentType }), contentType).toMatchObject({
				status: 415,
				field: 'content-type'
			});
		for (const contentType of [null, 'application/json', 'Application/JSON; charset=utf-8'])
			expect(await refusalOf({ routeId: '/api/login', method: 'POST', contentType }), String(contentType)).toBeNull();
		const events = { routeId: '/api/events', method: 'POST', contentType: 'text/plain', page: foreign };
		expect(await principalOf(events)).toEqual({ kind: 'nobody' });
	});
});

test('the way of a key or a report looks at no cookie', async () => {
	for (const routeId of ['/api/events', '/api/csp-report']) {
		const { admit, asked } = doorOf(true);
		const knock = { routeId, method: 'POST', sessionToken: 'admin!', displayToken: 'd1', origin: home };
		expect((await admit(knock)).principal).toEqual({ kind: 'nobody' });
		expect(asked).toEqual([]);
	}
});
