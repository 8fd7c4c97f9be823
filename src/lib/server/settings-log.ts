import type { InternalEvent, LogEvent } from '#lib/domain/contact/contact-event.ts';
import type { AppendResult } from './event-log/event-log.ts';
import { ownSource, settingsId } from './settings/settings-history.ts';
import { recordData, type SettingsAuthor, type SettingsStanding } from './settings/settings-record.ts';
import { canonicalText } from './canonical-text.ts';

type SettingsLog = Readonly<{
	find(source: string, id: string): Promise<LogEvent | null>;
	append(events: readonly InternalEvent[]): Promise<AppendResult>;
}>;

/** What came of recording: its number in the log, or why it is not there. `overtaken`: other settings were recorded meanwhile. */
export type RecordOutcome = number | 'overtaken' | 'log-away';

/**
 * Writes the settings that a start goes on with into the log, where they, or what was set in the browser, differ from the last ones
 * there, because a figure depends on them as much as on any other event. Their ids count up from `settings-1`.
 * @param by who changed them
 * @returns the number of the last settings in the log, which are these; null when the log could not take them
 */
export async function recordSettings(
	log: SettingsLog,
	standing: SettingsStanding,
	by: SettingsAuthor,
	now: number
): Promise<number | null> {
	for (let no = 0, last: LogEvent | null = null; ;) {
		for (let next = await log.find(ownSource, settingsId(no + 1)); next !== null;) {
			last = next;
			next = await log.find(ownSource, settingsId(++no + 1));
		}
		if (last !== null && comparable(last.data) === comparable(recordData(standing, by))) return no;
		const outcome = await recordAfter(no, log, standing, by, now);
		if (outcome === 'log-away') return null;
		if (outcome !== 'overtaken') return outcome;
	}
}

/**
 * Writes settings into the log that were made from those of a number, if these are still the last ones: several servers may have one
 * log, and none of them changes what it has not seen.
 * @param no number of the last settings that are known; 0 = none are
 */
export async function recordAfter(
	no: number,
	log: Pick<SettingsLog, 'append'>,
	standing: SettingsStanding,
	by: SettingsAuthor,
	now: number
): Promise<RecordOutcome> {
	const event: InternalEvent = {
		type: 'bereik.settings.changed',
		source: ownSource,
		id: settingsId(no + 1),
		time: now,
		data: recordData(standing, by)
	};
	const result = await log.append([event]);
	if (!result.committed) return 'log-away';
	return result.outcomes[0]?.status === 'conflict' ? 'overtaken' : no + 1;
}

/** What makes one settings event say something else than another: not who wrote it, nor how the file words the same. */
function comparable({ written, ...settings }: Readonly<Record<string, unknown>>): string {
	const { browser = {}, stamps = {} } = (written ?? {}) as Readonly<{ browser?: unknown; stamps?: unknown }>; // recordData's
	return canonicalText({ settings, browser, stamps });
}
