import type { Browser, BrowserContext, Page, Request } from '@playwright/test';
import { afterAll, beforeAll, expect } from 'vitest';
import { type RunningServer, startServer } from '#lib/cli/serve.ts';
import { personRoles } from '#lib/domain/access/role.ts';
import { closedAccess } from '#lib/server/access/access-configuration.ts';
import { cookieName } from '#lib/server/access/cookies.ts';
import { isForPrograms, ruleOf } from '#lib/server/access/route-rules.ts';
import { createLogger } from '#lib/server/logger.ts';
import { queued } from '../../support/contact-events.ts';
import { testConfiguration } from '../../support/open-application.ts';
import { wallSettings } from '../../support/open-displays.ts';
import { plantSession } from '../../support/planted-session.ts';
import { methodsOnDisk, routesFolder } from '../../support/routes-on-disk.ts';
import { lastingFolder } from '../../support/temporary-folder.ts';
import { carryAxe } from './faults-by-axe.ts';
import { findBrowser, launchBrowser } from './page-host.ts';

/** An address on the site with something more asked of the page. */
export function asking(path: string, query: string): string {
	return `${path}${path.includes('?') ? '&' : '?'}${query}`;
}

/** Whether a page is one of those whose looks are held together: what a site can set. */
export function isOfSettings(route: string): boolean {
	return /^\/settings(?:\/|$)/.test(route);
}

/** A page of the router: where it is, whether it is looked at by nobody in particular, and which board of a wall it shows. */
export type SitePage = Readonly<{ route: string; path: string; isForAnyone: boolean; board: 'now' | 'today' | null }>;

/** The built pages on a real server that people log in to, and a browser in which somebody with every role is. */
export type RealSite = Readonly<{
	/** There is no browser on this machine. */
	isMissing: boolean;
	/** Every page there is, taken from the router. */
	pages: readonly SitePage[];
	/** All there is to look at: every page, and of a wall each of its boards. */
	views: readonly SitePage[];
	server: () => RunningServer;
	/** A browser of its own, whose looks and language are set. */
	visit(who: Who, looks?: Looks): Promise<BrowserContext>;
	/** Opens a page and waits until it has drawn what it first shows; a board that has yet to take its turn is not waited for. */
	open(context: BrowserContext, path: string): Promise<Page>;
	/** Goes to a page in a window that is open already, and waits for the same. */
	goTo(page: Page, path: string): Promise<void>;
	/** Goes to what there is to look at, and sees to it that this is what is shown, and not another page or board. */
	goToView(page: Page, view: SitePage, looks?: Looks): Promise<void>;
	/**
	 * Leaves a page, so that nothing of it goes on. The window stays on the site: a browser takes another process for what lies
	 * elsewhere, and has to work out every script anew when it comes back.
	 */
	leave(page: Page): Promise<void>;
	/**
	 * Has something done in a window of somebody with these looks, which is kept for whoever looks next: to open one takes longer
	 * than most looks. It brings axe. Each lies in a browser of its own, because one that lies behind another draws nothing.
	 */
	look<Result>(who: Who, looks: Looks, work: (page: Page) => Promise<Result>): Promise<Result>;
}>;

/** Who looks: nobody in particular, or somebody with every role. */
export type Who = 'anyone' | 'person';

/** How it looks to whoever does. */
export type Looks = Readonly<{ language: 'nl' | 'en'; theme: 'dark' | 'light' }>;

const viewport = { width: 1280, height: 800 };

