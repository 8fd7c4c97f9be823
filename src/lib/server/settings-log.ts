import type { InternalEvent, LogEvent } from '#lib/domain/contact/contact-event.ts';
import type { SiteSettings } from '#lib/domain/settings/site-settings.ts';

type SettingsLog = Readonly<{
	find(source: string, id: string): Promise<LogEvent | null>;
	append(events: readonly InternalEvent[]): Promise<unknown>;
}>;

const source = 'bereik';

/**
 * Writes the settings into the log where they differ from the last ones there, because a figure depends on them as much as on
 * any other event. Their ids count up from `settings-1`.
 */
export async function recordSettings(log: SettingsLog, settings: SiteSettings, now: number): Promise<void> {
	let last: LogEvent | null = null;
	let no = 1;
	for (; ; no++) {
		const event = await log.find(source, `settings-${no}`);
		if (event === null) break;
		last = event;
	}
	const data: Record<string, unknown> = { ...settings };
	if (last !== null && JSON.stringify(last.data) === JSON.stringify(data)) return;
	await log.append([{ type: 'bereik.settings.changed', source, id: `settings-${no}`, time: now, data }]);
}
