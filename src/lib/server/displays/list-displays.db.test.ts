import { expect, test } from 'vitest';
import { defaultSiteSettings, type SiteSettings } from '#lib/domain/settings/site-settings.ts';
import { type DayHours, type WeekHours, weekdays } from '#lib/domain/settings/opening-settings.ts';
import { SiteCalendar } from '#lib/domain/time/calendar.ts';
import { openDisplays } from '../../../../tests/support/open-displays.ts';
import { listDisplays, openSinceAt } from './list-displays.ts';

const monday = Date.UTC(2026, 10, 23);
const hour = 3_600_000;
const calendar = new SiteCalendar('Europe/Amsterdam');

test('a screen is dark after three silent minutes, and connected while it has a stream', async () => {
	const open = openDisplays();
	const { id, token } = await open.paired();
	const list = async (streams: number) => {
		const access = { displays: open.displays, watch: { count: () => streams } as never, now: () => open.now }; // only counted
		const { now, displays } = await listDisplays({ access, settings: defaultSiteSettings, calendar });
		expect(now).toBe(open.now);
		return displays.map(({ isConnected, isDark }) => ({ isConnected, isDark }));
	};
	await open.speaks(id, token);
	expect(await list(1)).toEqual([{ isConnected: true, isDark: false }]);
	open.pass(180_001);
	expect(await list(0)).toEqual([{ isConnected: false, isDark: true }]);
	await open.displays.revoke(id, { kind: 'machine' });
	expect(await list(1)).toEqual([{ isConnected: false, isDark: false }]);
});

test('opening hours begin when they do, on the clock on the wall', () => {
	const daily = [{ fromMinute: 9 * 60, toMinute: 17 * 60 }];
	const settings = openOn(daily);
	// Amsterdam is an hour ahead in November.
	expect(openSinceAt(settings, calendar, monday + 8 * hour - 1)).toBeNull();
	expect(openSinceAt(settings, calendar, monday + 8 * hour)).toBe(monday + 8 * hour);
	expect(openSinceAt(settings, calendar, monday + 16 * hour - 1)).toBe(monday + 8 * hour);
	expect(openSinceAt(settings, calendar, monday + 16 * hour)).toBeNull();
});

test('what goes on over midnight has not opened there', () => {
	const settings = openOn([{ fromMinute: 0, toMinute: 1440 }]);
	expect(openSinceAt(settings, calendar, monday - hour + 1)).toBe(monday - 25 * hour);
});

test('where nobody said when it is open, it always is', () => {
	expect(openSinceAt(defaultSiteSettings, calendar, monday)).toBe(0);
});

function openOn(hours: DayHours): SiteSettings {
	const centre = Object.fromEntries(weekdays.map((weekday) => [weekday, hours])) as WeekHours; // every one of them
	return { ...defaultSiteSettings, opening: { ...defaultSiteSettings.opening, centre } };
}
