import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { vi } from 'vitest';
import { type RunningServer, startServer } from '#lib/cli/serve.ts';
import { closedAccess } from '#lib/server/access/access-configuration.ts';
import { readTrustedProxies } from '#lib/server/access/client-address.ts';
import { createLogger } from '#lib/server/logger.ts';
import type { SignOnDesk } from '#lib/server/sign-on/open-sign-on.ts';
import { readSignOn } from '#lib/server/sign-on/sign-on-configuration.ts';
import { type ProviderOptions, ProviderVisitor, TestIdentityProvider } from './identity-provider.ts';
import { testConfiguration } from './open-application.ts';
import { PeopleBrowser } from './people-browser.ts';

/** The address under which the site's browsers know it. */
export const origin = 'https://wall.example.org';
export const minute = 60_000;
const clientId = 'bereik';
const clientSecret = 'a secret of the test, long enough';

/** What came of a sign-on: where the browser was sent, and what it got when it came back. */
export type TestSignOn = Readonly<{ url: URL; answer: Response }>;

/** A server behind a proxy, an identity provider, and browsers that go back and forth. The clock of both is stepped. */
export class SignOnSite {
	readonly provider: TestIdentityProvider;
	readonly server: RunningServer;
	readonly desk: SignOnDesk;
	readonly #folder: string;
	#browsers = 0;
	/** By browser, what it is at the provider. */
	readonly #visitors = new WeakMap<PeopleBrowser, ProviderVisitor>();

	private constructor(provider: TestIdentityProvider, server: RunningServer, folder: string) {
		this.provider = provider;
		this.server = server;
		this.#folder = folder;
		const { signOn } = server.app.access;
		if (signOn === null) throw new Error('there is no single sign-on');
		this.desk = signOn;
	}

	/** Starts both; the provider is away until it is called back. */
	static async start(options: Partial<ProviderOptions> = {}): Promise<SignOnSite> {
		vi.useFakeTimers({ toFake: ['Date'], now: Date.now() });
		const redirectUri = `${origin}/api/sign-on/back`;
		const provider = await TestIdentityProvider.start({ clientId, clientSecret, redirectUri, ...options });
		await provider.goAway();
		const folder = mkdtempSync(join(tmpdir(), 'bereik-sign-on-'));
		const access = accessWith(provider.issuer);
		const server = await startServer({ ...testConfiguration(folder), access }, { logger: createLogger('silent') });
		return new SignOnSite(provider, server, folder);
	}

	async stop(): Promise<void> {
		await this.server.stop();
		await this.provider.goAway();
		vi.useRealTimers();
		rmSync(this.#folder, { recursive: true, force: true });
	}

	/** Steps the clock. */
	step(ms: number): void {
		vi.setSystemTime(Date.now() + ms);
	}

	/** A browser nobody has used yet, at an address of its own. */
	newBrowser(address = `198.51.100.${++this.#browsers}`): PeopleBrowser {
		const browser = new PeopleBrowser(`http://127.0.0.1:${this.server.web.port}`, {
			'x-forwarded-for': address,
			'x-forwarded-proto': 'https',
			'x-forwarded-host': new URL(origin).host
		});
		this.#visitors.set(browser, new ProviderVisitor());
		return browser;
	}

	/** Asks to be sent to the provider. */
	begin(browser: PeopleBrowser, to: string | null = null, more = ''): Promise<Response> {
		const query = to === null ? '' : `to=${encodeURIComponent(to)}`;
		return browser.open('GET', `/api/sign-on/start?${query}${more}`);
	}

	/**
	 * Goes to the provider.
	 * @param who the person it takes the browser for where it does not know it yet; null = whoever it is breaks it off
	 * @returns the address it is sent back to
	 */
	async visit(browser: PeopleBrowser, url: URL, who: string | null): Promise<URL> {
		this.provider.whoComes = who;
		const visitor = this.#visitors.get(browser) ?? new ProviderVisitor();
		return visitor.go(url.href);
	}

	/** The provider does not know the browser any more: it will ask who it is. */
	forgetAtProvider(browser: PeopleBrowser): void {
		this.#visitors.set(browser, new ProviderVisitor());
	}

	/** Goes there and back as far as the last step; the address that would be it. */
	async returnOf(browser: PeopleBrowser, who: string, change: (url: URL) => void = () => {}): Promise<URL> {
		const url = placeOf(await this.begin(browser));
		change(url);
		return this.visit(browser, url, who);
	}

	/** The last step: where the browser is sent then. */
	async comeBack(browser: PeopleBrowser, back: URL): Promise<string | null> {
		return (await browser.open('GET', back.pathname + back.search)).headers.get('location');
	}

	/** All of it. */
	async signOn(browser: PeopleBrowser, who: string | null, to: string | null = null, more = ''): Promise<TestSignOn> {
		const url = placeOf(await this.begin(browser, to, more));
		const back = await this.visit(browser, url, who);
		return { url, answer: await browser.open('GET', back.pathname + back.search) };
	}

	/** All of it, in a new browser, which is given back. */
	async signOnAnew(who: string): Promise<PeopleBrowser> {
		const browser = this.newBrowser();
		const { answer } = await this.signOn(browser, who);
		if (answer.headers.get('location') !== '/now') throw new Error(`${who}: ${answer.headers.get('location')}`);
		return browser;
	}

	/** What somebody is told who does not get in; null for whoever does. */
	async problemOf(who: string | null): Promise<string | null> {
		const { answer } = await this.signOn(this.newBrowser(), who);
		return /^\/login\?problem=([a-z-]+)/.exec(answer.headers.get('location') ?? '')?.[1] ?? null;
	}

	async me(browser: PeopleBrowser): Promise<Record<string, unknown>> {
		return (await browser.get('/api/me')).body;
	}
}

/** Where an answer sends a browser. */
export function placeOf(answer: Response): URL {
	const location = answer.headers.get('location');
	if (location === null) throw new Error(`sends nobody anywhere: ${answer.status}`);
	return new URL(location, origin);
}

function accessWith(issuer: string) {
	const given: Readonly<Record<string, string>> = {
		OIDC_ISSUER: issuer,
		OIDC_CLIENT_ID: clientId,
		OIDC_CLIENT_SECRET: clientSecret,
		OIDC_LABEL: 'Sign on with the test',
		OIDC_ROLES: 'wall-managers=manager,auditors=auditor,executives=executive,admins=admin',
		ORIGIN: origin
	};
	const signOn = readSignOn((name) => given[name]);
	if (signOn === null) throw new Error('there is no single sign-on');
	return { ...closedAccess, trustedProxies: readTrustedProxies('loopback'), signOn };
}
