import { readdirSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { type RunningServer, startServer } from '#lib/cli/serve.ts';
import { closedAccess } from '#lib/server/access/access-configuration.ts';
import { securityHeaders } from '#lib/server/http/security-headers.ts';
import { createLogger } from '#lib/server/logger.ts';
import { askHttp } from '../support/http-ask.ts';
import { testConfiguration } from '../support/open-application.ts';
import { plantSession } from '../support/planted-session.ts';
import { routesFolder } from '../support/routes-on-disk.ts';
import { lastingFolder } from '../support/temporary-folder.ts';

const folder = lastingFolder();
/** As a browser that goes to a page asks for it. */
const visit = { accept: 'text/html,application/xhtml+xml;q=0.9,*/*;q=0.8', 'sec-fetch-mode': 'navigate' };

describe('a page that is not shown', () => {
	let server: RunningServer;
	let executive = '';

	beforeAll(async () => {
		server = await startServer(
			{ ...testConfiguration(folder), access: closedAccess },
			{ logger: createLogger('silent') }
		);
		executive = (await plantSession(server.app.access.database, ['executive'], Date.now())).cookie;
	});
	afterAll(() => server.stop());

	const get = (path: string, headers: Record<string, string> = {}) =>
		askHttp(server.web.port, { path, headers: { ...visit, ...headers } });

	test.each(['/displays', '/settings', '/settings/people', '/comments'])(
		'to whoever is in without the right to %s is said so by a page of the product',
		async (path) => {
			const answer = await get(path, { cookie: executive });
			const html = answer.body;
			expect(answer.status).toBe(403);
			expect(answer.headers['content-type']).toMatch(/^text\/html/);
			expect(html).toContain('<html data-refused lang="nl">');
			expect(html).not.toMatch(/ style=|<style/);
			expect(answer.headers['cache-control']).toBe('no-store');
			expect(answer.headers['etag']).toBeUndefined();
			const policy = String(answer.headers['content-security-policy']);
			const nonce = /'nonce-([^']+)'/.exec(policy)?.[1] ?? 'none';
			expect(html).toContain(`<script nonce="${nonce}">`);
			for (const [name, value] of Object.entries(securityHeaders)) expect(answer.headers[name], name).toBe(value);
		}
	);

	test('is marked so only where it is refused', async () => {
		for (const [path, headers, status] of [
			['/now', { cookie: executive }, 200],
			['/settings/privacy', { cookie: executive }, 200],
			['/login', {}, 200],
			['/nowhere/at/all', { cookie: executive }, 404]
		] as const) {
			const answer = await get(path, headers);
			expect(answer.status, path).toBe(status);
			expect(answer.headers['content-type'], path).toMatch(/^text\/html/);
			expect(answer.body, path).not.toContain('data-refused');
		}
	});

	test('leads whoever is not in to the way in, and a board to where it is paired', async () => {
		for (const [path, way] of [
			['/displays?lang=en', '/login?to=%2Fdisplays%3Flang%3Den'],
			['/board/some-wall', '/pair']
		] as const) {
			const answer = await get(path);
			expect([answer.status, answer.headers['location']], path).toEqual([303, way]);
		}
	});

	test('is a line of text to a program', async () => {
		for (const accept of ['*/*', 'application/json']) {
			const answer = await get('/displays', { cookie: executive, accept });
			expect(answer.status).toBe(403);
			expect(answer.body).toBe('your role does not allow this');
		}
		const missing = await get('/nowhere', { accept: '*/*' });
		expect([missing.status, missing.body]).toEqual([404, 'no such page']);
	});

	test('also where the server itself failed, is a page with the headers of every other', async () => {
		const { door } = server.app.access;
		for (const path of ['/now', '/api/me']) {
			vi.spyOn(door, 'admit').mockRejectedValueOnce(new Error('planted in the test'));
			const answer = await get(path);
			const text = answer.body;
			expect(answer.status).toBe(500);
			expect(text).toMatch(/reference [0-9a-f]{8}/);
			expect(text).not.toContain('planted');
			for (const [name, value] of Object.entries(securityHeaders)) expect(answer.headers[name], name).toBe(value);
			if (path === '/now') {
				expect(text).toContain('Dat ging niet goed');
				expect(text).toContain('That did not work');
				expect(text).not.toMatch(/ style=|<style|<script|%sveltekit/);
				expect(answer.headers['content-security-policy']).toContain("style-src 'self'");
			} else expect(answer.headers['content-type']).toMatch(/^application\/json/);
		}
		const sheet = await get('/error.css');
		expect([sheet.status, sheet.headers['content-type']]).toEqual([200, 'text/css']);
	});
});

test('no page loads anything on the server: its shell is the same for everybody', () => {
	const files = readdirSync(routesFolder, { recursive: true, encoding: 'utf8' });
	expect(files.length).toBeGreaterThan(50);
	expect(files.filter((file) => /\+(?:page|layout)\.server\.[jt]s$/.test(file))).toEqual([]);
});
