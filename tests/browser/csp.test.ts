import type { BrowserContext, Page } from '@playwright/test';
import { afterAll, describe, expect, test } from 'vitest';
import { securityHeaders } from '#lib/server/http/security-headers.ts';
import { baseOf, setRealSite, type Who } from './support/real-site.ts';

const site = setRealSite('what pages want and their policy does not allow');
/** The policy, a directive each; the nonce is another for every answer. */
const policy = [
	"default-src 'none'",
	"script-src 'self' 'nonce-…'",
	"style-src-elem 'self' 'nonce-…'",
	"style-src-attr 'unsafe-hashes' 'sha256-S8qMpvofolR8Mpjy4kQvEm7m1q8clzU4dfDH0AmvZjo='",
	"img-src 'self' data:",
	"font-src 'self'",
	"connect-src 'self'",
	"manifest-src 'self'",
	"worker-src 'self'",
	"form-action 'self'",
	"base-uri 'none'",
	"object-src 'none'",
	"frame-ancestors 'none'",
	'report-uri /api/csp-report',
	'report-to csp'
];

/** A window, and what goes wrong in it from a beginning on; words, one for each. */
type Window = Readonly<{ page: Page; begin(): Promise<void>; faults(): Promise<string[]> }>;

describe.skipIf(site.isMissing)('a page', () => {
	const windows = new Map<Who, Window>();
	afterAll(() => Promise.all([...windows.values()].map(({ page }) => page.context().close())));
	/** A window that is kept, and whose every fault is told. */
	const windowOf = async (who: Who): Promise<Window> => {
		const kept = windows.get(who) ?? (await watch(await site.visit(who), site.server().web.port));
		windows.set(who, kept);
		return kept;
	};

	test.each(site.views)('$route wants nothing that its policy does not allow, also under a pointer', async (one) => {
		const { page, begin, faults } = await windowOf(one.isForAnyone ? 'anyone' : 'person');
		await begin();
		await site.goToView(page, one);
		await hover(page);
		await page.waitForTimeout(100);
		expect(await faults()).toEqual([]);
	});

	test('that goes against its policy is seen here, and the server counts what it is told', async () => {
		const { page, begin, faults } = await windowOf('anyone');
		await begin();
		const before = site.server().app.cspReports.count;
		await site.goTo(page, '/login');
		await page.evaluate(() => {
			document.body.insertAdjacentHTML('beforeend', '<b style="color: red">x</b>');
			const script = document.createElement('script');
			script.textContent = 'window.planted = true';
			document.body.append(script);
		});
		await expect.poll(async () => (await faults()).filter((one) => one.startsWith('policy'))).toHaveLength(2);
		expect(await page.evaluate(() => 'planted' in window)).toBe(false);
		// A browser sends what it has seen when it sees fit; here both forms are sent as it would.
		const body = { effectiveDirective: 'script-src-elem', blockedURL: 'inline' };
		const sent = [
			['application/reports+json', [{ type: 'csp-violation', body }]],
			['application/csp-report', { 'csp-report': { 'effective-directive': 'style-src-attr', 'blocked-uri': 'inline' } }]
		] as const;
		for (const [type, data] of sent) {
			const headers = { 'content-type': type, origin: 'null', 'sec-fetch-site': 'same-origin' };
			const answer = await page.request.post(`${baseOf(site.server())}/api/csp-report`, {
				headers,
				data: JSON.stringify(data)
			});
			expect(answer.status()).toBe(204);
		}
		expect(site.server().app.cspReports.count).toBe(before + 2);
	});

	test('says what holds for it in its headers, with a nonce of its own', async () => {
		const nonces = new Set<string>();
		for (const { path, isForAnyone, route } of site.pages) {
			const { page } = await windowOf(isForAnyone ? 'anyone' : 'person');
			const answer = await page.request.get(baseOf(site.server()) + path);
			const headers = answer.headers();
			const given = headers['content-security-policy'] ?? '';
			nonces.add(/'nonce-([^']+)'/.exec(given)?.[1] ?? '');
			const plain = given.replaceAll(/'nonce-[\w+/=-]+'/g, "'nonce-…'").split('; ');
			// A page without a style in its shell needs no nonce for one.
			expect(withoutStyleNonce(plain).sort(), route).toEqual(withoutStyleNonce(policy).sort());
			expect(headers, route).toMatchObject({
				...securityHeaders,
				'cache-control': expect.stringContaining('no-store') as string
			});
			expect(headers['strict-transport-security'], route).toBeUndefined();
			expect(headers['reporting-endpoints'], route).toBe('csp="/api/csp-report"');
		}
		expect(nonces.size).toBe(site.pages.length);
	});
});

