import { expect, test } from 'vitest';
import { asRefused, isShownAsPage, markRefused, type PageRequest } from './refused-page.ts';

const visit: PageRequest = {
	method: 'GET',
	routeId: '/displays',
	path: '/displays',
	accept: 'text/html,application/xhtml+xml,*/*;q=0.8',
	fetchMode: 'navigate'
};
const shown = (status: number, changed: Partial<PageRequest> = {}, remedy?: string): boolean =>
	isShownAsPage(remedy === undefined ? { status } : { status, remedy }, { ...visit, ...changed });

test('who visits a page they may not see, or that there is not, is shown a page', () => {
	expect(shown(403)).toBe(true);
	expect(shown(403, { method: 'HEAD', fetchMode: null })).toBe(true);
	expect(shown(404, { routeId: null, path: '/nowhere' })).toBe(true);
});

test('a program, an order, the API and another site’s page get a line of text', () => {
	expect(shown(403, { accept: '*/*' })).toBe(false);
	expect(shown(403, { accept: null })).toBe(false);
	expect(shown(403, { method: 'POST' })).toBe(false);
	expect(shown(403, { routeId: '/api/people', path: '/api/people' })).toBe(false);
	expect(shown(404, { routeId: null, path: '/api/nowhere' })).toBe(false);
	expect(shown(404, { routeId: null, path: '/_app/immutable/gone.js' })).toBe(false);
	expect(shown(403, { fetchMode: 'no-cors' })).toBe(false);
	expect(shown(405)).toBe(false);
	expect(shown(401, {}, 'login')).toBe(false);
});

test('a route that is in no table is not shown, not even as a shell', () => {
	expect(shown(404, { routeId: '/hidden', path: '/hidden' })).toBe(false);
});

test('the shell is marked, has the status of the refusal and is kept by nobody', async () => {
	const html = markRefused('<!doctype html>\n<html lang="nl"><body></body></html>');
	expect(html).toBe('<!doctype html>\n<html data-refused lang="nl"><body></body></html>');
	const headers = { etag: '"x"', 'content-type': 'text/html', 'content-security-policy': "default-src 'none'" };
	const refused = asRefused(new Response(html, { headers }), 403);
	expect(refused.status).toBe(403);
	expect(refused.headers.get('etag')).toBeNull();
	expect(refused.headers.get('cache-control')).toBe('no-store');
	expect(refused.headers.get('content-security-policy')).toBe("default-src 'none'");
	expect(await refused.text()).toBe(html);
});