/** Starts it before the tests of a file and ends it after them. Where there is no browser it says what is skipped. */
export function setRealSite(what: string): RealSite {
	const path = findBrowser();
	if (path === null) console.warn(`SKIPPED: no browser on this machine, so ${what} was not looked at`);
	const folder = lastingFolder();
	let server: RunningServer | null = null;
	let browser: Browser | null = null;
	let cookie = '';
	let display = '';
	/** Windows that nobody looks into, by the language of their browser: the rest of what makes a look is changed in place. */
	const windows = new Map<string, Page[]>();

	beforeAll(async () => {
		if (path === null) return;
		server = await startServer(
			{ ...testConfiguration(folder), access: closedAccess },
			{ logger: createLogger('silent') }
		);
		await fill(server);
		const { access } = server.app;
		cookie = (await plantSession(access.database, personRoles, Date.now())).cookie;
		display = (await access.displays.create({ name: 'Noord 1', settings: wallSettings }, { kind: 'server' })) ?? '';
		browser = await launchBrowser(path);
	});
	afterAll(async () => {
		await browser?.close();
		await server?.stop();
	});

	const running = (): RunningServer => {
		if (server === null) throw new Error('the server is started with the first test, not before');
		return server;
	};
	const visit: RealSite['visit'] = async (who, looks = { language: 'nl', theme: 'dark' }) => {
		const { language, theme } = looks;
		if (browser === null) throw new Error('there is no browser');
		const context = await browser.newContext({
			locale: language === 'nl' ? 'nl-NL' : 'en-GB',
			colorScheme: theme,
			// An alarm that has just begun pulses: its colours are judged at rest.
			reducedMotion: 'reduce',
			viewport
		});
		await comeAs(context, who);
		return context;
	};
	const comeAs = async (context: BrowserContext, who: Who): Promise<void> => {
		await context.clearCookies();
		if (who === 'anyone') return;
		const value = cookie.slice(`${cookieName('session', false)}=`.length);
		await context.addCookies([{ name: cookieName('session', false), value, url: baseOf(running()) }]);
	};
	const goTo: RealSite['goTo'] = async (page, pagePath) => {
		const idle = idleOf(page);
		await page.goto(baseOf(running()) + pagePath, { timeout: 60_000 });
		await page.waitForFunction(() => document.querySelector('main, .board, .screen, h1') !== null);
		await idle();
		// What it draws with the answers, and what of the stream it first shows.
		await page.waitForFunction(() =>
			[...document.querySelectorAll('[aria-busy="true"]')].every((one) => one.closest('[aria-hidden="true"]') !== null)
		);
		await page.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))));
	};
	const goToView: RealSite['goToView'] = async (page, { path: viewPath, board }, looks) => {
		await goTo(page, looks === undefined ? viewPath : asking(viewPath, `lang=${looks.language}&theme=${looks.theme}`));
		const [expected] = viewPath.split('?');
		expect(new URL(page.url()).pathname, 'it is shown, and not another').toBe(encodeURI(expected ?? ''));
		const shown = page.locator('[data-shown="true"]').evaluateAll((all) => all.map((one) => one.dataset['board']));
		expect(await shown).toEqual(board === null ? [] : [board]);
	};
	const leave: RealSite['leave'] = async (page) => void (await page.goto(`${baseOf(running())}/favicon.svg`));
	const newWindow = async (who: Who, looks: Looks): Promise<Page> => {
		const page = await (await visit(who, looks)).newPage();
		await carryAxe(page);
		return page;
	};
	const pages = pagesOnDisk(() => display);
	return {
		isMissing: path === null,
		pages,
		views: pages.flatMap(viewsOf),
		server: running,
		visit,
		async open(context, pagePath) {
			const page = await context.newPage();
			await goTo(page, pagePath);
			return page;
		},
		goTo,
		goToView,
		leave,
		async look(who, looks, work) {
			const kept = windows.get(looks.language) ?? [];
			windows.set(looks.language, kept);
			const page = kept.pop() ?? (await newWindow(who, looks));
			try {
				await comeAs(page.context(), who);
				await page.emulateMedia({ colorScheme: looks.theme });
				await page.setViewportSize(viewport);
				const result = await work(page);
				// What it shows would go on being drawn, and its stream would go on.
				await leave(page);
				await page.evaluate(() => (localStorage.clear(), sessionStorage.clear()));
				kept.push(page);
				return result;
			} catch (fault) {
				await page.context().close();
				throw fault;
			}
		}
	};
}

