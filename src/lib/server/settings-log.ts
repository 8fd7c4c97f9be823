import type { InternalEvent, LogEvent } from '#lib/domain/contact/contact-event.ts';
import type { AppendResult } from './event-log/event-log.ts';
import { ownSource, settingsId } from './settings/settings-history.ts';
import { recordData, type SettingsAuthor, type SettingsStanding } from './settings/settings-record.ts';
import { canonicalText } from './canonical-text.ts';

type SettingsLog = Readonly<{
	find(source: string, id: string): Promise<LogEvent | null>;
	append(events: readonly InternalEvent[]): Promise<AppendResult>;
}>;

/**
 * Writes the settings into the log where they, or what was set in the browser, differ from the last ones there, because a figure
 * depends on them as much as on any other event. Their ids count up from `settings-1`.
 * @param by who changed them
 * @returns the number of the last settings in the log, which are these; null when the log could not take them
 */
export async function recordSettings(
	log: SettingsLog,
	standing: SettingsStanding,
	by: SettingsAuthor,
	now: number
): Promise<number | null> {
	let last: LogEvent | null = null;
	let no = 1;
	for (; ; no++) {
		const event = await log.find(ownSource, settingsId(no));
		if (event === null) break;
		last = event;
	}
	const data = recordData(standing, by);
	if (last !== null && comparable(last.data) === comparable(data)) return no - 1;
	const event: InternalEvent = {
		type: 'bereik.settings.changed',
		source: ownSource,
		id: settingsId(no),
		time: now,
		data
	};
	const { committed } = await log.append([event]);
	return committed ? no : null;
}

/** What makes one settings event say something else than another: not who wrote it, nor how the file words the same. */
function comparable({ written, ...settings }: Readonly<Record<string, unknown>>): string {
	const { browser = {}, stamps = {} } = (written ?? {}) as Readonly<{ browser?: unknown; stamps?: unknown }>; // recordData's
	return canonicalText({ settings, browser, stamps });
}
