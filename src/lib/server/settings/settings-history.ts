import type { LogEvent } from '#lib/domain/contact/contact-event.ts';
import { defaultSiteSettings, type SiteSettings } from '#lib/domain/settings/site-settings.ts';
import { readRecord, type RecordedSettings } from './settings-record.ts';

/** What was known: at an instant (UTC ms), or with an event of the log. */
export type AsOf = Readonly<{ time: number }> | Readonly<{ seq: number }>;

type FindableLog = Readonly<{ find(source: string, id: string): Promise<LogEvent | null> }>;

/** The source of what the product writes itself. */
export const ownSource = 'bereik';

/** Id of the settings event of a number; they count up from 1. */
export function settingsId(no: number): string {
	return `settings-${no}`;
}

/** The number of a settings event; null where an event is something else. */
export function settingsNo({ source, type, id }: Pick<LogEvent, 'source' | 'type' | 'id'>): number | null {
	if (type !== 'bereik.settings.changed' || source !== ownSource) return null;
	const no = Number(id.slice(settingsId(0).length - 1));
	return id === settingsId(no) ? no : null;
}

/** The settings of a log, as they were known when. What was once recorded never changes, so it is read once. */
export class SettingsHistory {
	readonly #log: FindableLog;
	readonly #recorded: Readonly<{ event: LogEvent; recorded: RecordedSettings }>[] = [];

	constructor(log: FindableLog) {
		this.#log = log;
	}

	/** The settings recorded last; null when there are none. */
	async last(): Promise<SiteSettings | null> {
		return (await this.lastRecorded())?.settings ?? null;
	}

	/** The same with what they were made from. */
	async lastRecorded(): Promise<RecordedSettings | null> {
		await this.#readOn();
		return this.#recorded.at(-1)?.recorded ?? null;
	}

	/** Every settings event, in order. */
	async all(): Promise<readonly Readonly<{ event: LogEvent; recorded: RecordedSettings }>[]> {
		await this.#readOn();
		return this.#recorded;
	}

	/**
	 * The settings that were in force as far as was known then. What came into the log before any settings did is told by the
	 * first ones. Null when none were ever recorded.
	 */
	async asKnown(asOf: AsOf): Promise<SiteSettings | null> {
		await this.#readOn();
		const known = this.#recorded.findLast(({ event }) => !isBeyond(event, asOf));
		return (known ?? this.#recorded[0])?.recorded.settings ?? null;
	}

	async #readOn(): Promise<void> {
		for (;;) {
			const no = this.#recorded.length + 1;
			const event = await this.#log.find(ownSource, settingsId(no));
			if (event === null) return;
			// Somebody else may have read on meanwhile.
			if (this.#recorded.length + 1 === no)
				this.#recorded.push({ event, recorded: readRecord(event.data, defaultSiteSettings) });
		}
	}
}

/** `receivedAt` never goes back along the log, so one bound tells for both. */
export function isBeyond({ seq, receivedAt }: Readonly<{ seq: number; receivedAt: number }>, asOf: AsOf): boolean {
	return 'seq' in asOf ? seq > asOf.seq : receivedAt > asOf.time;
}