const watched = new WeakMap<Page, () => Promise<void>>();

function idleOf(page: Page): () => Promise<void> {
	const idle = watched.get(page) ?? watchRequests(page);
	watched.set(page, idle);
	return idle;
}

/** Waits, each time it is called, until a page has had every answer it asked for; the stream, which never ends, aside. */
function watchRequests(page: Page): () => Promise<void> {
	const waiting = new Set<Request>();
	let lastChange = 0;
	page.on('request', (request) => {
		if (new URL(request.url()).pathname.startsWith('/api/stream')) return;
		waiting.add(request);
		lastChange = Date.now();
	});
	const over = (request: Request): void => {
		if (waiting.delete(request)) lastChange = Date.now();
	};
	page.on('requestfinished', over).on('requestfailed', over);
	return async () => {
		const patientUntil = Date.now() + 10_000;
		while (waiting.size > 0 || Date.now() - lastChange < 80) {
			if (Date.now() > patientUntil)
				throw new Error(`no answer to ${[...waiting].map((request) => request.url()).join(', ')}`);
			await new Promise((resolve) => setTimeout(resolve, 20));
		}
	};
}

/** Where a server of a test is; by number, so that no name has to be looked up. */
export function baseOf({ web }: RunningServer): string {
	return `http://127.0.0.1:${web.port}`;
}

function pagesOnDisk(display: () => string): SitePage[] {
	const found: SitePage[] = [];
	for (const [route, methods] of methodsOnDisk(routesFolder)) {
		if (isForPrograms(route) || !methods.has('GET')) continue;
		const plain = route.replace(/\/\([^)]+\)/g, '') || '/';
		found.push({
			route,
			get path() {
				return plain
					.replace('[screen]', display())
					.replace('[queue]', 'Sales')
					.replace(/\[[^\]]+\]/g, 'x');
			},
			isForAnyone: ruleOf(route, 'GET') === 'anyone',
			board: route === '/board/[screen]' ? 'now' : null
		});
	}
	return found;
}

/** A screen that was paired looks as it was set to; one by any name, as its address says. */
function viewsOf(page: SitePage): readonly SitePage[] {
	if (page.route !== '/board/[screen]') return [page];
	const boardOf = (board: 'now' | 'today', path: string): SitePage => ({
		...{ route: `${page.route} ${board}`, path, isForAnyone: page.isForAnyone, board }
	});
	return [page, boardOf('now', '/board/noord?seconds=600'), boardOf('today', '/board/noord?page=today')];
}

/** A morning with people waiting, answered and lost, on three queues. */
async function fill({ app }: RunningServer): Promise<void> {
	const now = Date.now();
	const events = Array.from({ length: 60 }, (_, at) => {
		const data = { contact: `c${at}`, queue: ['Sales', 'Orders', 'Chat'][at % 3] ?? 'Sales' };
		const channel = at % 3 === 2 ? ('chat' as const) : ('phone' as const);
		const time = now - (60 - at) * 20_000;
		const begun = queued(`q${at}`, { time, data: { ...data, channel } });
		const { contact } = data;
		const rest =
			at % 4 === 0
				? []
				: at % 4 === 1
					? [{ source: 'pbx', id: `l${at}`, type: 'contact.abandoned', time: time + 9_000, data: { contact } }]
					: [
							{
								source: 'pbx',
								id: `a${at}`,
								type: 'contact.answered',
								time: time + 12_000,
								data: { contact, agent: `g${at % 5}` }
							}
						];
		return [begun, ...rest];
	});
	const sorted = events.flat().sort((one, other) => one.time - other.time);
	await app.log.append(sorted as Parameters<typeof app.log.append>[0]); // of the contract
	await app.projection.settled();
}
