import type { Page } from '@playwright/test';
import { beforeEach, describe, expect, test } from 'vitest';
import { moment } from '#lib/ui/format/moment.ts';
import { AccessApi, fakeDisplay, fakeNow, machineMe, nobodyMe, personMe, plainHttpMe } from './support/access-api.ts';
import { openAxeWindow } from './support/axe-window.ts';
import { freeze } from './support/board-page.ts';
import { faultsByAxe } from './support/faults-by-axe.ts';
import { asOldBrowser } from './support/inspect.ts';
import { leaveWindow, takeWindow } from './support/left-windows.ts';
import { lookOver } from './support/look-over.ts';
import { refuseDisplays } from './support/refuse-displays.ts';
import { setStage } from './support/stage.ts';

const pictures = 'test-output/access';
const stage = setStage('the pages of access', pictures);
const viewport = { width: 1440, height: 900 };
let address = '';
let api: AccessApi;
let page: Page;

const session = {
	...{ id: 's1', createdAt: fakeNow - 8e7, lastUsedAt: fakeNow, expiresAt: fakeNow + 6e8, address: '10.0.0.7' },
	...{ userAgent: 'Mozilla/5.0 (X11; Linux x86_64) Chrome/138.0 Safari/537.36', isThis: true }
};
const words = ['appel', 'molen'];
const request = { code: 'WKTR-BHDM', words, address: '192.168.12.34', userAgent: session.userAgent };
const asking = { ...request, createdAt: fakeNow - 75_000, expiresAt: fakeNow + 5e5, now: fakeNow };

async function openWindow(): Promise<Page> {
	const made = await openAxeWindow(stage.browser(), { viewport });
	made.setDefaultTimeout(10_000);
	await made.addInitScript(asOldBrowser);
	return made;
}

