import { describe, expect, test } from 'vitest';
import { ask, settings as defaults } from '../../../../tests/support/ask.ts';
import { LogWriter, morning } from '../../../../tests/support/log-events.ts';
import { SiteCalendar } from '../time/calendar.ts';
import { channelSettingsAt } from './channel-settings.ts';
import { readSettings } from './file/read-settings.ts';
import type { SiteSettings } from './site-settings.ts';

function settingsOf(written: unknown): SiteSettings {
	const read = readSettings(written);
	if (!read.ok) throw new Error(JSON.stringify(read.faults));
	return read.settings;
}

function targetsAt(zone: string, dates: readonly string[]) {
	const periods = dates.map((from, index) => ({ from, target: `${(index + 1) * 10}s` }));
	const settings = settingsOf({ site: { zone }, channels: { phone: [{ target: '5s' }, ...periods] } });
	return (at: number): number => channelSettingsAt(settings, 'phone', at).targetMs / 1000;
}

describe('a target holds from the local midnight of its date', () => {
	test('to the millisecond', () => {
		const target = targetsAt('Europe/Amsterdam', ['2026-03-04']);
		const midnight = Date.UTC(2026, 2, 3, 23);
		expect([target(midnight - 1), target(midnight), target(midnight + 1)]).toEqual([5, 10, 10]);
	});

	test.each([
		['2026-03-29', Date.UTC(2026, 2, 28, 23)],
		['2026-03-30', Date.UTC(2026, 2, 29, 22)],
		['2026-10-25', Date.UTC(2026, 9, 24, 22)],
		['2026-10-26', Date.UTC(2026, 9, 25, 23)]
	])('around the nights in which the clocks change: %s', (date, midnight) => {
		const target = targetsAt('Europe/Amsterdam', [date]);
		expect([target(midnight - 1), target(midnight)]).toEqual([5, 10]);
	});

	test('also where midnight itself is skipped', () => {
		// In Beirut the clocks went from 00:00 to 01:00 on the last Sunday of March 2022.
		const target = targetsAt('Asia/Beirut', ['2022-03-27']);
		const first = new SiteCalendar('Asia/Beirut').day('2022-03-27').from;
		expect([target(first - 1), target(first)]).toEqual([5, 10]);
	});

	test('until the next one', () => {
		const target = targetsAt('UTC', ['2025-01-01', '2026-01-01']);
		expect([2024, 2025, 2026, 2027].map((year) => target(Date.UTC(year, 5)))).toEqual([5, 10, 20, 20]);
	});

	test('for its channel alone, and for each of several settings in turn', () => {
		const one = settingsOf({ channels: { phone: [{}, { from: '2026-01-01', target: '30s' }] } });
		const other = settingsOf({ channels: { phone: [{}, { from: '2026-01-01', target: '40s' }] } });
		for (const [settings, ms] of [
			[one, 30_000],
			[other, 40_000],
			[one, 30_000]
		] as const) {
			expect(channelSettingsAt(settings, 'phone', morning).targetMs).toBe(ms);
			expect(channelSettingsAt(settings, 'chat', morning)).toBe(settings.channels.chat);
		}
		expect(channelSettingsAt(defaults, 'phone', morning)).toBe(defaults.channels.phone);
	});
});

test('a contact is measured by the target of the day it came, also when it is answered on the next', () => {
	const before = new LogWriter().queued(0, 'c1').answered(25, 'c1');
	const changed = (from: string) => settingsOf({ channels: { phone: [{}, { from, target: '30s' }] } });
	expect(ask(before.events, morning + 60_000, 'all', { kind: 'today' }, changed('2026-03-05'))).toMatchObject({
		sl_met: 0
	});
	expect(ask(before.events, morning + 60_000, 'all', { kind: 'today' }, changed('2026-03-04'))).toMatchObject({
		sl_met: 1
	});
});
