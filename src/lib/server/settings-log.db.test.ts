import { expect, test } from 'vitest';
import type { LogEvent } from '#lib/domain/contact/contact-event.ts';
import { defaultSiteSettings } from '#lib/domain/settings/site-settings.ts';
import { openApplication, testConfiguration } from '../../../tests/support/open-application.ts';
import { morning } from '../../../tests/support/log-events.ts';

const other = { ...defaultSiteSettings, rosterMs: 3_600_000 };

async function written(settings: readonly (typeof other)[]): Promise<LogEvent[]> {
	const configuration = testConfiguration();
	let events: readonly LogEvent[] = [];
	for (const [index, one] of settings.entries()) {
		const { app, close } = await openApplication(morning + index * 1_000, configuration, { settings: one });
		events = await app.log.read(0, 100);
		await close();
	}
	return [...events];
}

test('the settings are the first event of a log', async () => {
	const [first] = await written([defaultSiteSettings]);
	expect(first).toMatchObject({
		seq: 1,
		source: 'bereik',
		id: 'settings-1',
		type: 'bereik.settings.changed',
		time: morning,
		receivedAt: morning
	});
	expect(first?.data).toEqual({
		...defaultSiteSettings,
		written: { by: { kind: 'command-line' }, file: {}, browser: {}, stamps: {} }
	});
});

test('a start with the same settings writes nothing', async () => {
	const events = await written([defaultSiteSettings, defaultSiteSettings, structuredClone(defaultSiteSettings)]);
	expect(events.map(({ id }) => id)).toEqual(['settings-1']);
});

test('every change is an event, also the way back', async () => {
	const events = await written([defaultSiteSettings, other, other, defaultSiteSettings]);
	expect(events.map(({ id, data }) => [id, (data as typeof other).rosterMs])).toEqual([
		['settings-1', defaultSiteSettings.rosterMs],
		['settings-2', other.rosterMs],
		['settings-3', defaultSiteSettings.rosterMs]
	]);
});