describe.skipIf(stage.isMissing)('the pages of access in a browser', () => {
	beforeEach(async () => {
		address = stage.address();
		api = new AccessApi().on('GET /api/me', nobodyMe);
		stage.answerBy(api);
		page = await takeWindow(stage.browser(), 'access', openWindow);
		await page.setViewportSize(viewport);
		return () => leaveWindow(page);
	});

	describe.each([
		{ language: 'nl', theme: 'light' },
		{ language: 'en', theme: 'dark' }
	])('in $language on $theme', ({ language, theme }) => {
		const open = (path: string, more = '') => goTo(`${path}?lang=${language}&theme=${theme}${more}`);
		const shows = (name: string) => look(`${language}-${theme}-${name}`);

		test('the way in', async () => {
			api.on('GET /api/me', plainHttpMe).on('GET /api/sign-on', { body: { isOn: true, label: 'Voorbeeld BV' } });
			await open('/login', '&problem=no-role');
			await page.getByText('Voorbeeld BV').waitFor();
			await page.getByText(/niet versleuteld|not encrypted/).waitFor();
			await page.locator('button[type=submit]').click();
			await shows('login');
		});

		test('the welcome of somebody new', async () => {
			const body = { name: 'Noor', email: 'noor@example.org', roles: ['manager', 'admin'], isNewPassword: false };
			api.on('POST /api/welcome', { body });
			await goTo(`/welcome?lang=${language}&theme=${theme}#secret`);
			await page.locator('button[type=submit]').click();
			await shows('welcome');
		});

		test('one’s own page', async () => {
			const other = { ...session, id: 's2', isThis: false, userAgent: null };
			api
				.on('GET /api/me', personMe('manager', 'admin'))
				.on('GET /api/sessions', { body: { sessions: [session, other] } });
			await open('/me');
			await page.locator('tbody tr').nth(1).waitFor();
			await shows('me');
			await page.getByRole('button', { name: /Log daar uit|Log out there/ }).click();
			await shows('me-question');
		});

		test('the screens', async () => {
			const away = { isConnected: false };
			const dark = fakeDisplay({ ...away, id: 'd2', name: 'Hal 2', isDark: true, lastSeenAt: fakeNow - 6e5 });
			const old = fakeDisplay({ ...away, id: 'd3', name: 'Oud', revokedAt: fakeNow - 1e6, revokedFor: 'person' });
			api
				.on('GET /api/me', personMe('manager'))
				.on('GET /api/health/ready', { body: { build: 'b2' } })
				.on('GET /api/pairing/WKTR-BHDM', { body: asking })
				.on('GET /api/displays', { body: { now: fakeNow, displays: [fakeDisplay(), dark, old] } });
			await open('/displays');
			await page.locator('[data-display="d2"]').waitFor();
			await page.locator('summary').click();
			await shows('displays');
			await page.locator('#code').fill('wktr bhdm');
			await page.keyboard.press('Enter');
			await page.getByText('appel · molen').waitFor();
			await shows('compare');
			await page.getByRole('button', { name: /^(Ja|Yes)/ }).click();
			await page.locator('#pair-diagonalInches').fill('43');
			await page.getByRole('button', { name: /^(Koppel|Pair)$/ }).click();
			await page.getByText(/55 inch/).waitFor();
			await shows('pair-form');
			expect(api.count('POST /api/pairing/WKTR-BHDM')).toBe(0);
			await page.getByRole('button', { name: /^(Wijzig|Change) Hal 2/ }).click();
			await page.locator('dialog[open] #change-name').waitFor();
			await shows('change');
		});

		test('a page that is not for somebody, one that there is not, and the way on', async () => {
			api.on('GET /api/me', personMe('executive')).on('POST /api/logout', { status: 204 });
			page = await openWindow();
			await refuseDisplays(page);
			await open('/displays');
			await page.getByRole('heading', { name: /niet voor jou|not for you/ }).waitFor();
			await page.getByText(/“(?:Schermen|Displays)”/).waitFor();
			await page.getByText(/Noor de Vries \(noor@example\.org\)/).waitFor();
			expect(await page.locator('#code').count(), 'nothing of the page itself is drawn').toBe(0);
			expect(api.count('GET /api/displays')).toBe(0);
			await shows('refused');
			await page.locator('footer a[href^="/settings/privacy"]').waitFor();
			await page.getByRole('button', { name: /iemand anders|somebody else/ }).click();
			await page.waitForURL(/\/login/);
			expect(api.count('POST /api/logout')).toBe(1);
			expect(new URL(page.url()).searchParams.get('to')).toMatch(/^\/displays\?/);
			await open('/nowhere');
			await page.getByRole('heading', { name: /bestaat niet|no such page/ }).waitFor();
			await shows('missing');
			await page.getByRole('link', { name: /^(?:Naar Nu|To Now)$/ }).click();
			await page.waitForURL(/\/now/);
			await page.getByRole('link', { name: /^(?:Meer|More)$/ }).waitFor();
		});

		test('an open server says so', async () => {
			api.on('GET /api/me', machineMe).on('GET /api/displays', { body: { now: fakeNow, displays: [] } });
			await open('/displays');
			await page.locator('.open-mode').waitFor();
			expect(await page.locator('nav a').allInnerTexts()).toHaveLength(5);
			await shows('open-displays');
			await open('/me');
			await shows('open-me');
		});
	});

	test('logging in goes to where one was on the way to, and nowhere else', async () => {
		for (const [to, expected] of [
			['/displays?x=1', '/displays?x=1'],
			['//evil.example/x', '/now'],
			['https://evil.example', '/now'],
			['/.//evil.example', '/now'],
			['/\\evil.example', '/now']
		] as const) {
			api.on('POST /api/login', { body: {} }).on('GET /api/me', nobodyMe);
			await goTo(`/login?to=${encodeURIComponent(to)}`);
			await page.locator('#email').fill(' noor@example.org ');
			await page.locator('#password').fill('een heel lang wachtwoord');
			api.on('GET /api/me', personMe('manager')).on('GET /api/displays', { body: { now: fakeNow, displays: [] } });
			await page.keyboard.press('Enter');
			await page.waitForURL((url) => url.pathname !== '/login', { timeout: 10_000 });
			expect(page.url(), to).toBe(address + expected);
		}
		expect(api.asked.find(({ path }) => path === '/api/login')?.body).toEqual({
			email: 'noor@example.org',
			password: 'een heel lang wachtwoord'
		});
	});

	test('a wrong password stays here, is said once and is not kept; too many and no network are said apart', async () => {
		await goTo('/login?lang=nl');
		const trying = async (answer: Parameters<AccessApi['on']>[1]) => {
			api.on('POST /api/login', answer);
			await page.locator('#email').fill('noor@example.org');
			await page.locator('#password').fill('verkeerd wachtwoord');
			await page.keyboard.press('Enter');
			await expect.poll(() => page.locator('#password').inputValue()).toBe('');
			return page.locator('#password-below').innerText();
		};
		const before = await page.locator('button[type=submit]').boundingBox();
		expect(await trying({ status: 401, body: { error: 'wrong' } })).toBe('E-mailadres of wachtwoord klopt niet.');
		expect(await page.locator('button[type=submit]').boundingBox()).toEqual(before);
		expect(await page.evaluate(() => document.activeElement?.id)).toBe('password');
		expect(await trying({ status: 429, body: {}, headers: { 'retry-after': '300' } })).toContain('5 minuten');
		expect(await trying('lost')).toContain('Geen verbinding');
		expect(page.url()).toContain('/login');
	});

	test('the secret of an invitation leaves the address at once, and goes to the server alone', async () => {
		api
			.on('POST /api/welcome', { body: { name: '', email: 'noor@example.org', roles: [], isNewPassword: false } })
			.on('POST /api/welcome/accept', ({ body }) =>
				JSON.stringify(body).includes('qwerty')
					? { status: 422, body: { error: 'password: must not be keys in a row', field: 'password' } }
					: { status: 204 }
			);
		await goTo('/welcome?lang=nl#to%2Bken_1');
		await page.locator('#name').waitFor();
		expect(page.url()).toBe(`${address}/welcome?lang=nl`);
		expect(await page.content()).not.toContain('ken_1');
		await page.locator('#name').fill('Noor');
		await page.locator('#password').fill('kort');
		await page.locator('#again').fill('anders');
		await page.keyboard.press('Enter');
		expect(await page.locator('#password-below').innerText()).toBe('Nog 8 tekens erbij.');
		expect(await page.locator('#again-below').innerText()).toBe('De twee zijn niet gelijk.');
		for (const password of ['qwertyuiopas', 'paard accu nietje']) {
			await page.locator('#password').fill(password);
			await page.locator('#again').fill(password);
			await page.keyboard.press('Enter');
			if (password.startsWith('q')) await page.getByText('toetsen op een rij').waitFor();
		}
		await page.waitForURL(`${address}/now?lang=nl`);
		expect(api.asked.filter(({ path }) => path === '/api/welcome/accept').at(-1)?.body).toEqual({
			...{ token: 'to+ken_1', name: 'Noor', email: 'noor@example.org', password: 'paard accu nietje' }
		});
		await goTo('/welcome?lang=nl');
		await page.getByText('hoort bij een uitnodiging').waitFor();
	});

	test('somebody chooses another password on their own page, whose times are those of the site', async () => {
		const me = personMe('manager');
		const place = {
			id: 's1',
			createdAt: fakeNow,
			lastUsedAt: fakeNow,
			expiresAt: fakeNow,
			address: null,
			userAgent: null
		};
		api
			.on('GET /api/me', { body: { ...me.body, zone: 'Pacific/Auckland' } })
			.on('GET /api/sessions', { body: { sessions: [{ ...place, isThis: true }] } })
			.on('POST /api/step-up', ({ body }) =>
				JSON.stringify(body).includes('goed')
					? { status: 204 }
					: { status: 401, body: { error: 'password: is wrong', field: 'password', remedy: 'password' } }
			)
			.on('POST /api/me/password', ({ body }) =>
				JSON.stringify(body).includes('eigen naam')
					? {
							status: 400,
							body: { error: 'password: must not be made of your own name or address', field: 'password' }
						}
					: { status: 204 }
			);
		await goTo('/me?lang=nl');
		const since = await page.locator('td', { hasText: ':' }).first().innerText();
		expect(since).toBe(moment(fakeNow, 'Pacific/Auckland', 'nl'));
		const change = page.getByRole('button', { name: 'Wijzig wachtwoord' });
		await change.click();
		expect(await page.evaluate(() => document.activeElement?.id)).toBe('own-current');
		await page.locator('#own-current').fill('fout');
		await page.locator('#own-password').fill('mijn eigen naam');
		await page.locator('#own-again').fill('mijn eigen naam');
		await change.click();
		await page.getByText('Dit wachtwoord klopt niet.').waitFor();
		// A wrong password is no reason to be sent to the way in.
		expect(new URL(page.url()).pathname).toBe('/me');
		expect(api.count('POST /api/me/password')).toBe(0);
		await page.locator('#own-current').fill('goed');
		await change.click();
		await page.getByText('Dit is vooral je eigen naam of adres.').waitFor();
		expect(await axeFaults()).toEqual([]);
		await page.screenshot({ path: `${pictures}/nl-own-password.png`, fullPage: true });
		await page.locator('#own-password').fill('paard accu nietje');
		await page.locator('#own-again').fill('paard accu nietje');
		await change.click();
		await page.getByText('Je wachtwoord is gewijzigd.').waitFor();
		expect(api.asked.filter(({ path }) => path === '/api/me/password').at(-1)?.body).toEqual({
			...{ current: 'goed', password: 'paard accu nietje' }
		});
		expect(await page.locator('#own-current').inputValue()).toBe('');
		await expect.poll(() => api.count('GET /api/sessions')).toBe(2);
	});

	test('whoever is not logged in any more is sent to the way in, and comes back', async () => {
		api
			.on('GET /api/me', personMe('manager'))
			.on('GET /api/displays', { status: 401, body: { error: 'x', remedy: 'login' } });
		await goTo('/displays?lang=en#pair=WKTRBHDM');
		await page.waitForURL(/\/login/);
		expect(new URL(page.url()).searchParams.get('to')).toBe('/displays?lang=en#pair=WKTRBHDM');
	});

	test('a screen is paired from its scanned code, after showing who one is', async () => {
		let isShown = false;
		api
			.on('GET /api/me', personMe('manager'))
			.on('GET /api/displays', { body: { now: fakeNow, displays: [] } })
			.on('GET /api/pairing/WKTR-BHDM', { body: asking })
			.on('POST /api/pairing/WKTR-BHDM', () =>
				isShown ? { status: 201, body: { id: 'd9' } } : { status: 403, body: { error: 'x', remedy: 'step-up' } }
			)
			.on('POST /api/step-up', ({ body }) => {
				isShown = JSON.stringify(body).includes('goed');
				return isShown
					? { status: 204 }
					: { status: 401, body: { error: 'password: is wrong', field: 'password', remedy: 'password' } };
			});
		await goTo('/displays?lang=nl#pair=WKTR-BHDM');
		await page.getByText('appel · molen').waitFor();
		expect(api.count('GET /api/pairing/WKTR-BHDM')).toBe(1);
		expect(await page.evaluate(() => document.activeElement?.tagName)).toBe('H2');
		await page.getByRole('button', { name: 'Ja, dit is het scherm' }).click();
		await page.locator('#pair-name').fill('Hal 3');
		await page.locator('#pair-team').fill('Zuid');
		await page.keyboard.press('Enter');
		await page.locator('dialog[open] #step-up-password').waitFor();
		expect(await page.evaluate(() => document.activeElement?.id)).toBe('step-up-password');
		await page.keyboard.type('fout');
		await page.keyboard.press('Enter');
		await page.getByText('Dit wachtwoord klopt niet.').waitFor();
		await page.screenshot({ path: `${pictures}/nl-step-up.png` });
		expect(await axeFaults()).toEqual([]);
		await page.locator('#step-up-password').fill('goed');
		await page.keyboard.press('Enter');
		await page.locator('.notice', { hasText: 'Hal 3 is gekoppeld' }).waitFor();
		expect(
			api.asked.filter(({ path, method }) => method === 'POST' && path.startsWith('/api/pairing/')).at(-1)?.body
		).toEqual({
			name: 'Hal 3',
			settings: {
				...{ team: 'Zuid', board: 'both', secondsPerBoard: 20, language: 'nl', theme: 'dark' },
				...{ diagonalInches: 55, readingMetres: 5 }
			}
		});
	});

	test('a screen is revoked only after a question, and Esc is no', async () => {
		api
			.on('GET /api/me', personMe('manager'))
			.on('GET /api/displays', { body: { now: fakeNow, displays: [fakeDisplay()] } });
		api.on('DELETE /api/displays/d1', { status: 204 });
		await goTo('/displays?lang=nl');
		const revoke = page.getByRole('button', { name: 'Intrekken: Hal 1, boven de koffie' });
		await revoke.click();
		await page.keyboard.press('Escape');
		await expect.poll(() => page.locator('dialog[open]').count()).toBe(0);
		expect(await revoke.evaluate((button) => button === document.activeElement)).toBe(true);
		expect(api.count('DELETE /api/displays/d1')).toBe(0);
		await revoke.click();
		api.on('GET /api/displays', { body: { now: fakeNow, displays: [] } });
		await page.locator('dialog[open]').getByRole('button', { name: 'Intrekken' }).click();
		await page.getByText('Er is nog geen scherm gekoppeld.').waitFor();
		expect(api.count('DELETE /api/displays/d1')).toBe(1);
	});

	test('a list that cannot be brought up to date says so and stays', async () => {
		// A day whose end is far off: what goes with the time of day would otherwise come in between.
		page = await openWindow();
		await page.clock.install({ time: fakeNow });
		api
			.on('GET /api/me', personMe('manager'))
			.on('GET /api/displays', { body: { now: fakeNow, displays: [fakeDisplay()] } });
		await goTo('/displays?lang=nl');
		await page.locator('[data-display="d1"]').waitFor();
		await freeze(page);
		api.on('GET /api/displays', 'lost');
		await page.clock.runFor(11_000);
		await page.getByText('Deze lijst wordt nu niet bijgewerkt.').waitFor();
		expect(await page.locator('[data-display="d1"]').count()).toBe(1);
	});

	test('the keyboard is seen wherever it is, and the first key leads past the navigation', async () => {
		api
			.on('GET /api/me', personMe('manager'))
			.on('GET /api/displays', { body: { now: fakeNow, displays: [fakeDisplay()] } });
		await goTo('/displays?lang=nl');
		await page.locator('[data-display="d1"]').waitFor();
		await page.keyboard.press('Tab');
		expect(await page.evaluate(() => document.activeElement?.className)).toContain('skip');
		for (let step = 0; step < 14; step++) {
			const outline = await page.evaluate(() => {
				const style = getComputedStyle(document.activeElement ?? document.body);
				return `${document.activeElement?.tagName} ${style.outlineStyle} ${style.outlineWidth}`;
			});
			expect(outline).toMatch(/ solid 3px$/);
			await page.keyboard.press('Tab');
		}
	});
});

async function goTo(path: string): Promise<void> {
	// Another page first: with another fragment alone a browser stays on the page that it has.
	await page.goto(`${address}/favicon.svg`);
	await page.goto(address + path);
	await page.waitForSelector('main');
}

const axeFaults = () => faultsByAxe(page);
const look = (name: string) => lookOver(page, name, pictures);
