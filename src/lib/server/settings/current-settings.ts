import type { SiteSettings } from '#lib/domain/settings/site-settings.ts';
import { SiteCalendar } from '#lib/domain/time/calendar.ts';

/** Told after other settings came into force. */
export type SettingsListener = (now: SiteSettings, before: SiteSettings) => void;

/** The settings in force, for every part that outlives a change of them: ask for `now` each time, keep nothing. */
export class CurrentSettings {
	#now: SiteSettings;
	#calendar: SiteCalendar;
	readonly #listeners = new Set<SettingsListener>();

	constructor(settings: SiteSettings) {
		this.#now = settings;
		this.#calendar = new SiteCalendar(settings.zone);
	}

	/** What holds. The same object until something changes. */
	get now(): SiteSettings {
		return this.#now;
	}

	/** The calendar of the zone that holds. */
	get calendar(): SiteCalendar {
		return this.#calendar;
	}

	/**
	 * Calls a listener after every change, in the order in which they asked for it.
	 * @returns a function that ends it
	 */
	onChange(listener: SettingsListener): () => void {
		this.#listeners.add(listener);
		return () => void this.#listeners.delete(listener);
	}

	/** Puts other settings into force. */
	change(settings: SiteSettings): void {
		const before = this.#now;
		this.#now = settings;
		if (settings.zone !== before.zone) this.#calendar = new SiteCalendar(settings.zone);
		for (const listener of this.#listeners) listener(settings, before);
	}
}
