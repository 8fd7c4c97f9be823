import type { Locator, Page } from '@playwright/test';
import { beforeEach, describe, expect, test } from 'vitest';
import type { PersonRole } from '#lib/domain/access/role.ts';
import type { BackupAnswer } from '#lib/protocol/backup-standing.ts';
import type { SourceRow } from '#lib/protocol/source-list.ts';
import { moment } from '#lib/ui/format/moment.ts';
import { AccessApi, fakeNow, machineMe, personMe } from './support/access-api.ts';
import { openAxeWindow } from './support/axe-window.ts';
import { faultsByAxe } from './support/faults-by-axe.ts';
import { leaveWindow, takeWindow } from './support/left-windows.ts';
import { setStage } from './support/stage.ts';

/*
 * What the settings tell of the state of things (backups, sources, the audit), and why something was refused, with a server that
 * says what the test wants it to.
 */

const pictures = 'test-output/settings-standings';
const stage = setStage('what the settings tell of the state of things', pictures);
const hourMs = 3_600_000;
const zone = 'Europe/Amsterdam';
let api: AccessApi;
let page: Page;
const options = { timezoneId: zone, reducedMotion: 'reduce' } as const;

const standing: BackupAnswer['standing'] = {
	...{ lastAt: fakeNow - hourMs, lastOkAt: fakeNow - hourMs, lastError: null, nextAt: fakeNow + 23 * hourMs },
	...{ kept: 7, bytes: 41_000_000, folder: '/var/backups/bereik', isOverdue: false }
};
const heldBack: BackupAnswer['heldBack'] = [{ id: 'k1', kind: 'webhook-secret', name: 'chatwinkel', since: fakeNow }];

const emptySettings = {
	...{ revision: 1, settings: { site: { zone } }, origins: {}, fileProblem: null, zone, knownQueues: [] },
	may: { all: false, own: false, queues: [] }
};

async function open(path: string, language: 'nl' | 'en', width = 1440): Promise<void> {
	await page.setViewportSize({ width, height: 900 });
	await page.goto(`${stage.address()}${path}?lang=${language}`);
	await page.waitForFunction(() => document.querySelector('main h2, main table') !== null);
	await page.waitForFunction(() => document.querySelector('main [aria-busy="true"]') === null);
}

/** Every part of the page that is named, with nothing a reader with a keyboard or a loud voice would stumble over. */
async function card(name: string): Promise<Locator> {
	const found = page.locator(`[data-card="${name}"]`);
	await found.waitFor();
	expect(await faultsByAxe(page)).toEqual([]);
	const isWider = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
	expect(isWider, `${name} is wider than the window`).toBe(false);
	return found;
}

