import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { LogWriter, morning } from '../../../../tests/support/log-events.ts';
import { openApplication, testConfiguration } from '../../../../tests/support/open-application.ts';
import { temporaryFolder } from '../../../../tests/support/temporary-folder.ts';
import { defaultSiteSettings } from '#lib/domain/settings/site-settings.ts';
import { recordSettings } from '../settings-log.ts';
import { readRecord } from './settings-record.ts';
import { SettingsChanges } from './settings-changes.ts';
import type { SettingsAuthor } from './settings-record.ts';

const pace = { pollMs: 50, quietMs: 10 };
const ann: SettingsAuthor = { kind: 'person', id: 'p_ann' };

async function running(first: string | null, folder = temporaryFolder()) {
	const site = join(folder, 'site');
	mkdirSync(site, { recursive: true });
	const file = join(site, 'bereik.config.yaml');
	if (first !== null) writeFileSync(file, first);
	const configuration = { ...testConfiguration(folder), settingsPlace: { folder: site } };
	const opened = await openApplication(morning, configuration, { settingsPace: pace });
	const { desk } = opened.app.settingsOffice;
	const set = (patch: unknown, base = desk.revision, by = ann, may = () => true) =>
		desk.change({ patch, base, by, may });
	return { ...opened, desk, set, folder, write: (text: string) => writeFileSync(file, text) };
}

test('what is set in the browser holds at once, is an event with who and when, and holds after a restart', async () => {
	const first = await running('channels: { phone: { target: 20s } }\nroster: 5h');
	expect(await first.set({ channels: { phone: { target: '25s' } } })).toEqual({ kind: 'done', revision: 2 });
	expect(first.app.settings).toMatchObject({ channels: { phone: { targetMs: 25_000 } }, rosterMs: 5 * 3_600_000 });
	const [event] = await first.app.log.read(1, 10);
	expect(event).toMatchObject({
		type: 'bereik.settings.changed',
		data: { written: { by: ann, browser: { channels: { phone: { target: '25s' } } }, file: { roster: '5h' } } }
	});
	const view = first.desk.view();
	expect(view.origins).toMatchObject({
		'channels.phone.target': { from: 'browser', by: ann, at: morning },
		roster: { from: 'file' },
		'closing.openHandling': { from: 'default' }
	});
	await first.close();
	const second = await running(null, first.folder);
	expect(second.app.settings.channels.phone.targetMs).toBe(25_000);
	expect(second.desk.view()).toEqual(view);
	expect((await second.app.log.head()).seq).toBe(2);
});

test('a file that changes later lies beneath; null goes back to it', async () => {
	const { app, set, write } = await running('channels: { phone: { target: 20s } }');
	await set({ channels: { phone: { target: '25s' } } });
	write('channels: { phone: { target: 40s, shortAbandon: 7s } }');
	await expect.poll(() => app.settings.channels.phone.shortAbandonMs).toBe(7_000);
	expect(app.settings.channels.phone.targetMs).toBe(25_000);
	await set({ channels: { phone: { target: null } } });
	expect(app.settings.channels.phone.targetMs).toBe(40_000);
});

test('a change that makes the whole invalid, and one by somebody who has not seen the newest, change nothing', async () => {
	const { app, desk, set } = await running('queues: [{ id: orders }]');
	const before = { settings: app.settings, view: desk.view() };
	expect(await set({ queues: [{ id: 'orders', mergedInto: 'gone' }] })).toMatchObject({
		kind: 'invalid',
		field: 'queues[orders].mergedInto',
		reason: { key: 'merged-into-unknown', values: { queue: 'gone' } }
	});
	expect(await set({ roster: '4h' }, desk.revision - 1)).toEqual({ kind: 'conflict' });
	expect(await set({ roster: '4h' }, desk.revision, ann, () => false)).toMatchObject({
		kind: 'refused',
		field: 'roster'
	});
	expect({ settings: app.settings, view: desk.view() }).toEqual(before);
	expect((await app.log.head()).seq).toBe(1);
});

test('two changes at once: one of them is told that the other came first', async () => {
	const { desk, set, app } = await running(null);
	const base = desk.revision;
	const outcomes = await Promise.all([set({ roster: '4h' }, base), set({ roster: '6h' }, base)]);
	expect(outcomes.map(({ kind }) => kind)).toEqual(['done', 'conflict']);
	expect(app.settings.rosterMs).toBe(4 * 3_600_000);
});

