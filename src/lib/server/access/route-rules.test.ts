import { expect, test } from 'vitest';
import { capabilities } from '#lib/domain/access/capability.ts';
import { fieldRules, ruleOfField } from './field-rules.ts';
import { routeRules, ruleOf, streamRules } from './route-rules.ts';

const cells = Object.entries(routeRules).flatMap(([route, rules]) =>
	Object.entries(rules).map(([method, rule]) => ({ route, method, rule }))
);

test('what is not in the table does not exist', () => {
	for (const route of [
		null,
		'/api/secrets',
		'/api/live/',
		'/API/LIVE',
		'/api',
		'api/live',
		'',
		'constructor',
		'__proto__'
	])
		expect(ruleOf(route, 'GET'), String(route)).toBeUndefined();
});

test('HEAD goes by the rule of GET, and no other method by another one', () => {
	expect(ruleOf('/api/live', 'HEAD')).toBe(ruleOf('/api/live', 'GET'));
	for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS', 'get', 'constructor', 'toString', '__proto__', ''])
		expect(ruleOf('/api/live', method), method).toBeNull();
	expect(ruleOf('/api/events', 'HEAD')).toBeNull();
	expect(ruleOf('/api/events', 'GET')).toBeNull();
});

test('only the ways in, and what says nothing about the centre, are open to anyone', () => {
	const open = cells.filter(({ rule }) => typeof rule === 'string').map(({ method, route }) => `${method} ${route}`);
	expect(open.sort()).toEqual([
		'GET /api/health/live',
		'GET /api/health/ready',
		'GET /api/me',
		'GET /api/pairing',
		'GET /api/sign-on',
		'GET /api/sign-on/back',
		'GET /api/sign-on/start',
		'GET /login',
		'GET /pair',
		'GET /welcome',
		'OPTIONS /api/events',
		'POST /api/csp-report',
		'POST /api/events',
		'POST /api/login',
		'POST /api/logout',
		'POST /api/pairing',
		'POST /api/welcome',
		'POST /api/welcome/accept'
	]);
	expect(ruleOf('/api/events', 'POST')).toBe('key');
});

test('a key comes in by its scope only to read figures, or those of the server itself', () => {
	const byKey = cells.filter(({ rule }) => typeof rule === 'object' && rule.scope !== undefined);
	for (const { rule, method, route } of byKey) {
		expect(method, route).toBe('GET');
		const figures = { scope: 'read', needs: expect.stringMatching(/^(figures|board|trends)\.see$/) as string };
		const ofServer = { scope: 'metrics', needs: 'metrics.read' };
		expect(rule, route).toMatchObject(route === '/metrics' ? ofServer : figures);
	}
	expect(byKey.length).toBeGreaterThan(2);
});

test('whoever changes people or keys, or makes a screen, has just shown who they are', () => {
	for (const { rule, method, route } of cells) {
		if (typeof rule === 'string' || method === 'GET') continue;
		const asksAgain = rule.needs === 'people.manage' || rule.needs === 'keys.manage' || /pairing/.test(route);
		if (asksAgain) expect(rule.stepUp, `${method} ${route}`).toBe(true);
	}
});

test('every rule names something that may be done', () => {
	const known = new Set<string>([...capabilities, 'login', 'display']);
	for (const { rule, route } of cells) if (typeof rule === 'object') expect(known, route).toContain(rule.needs);
	for (const needs of [...Object.values(streamRules), ...Object.values(fieldRules)]) expect(known).toContain(needs);
});

test('a cell goes by the longest beginning of its key that is named, whatever its queue is called', () => {
	expect(ruleOfField('fast.queue_depth')).toBe('board.see');
	expect(ruleOfField('fast.off_norm_since')).toBe('figures.see');
	expect(ruleOfField('queue.sales.depth')).toBe('board.see');
	expect(ruleOfField('queue.a%2Eb.asa_s')).toBe('figures.see');
	expect(ruleOfField('queue.norm.norm.sl')).toBe('figures.see');
	for (const key of ['agents.names', 'agent.a1.state', 'queue.sales.agents', 'queue.sales', 'comments', '', 'fast'])
		expect(ruleOfField(key), key).toBeNull();
});
