import { openingOf } from '#lib/domain/settings/opening-hours.ts';
import type { SiteSettings } from '#lib/domain/settings/site-settings.ts';
import type { SiteCalendar } from '#lib/domain/time/calendar.ts';
import { isDark } from '#lib/protocol/display-dark.ts';
import type { DisplayList } from '#lib/protocol/display-settings.ts';
import type { Access } from '../access/access.ts';

/** Every screen as whoever looks after them sees it. */
export async function listDisplays(parts: {
	access: Pick<Access, 'displays' | 'watch' | 'now'>;
	settings: SiteSettings;
	calendar: SiteCalendar;
}): Promise<DisplayList> {
	const { displays, watch, now: readNow } = parts.access;
	const kept = await displays.list();
	const now = readNow();
	const openSince = openSinceAt(parts.settings, parts.calendar, now);
	return {
		now,
		displays: kept.map((display) => ({
			...display,
			isConnected:
				display.revokedAt === null &&
				(watch.count('displays', display.id) > 0 || displays.isHeardElsewhere(display, now)),
			isDark: isDark(display, now, openSince)
		}))
	};
}

/** When the opening hours that hold at an instant began; null = it is closed, 0 = nobody said when it is open. */
export function openSinceAt(settings: SiteSettings, calendar: SiteCalendar, at: number): number | null {
	const today = calendar.dateOf(at);
	const hours = openingOf(settings, calendar, today);
	if (hours === null) return 0;
	const since = hours.find(({ from, to }) => from <= at && at < to)?.from ?? null;
	if (since === null || since !== calendar.day(today).from) return since;
	// What goes on over midnight has not opened there.
	const yesterday = openingOf(settings, calendar, calendar.dateOf(since - 1)) ?? [];
	return yesterday.find(({ to }) => to === since)?.from ?? since;
}