describe.skipIf(stage.isMissing)('what the settings tell of the state of things', () => {
	beforeEach(async () => {
		api = new AccessApi();
		stage.answerBy(api);
		page = await takeWindow(stage.browser(), 'standings', () => openAxeWindow(stage.browser(), options));
		page.setDefaultTimeout(8_000);
		return () => leaveWindow(page);
	});

	describe.each(['nl', 'en'] as const)('backups, in %s', (language) => {
		const isDutch = language === 'nl';
		const at = (instant: number): string => moment(instant, zone, language);

		async function told(answer: BackupAnswer, ...roles: PersonRole[]): Promise<Locator> {
			const retention = { body: { now: fakeNow, lastRun: null, kinds: [] } };
			api
				.on('GET /api/me', personMe(...roles))
				.on('GET /api/backups', { body: answer })
				.on('GET /api/retention', retention);
			await open('/settings/privacy', language);
			return card('backups');
		}

		test('that are well: the last, the next and how many, and nothing that calls for attention', async () => {
			const backups = await told({ standing, heldBack: [] }, 'auditor');
			const text = await backups.innerText();
			for (const said of [at(fakeNow - hourMs), at(fakeNow + 23 * hourMs), '7', '41 MB']) expect(text).toContain(said);
			expect(text).toContain(isDutch ? 'Laatste hele kopie' : 'Last whole one');
			expect(await backups.locator('.notice').count()).toBe(0);
			expect(await backups.getByRole('button').count()).toBe(0);
		});

		test('of which the last failed: why, as an alert, with the last whole one still there', async () => {
			const backups = await told({ standing: { ...standing, lastError: 'the disk is full' }, heldBack: [] }, 'admin');
			const alert = backups.getByRole('alert');
			expect(await alert.innerText()).toContain('the disk is full');
			expect(await alert.innerText()).toContain(isDutch ? 'De laatste poging is mislukt' : 'The last attempt failed');
			expect(await backups.innerText()).toContain(at(fakeNow - hourMs));
			await page.screenshot({ path: `${pictures}/backups-failed-${language}.png` });
		});

		test('of which there never was one, and there should be: said as such, and no date is made up', async () => {
			const never = { ...standing, lastAt: null, lastOkAt: null, nextAt: null, kept: 0, bytes: 0, isOverdue: true };
			const backups = await told({ standing: never, heldBack: [] }, 'admin');
			const text = await backups.innerText();
			expect(text).toContain(isDutch ? 'Er is nog geen hele kopie.' : 'There is no whole one yet.');
			expect(text).toContain(isDutch ? 'Er wordt er geen vanzelf gemaakt.' : 'None is made by itself.');
			expect(text).toContain(isDutch ? 'Er had een nieuwere moeten zijn.' : 'There should be a newer one.');
			expect(text).not.toMatch(/19[67]\d|NaN|null|–/);
		});

		test('after which something is shut: who may not let it in again has nothing to press', async () => {
			const auditor = await told({ standing, heldBack }, 'auditor');
			expect(await auditor.innerText()).toContain(`chatwinkel (${isDutch ? 'webhookgeheim' : 'webhook secret'})`);
			expect(await auditor.getByRole('button').count()).toBe(0);
			const admin = await told({ standing, heldBack }, 'admin');
			api.on('POST /api/held-back', { status: 204 });
			await admin.getByRole('button', { name: isDutch ? 'Alles bevestigen' : 'Confirm all' }).click();
			await expect.poll(() => api.asked.find(({ method }) => method === 'POST')?.body).toEqual({ ids: ['k1'] });
		});
	});

	describe('sources', () => {
		const row: SourceRow = {
			...{ source: 'web', label: 'Webwinkel', aliveAt: fakeNow - 8_000, silentSince: null, limitMs: 900_000 },
			follows: null
		};
		const file = '/var/log/asterisk/a-folder-with-a-long-name-that-has-no-spaces-in-it/queue_log';
		const follows: NonNullable<SourceRow['follows']> = {
			...{ file, lastEventAt: fakeNow - 5 * 60_000, lagMs: 900, lines: 5210, rejected: 2 },
			problem: { kind: 'absent', text: `${file}: is not there`, since: fakeNow - 240_000 }
		};
		const silentAt = fakeNow - 300_000;
		const sources: readonly SourceRow[] = [
			{ ...row, source: 'pbx', label: 'Centrale', aliveAt: silentAt, silentSince: silentAt, limitMs: 120_000, follows },
			row,
			{ ...row, source: 'nieuw', label: 'nieuw', aliveAt: null, limitMs: null }
		];

		test.each([1440, 390])('stand in words with the file that is followed, %i wide', async (width) => {
			api
				.on('GET /api/me', personMe('auditor'))
				.on('GET /api/settings', { body: emptySettings })
				.on('GET /api/keys', { body: { keys: [] } })
				.on('GET /api/webhook-secrets', { body: { secrets: [] } })
				.on('GET /api/sources', { body: { now: fakeNow, sources } });
			await open('/settings/sources', 'nl', width);
			const rows = (await card('standings')).locator('tbody tr');
			const [pbx = '', web = '', fresh = ''] = await rows.allInnerTexts();
			for (const said of ['Centrale', 'stil', 'na 2 min', '5 min geleden', file, 'Staat stil sinds', 'is er niet'])
				expect(pbx).toContain(said);
			expect(pbx).toContain('5.210 regels');
			expect(pbx).not.toContain('is not there');
			expect(web).toMatch(/te horen[\s\S]*8 s geleden/);
			expect(fresh).toContain('nog niets gehoord');
			expect(fresh).not.toMatch(/geldt|geleden/);
			await page.screenshot({ path: `${pictures}/sources-${width}.png`, fullPage: true });
			expect(await page.locator('main').getByRole('button').count()).toBe(0);
		});
	});

	describe('what was refused', () => {
		const settings = { ...emptySettings, may: { all: true, own: true, queues: null } };
		const answer = (key: string, values: Readonly<Record<string, string>>) => ({
			status: 422,
			body: { error: 'site.zone: in English', field: 'site.zone', reason: { key, values } }
		});

		test.each([
			{ language: 'nl', expected: 'Schrijf een tijdzone als Europe/Amsterdam, niet "Mars".' },
			{ language: 'en', expected: 'Write a time zone like Europe/Amsterdam, not "Mars".' }
		] as const)('is told at its field in $language', async ({ language, expected }) => {
			api.on('GET /api/me', personMe('admin')).on('GET /api/settings', { body: settings });
			api.on('PATCH /api/settings', answer('zone', { got: '"Mars"' }));
			await open('/settings', language);
			const field = page.locator('#set-site_zone');
			await field.fill('Mars');
			await page.locator('main form button[type=submit]').click();
			await page.getByText(expected).waitFor();
			expect(await field.getAttribute('aria-invalid')).toBe('true');
			// A reason of a newer server has its own words, which is better than none.
			api.on('PATCH /api/settings', answer('of-tomorrow', {}));
			await field.fill('Venus');
			await page.locator('main form button[type=submit]').click();
			await page.getByText('in English').waitFor();
		});
	});

	test('the audit names things, and at an open machine nobody', async () => {
		const entry = {
			...{ no: 2, at: fakeNow, actorKind: 'person', actorId: 'per_1', actorName: null, actorRoles: ['manager'] },
			...{ action: 'message.shown', subject: 'msg_1', subjectName: 'Storing bij de bank', details: {} }
		};
		const key = { no: 1, action: 'key.revoked', subject: 'key_9', subjectName: 'centrale' };
		api
			.on('GET /api/me', machineMe)
			.on('GET /api/audit', { body: { entries: [entry, { ...entry, ...key }], next: null } });
		await open('/settings/audit', 'nl');
		const rows = page.locator('main tbody tr');
		await rows.first().waitFor();
		const [shown = '', revoked = ''] = await rows.allInnerTexts();
		expect(shown).toMatch(/een teamleider[\s\S]*Storing bij de bank/);
		expect(shown).not.toContain('msg_1');
		expect(revoked).toMatch(/centrale[\s\S]*key_9/);
	});
});