describe.skipIf(site.isMissing)('what is no page', () => {
	test('brings the same headers; what never changes is kept, and nothing else', async () => {
		const base = baseOf(site.server());
		const html = await (await fetch(`${base}/login`)).text();
		const asset = /\/_app\/immutable\/[\w./-]+\.js/.exec(html)?.[0] ?? '';
		for (const [path, kept] of [
			[asset, /^public, ?max-age=31536000, ?immutable$/],
			['/favicon.svg', null],
			['/api/me', /^no-store$/],
			['/api/people', /^no-store$/],
			['/nowhere', /^no-store$/]
		] as const) {
			const { headers } = await fetch(base + path);
			for (const [name, value] of Object.entries(securityHeaders))
				expect(headers.get(name), `${path} ${name}`).toBe(value);
			if (kept !== null) expect(headers.get('cache-control'), path).toMatch(kept);
			if (path.startsWith('/api/'))
				expect(headers.get('content-security-policy'), path).toMatch(/^default-src 'none'.*frame-ancestors 'none'$/);
			expect(headers.get('access-control-allow-origin'), path).toBeNull();
		}
	});
});

/** Opens a window and collects what goes wrong in it. */
async function watch(context: BrowserContext, port: number): Promise<Window> {
	const told: string[] = [];
	await context.addInitScript(() => {
		const seen: string[] = [];
		Object.assign(window, { policyFaults: seen });
		document.addEventListener('securitypolicyviolation', (event) => {
			seen.push(`policy: ${event.effectiveDirective} ${event.blockedURI} ${event.sourceFile}:${event.lineNumber}`);
		});
	});
	context.on('console', (message) => {
		// A browser says so of every 401; a screen that is not paired yet asks whether it is, and is told that it is not. The other
		// is asked for, by the browser alone, where a picture stands without a page: between two of them.
		const isAnswer = ['/api/display', '/favicon.ico'].includes(
			new URL(message.location().url || 'about:blank').pathname
		);
		if (message.type() === 'error' && !isAnswer) told.push(`console: ${message.text()}`);
	});
	context.on('weberror', (error) => void told.push(`error: ${error.error().message}`));
	context.on('request', (request) => {
		const url = new URL(request.url());
		if (url.pathname === '/api/csp-report') told.push('report: sent');
		if (!['data:', 'about:'].includes(url.protocol) && url.port !== String(port)) told.push(`request: ${url.origin}`);
	});
	const page = await context.newPage();
	return {
		page,
		async begin() {
			await site.leave(page);
			told.length = 0;
		},
		faults: async () => [
			...told,
			...(await page.evaluate(() => (window as unknown as { policyFaults: string[] }).policyFaults)) // set above
		]
	};
}

/** Moves a pointer over whatever could draw something then. */
async function hover(page: Page): Promise<void> {
	const boxes = await page.evaluate(() =>
		[...document.querySelectorAll('svg, canvas, .tile, button, a, [data-appearance]')].slice(0, 40).map((element) => {
			const { left, top, width, height } = element.getBoundingClientRect();
			return { left, top, width, height };
		})
	);
	for (const { left, top, width, height } of boxes) {
		if (width < 1 || height < 1) continue;
		await page.mouse.move(left + width * 0.3, top + height / 2);
		await page.mouse.move(left + width * 0.7, top + height / 2);
	}
}

function withoutStyleNonce(directives: readonly string[]): string[] {
	return directives.map((one) => (one.startsWith('style-src-elem') ? one.replace(" 'nonce-…'", '') : one));
}
