import type { LogEvent } from '#lib/domain/contact/contact-event.ts';
import { LiveFold } from '#lib/domain/live/live-fold.ts';
import { type Figures, figuresAt } from '#lib/domain/live/live-metrics.ts';
import type { Selection } from '#lib/domain/live/selection.ts';
import type { Window } from '#lib/domain/live/window.ts';
import { defaultSiteSettings, type SiteSettings } from '#lib/domain/settings/site-settings.ts';
import { SiteCalendar } from '#lib/domain/time/calendar.ts';

export const settings: SiteSettings = defaultSiteSettings;
export const calendar = new SiteCalendar(settings.zone);

/** Folds a log as a server would that knows all of it; what an event supersedes is looked up in the log. */
export function foldOf(events: readonly LogEvent[], keepAll = true, own: SiteSettings = settings): LiveFold {
	const fold = new LiveFold(own, keepAll);
	for (const [index, event] of events.entries()) fold.apply(event, correctedBy(event, events.slice(0, index)));
	return fold;
}

/** A fold of which nothing was kept but its foundation, as text, and the log. */
export function resumed(before: LiveFold, log: readonly LogEvent[]): LiveFold {
	const { seqs, ...rest } = JSON.parse(JSON.stringify(before.foundation())) as ReturnType<LiveFold['foundation']>; // its own text
	const fold = new LiveFold(settings, true);
	fold.resume(
		log.filter(({ seq }) => seqs.includes(seq)),
		rest
	);
	return fold;
}

/** The figures of a log at an instant. */
export function ask(
	events: readonly LogEvent[],
	at: number,
	selection: Selection = 'all',
	window: Window = { kind: 'today' },
	own: SiteSettings = settings
): Figures {
	return figuresAt(foldOf(events, true, own).state, selection, window, at, own, calendar);
}

function correctedBy(event: LogEvent, known: readonly LogEvent[]): LogEvent | null {
	if (event.supersedes === undefined) return null;
	return known.find(({ source, id }) => source === event.source && id === event.supersedes) ?? null;
}
