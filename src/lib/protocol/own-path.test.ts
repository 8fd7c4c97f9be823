import { expect, test } from 'vitest';
import { homePath, ownPath } from './own-path.ts';

const origin = 'https://wall.example.org';

test.each([
	'/',
	'/now',
	'/trends?from=2026-01-01&to=2026-02-01#top',
	'/displays?lang=en#pair=WKTRBHDM',
	'/settings/people',
	'/logins',
	'/login-help',
	'/queues/a%2Fb'
])('%s is ours', (path) => expect(ownPath(path)).toBe(path));

test.each([
	null,
	'',
	'now',
	'https://evil.example',
	'https:evil.example',
	'//evil.example',
	'///evil.example',
	'/\\evil.example',
	'\\\\evil.example',
	'/\t/evil.example',
	'/\n/evil.example',
	' //evil.example',
	'/\u200B/evil.example',
	'/.//evil.example',
	'/x/../trends',
	'/x/../api/me',
	'/x/%2E%2e',
	'/a//b',
	'/x/..//evil.example',
	'/%2e//evil.example',
	'javascript:alert(1)',
	'http://wall.example.org/now',
	'/api/logout',
	'/API/logout',
	'/login',
	'/login?to=/login',
	'/x/../login',
	'/welcome#token',
	'/pair',
	`/${'x'.repeat(1000)}`
])('%j leads home', (asked) => expect(ownPath(asked)).toBe(homePath));

test('whatever is answered stays on this site when a browser follows it', () => {
	for (const asked of ['/@evil.example', '/:80', '/?x=//evil.example', '/%5cevil.example']) {
		const to = ownPath(asked);
		expect(new URL(to, origin).origin, asked).toBe(origin);
		expect(to, asked).toMatch(/^\/(?!\/)/);
	}
});