test('a later file that does not fit what was set in the browser changes nothing and says which value and whose', async () => {
	const opened = await running('queues: [{ id: orders }, { id: fax }]');
	const { app, set, write } = opened;
	await set({ queues: [{ id: 'fax', mergedInto: 'orders' }] });
	write('queues: [{ id: fax }]');
	const problem =
		/queues\[fax\]\.mergedInto \(set in the browser by person p_ann on 2026-.*\): there is no queue orders/;
	await expect.poll(async () => (await app.health()).warning).toMatch(problem);
	expect(app.settings.queues.map(({ id }) => id)).toEqual(['orders', 'fax']);
	await opened.close();
	const again = await running(null, opened.folder);
	expect((await again.app.health()).warning).toMatch(problem);
	expect(again.app.settings.queues.map(({ id }) => id)).toEqual(['orders', 'fax']);
	// What the file said last is known: the value can be taken back here, and then the file of now is used at once.
	expect(await again.set({ queues: [{ id: 'fax', mergedInto: null }] })).toMatchObject({ kind: 'done' });
	await expect.poll(() => again.app.settings.queues.map(({ id }) => id)).toEqual(['fax']);
	expect(await again.app.health()).not.toHaveProperty('warning');
});

test('figures with asOf before a change in the browser are those of the settings of then', async () => {
	const { app, take, set } = await running(null);
	await take(morning + 60_000, ...new LogWriter().queued(0, 'c').answered(25, 'c').events);
	const met = async (asOf: { seq: number } | null): Promise<unknown> => {
		const { values } = await app.figures.answer({
			queue: 'all',
			selection: 'all',
			window: { kind: 'today' },
			windowText: 'today',
			at: null,
			asOf
		});
		return 'sl_met' in values ? values.sl_met : null;
	};
	const { seq } = app.projection.state;
	await set({ channels: { phone: { target: '30s' } } });
	expect([await met(null), await met({ seq }), await met({ seq: seq + 1 })]).toEqual([1, 0, 1]);
	const [change, ...more] = await new SettingsChanges(app.settingsHistory).all();
	expect(more).toEqual([]);
	expect(change).toMatchObject({ revision: 2, by: ann, paths: ['channels.phone.target'], isDefinition: true });
	const report = await app.reports.answer(new URLSearchParams({ by: 'total' }));
	expect(report.notes).toEqual([
		{ kind: 'settings_changed', effect: 'recomputed', at: expect.any(String), paths: ['channels.phone.target'] }
	]);
});

test('settings of a log of an older version are read as before', async () => {
	const record = readRecord({ rosterMs: 5 }, defaultSiteSettings);
	expect(record).toMatchObject({
		settings: { ...defaultSiteSettings, rosterMs: 5 },
		stamps: {},
		isFileKnown: false,
		by: null
	});
	const { app, clock } = await openApplication();
	const standing = { ...record, settings: app.settings };
	// The same settings without what they were made from are no other settings.
	expect(await recordSettings(app.log, standing, { kind: 'file' }, clock.now())).toBe(1);
});

test('every change is in the audit with old and new values', async () => {
	const { app, set, write } = await running('roster: 5h');
	await set({ roster: '6h', site: { name: 'Noord' } });
	write('roster: 5h\nlanguages: { default: en }');
	await expect.poll(() => app.settings.languages.default).toBe('en');
	await expect.poll(async () => (await app.access.audit.list({ limit: 9 })).length).toBe(2);
	const [byFile, byAnn] = await app.access.audit.list({ limit: 9 });
	expect(byAnn).toMatchObject({
		actorKind: 'person',
		actorId: 'p_ann',
		action: 'settings.changed',
		details: {
			revision: 2,
			changes: [
				{ path: 'roster', old: '5h', new: '6h' },
				{ path: 'site.name', old: null, new: 'Noord' }
			]
		}
	});
	expect(byFile).toMatchObject({
		actorKind: 'server',
		details: { by: 'file', changes: [{ path: 'languages.default' }] }
	});
});

test('nobody names in the browser a file that the server is to follow', async () => {
	const { app, set } = await running(null);
	const follow = { format: 'asterisk-queue-log', file: '/etc/shadow' };
	const refused = { kind: 'refused', reason: { key: 'file-alone' } };
	expect(await set({ sources: [{ id: 'pbx', follow }] })).toMatchObject(refused);
	expect(await set({ sources: [{ id: 'pbx', follow: { file: '/etc/shadow' } }] })).toMatchObject(refused);
	expect(app.sources.following()).toEqual([]);
	expect(await set({ sources: [{ id: 'pbx', silenceLimit: 'never' }] })).toMatchObject({ kind: 'done' });
});
