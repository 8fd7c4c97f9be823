import type { InternalEvent, LogEvent } from '#lib/domain/contact/contact-event.ts';
import type { SiteSettings } from '#lib/domain/settings/site-settings.ts';
import type { AppendResult } from './event-log/event-log.ts';
import { ownSource, settingsId } from './settings/settings-history.ts';

type SettingsLog = Readonly<{
	find(source: string, id: string): Promise<LogEvent | null>;
	append(events: readonly InternalEvent[]): Promise<AppendResult>;
}>;

/**
 * Writes the settings into the log where they differ from the last ones there, because a figure depends on them as much as on
 * any other event. Their ids count up from `settings-1`.
 * @returns whether the last settings in the log are these; false when the log could not take them
 */
export async function recordSettings(log: SettingsLog, settings: SiteSettings, now: number): Promise<boolean> {
	let last: LogEvent | null = null;
	let no = 1;
	for (; ; no++) {
		const event = await log.find(ownSource, settingsId(no));
		if (event === null) break;
		last = event;
	}
	const data: Record<string, unknown> = { ...settings };
	if (last !== null && canonicalText(last.data) === canonicalText(data)) return true;
	const event: InternalEvent = {
		type: 'bereik.settings.changed',
		source: ownSource,
		id: settingsId(no),
		time: now,
		data
	};
	const { committed } = await log.append([event]);
	return committed;
}

/** Two settings that say the same have the same text, in whatever order their fields were written. */
export function canonicalText(settings: unknown): string {
	return JSON.stringify(settings, (_name, value: unknown) =>
		typeof value === 'object' && value !== null && !Array.isArray(value)
			? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
			: value
	);
}
