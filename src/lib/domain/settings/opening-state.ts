import type { SiteCalendar } from '../time/calendar.ts';
import type { Interval } from '../time/interval.ts';
import { nextOpening, openingOf } from './opening-hours.ts';
import type { SiteSettings } from './site-settings.ts';

/** Whether the centre is open, and until when that holds. Instants are UTC epoch ms. */
export type OpeningState =
	| Readonly<{
			isOpen: true;
			/** When it opened; of a centre that has been open for more than a week, some instant before that. */
			since: number;
			/** When it closes; null = not within a week. */
			until: number | null;
	  }>
	| Readonly<{
			isOpen: false;
			/** When it opens; null = not within a year. */
			until: number | null;
	  }>;

const mostDays = 8;
const mostDaysBack = 400;

type Known = Readonly<{ calendar: SiteCalendar; holds: Interval; state: OpeningState | null }>;
/** Views ask several times a second, and the answer holds for hours. */
const known = new WeakMap<SiteSettings, Known>();

/** Whether the centre is open at an instant; null = nobody said when it is. */
export function openingStateAt(settings: SiteSettings, calendar: SiteCalendar, at: number): OpeningState | null {
	const before = known.get(settings);
	if (before?.calendar === calendar && at >= before.holds.from && at < before.holds.to) return before.state;
	const state = lookUp(settings, calendar, at);
	const endOfDay = calendar.dayOf(at).to;
	const to = Math.min(endOfDay, state?.until ?? endOfDay);
	known.set(settings, { calendar, holds: { from: at, to }, state });
	return state;
}

/**
 * How long the centre was open between two instants, in ms. Where nobody said when it is, all of the time.
 * @param enough counting ends when it has come to this much
 */
export function openMsBetween(
	settings: SiteSettings,
	calendar: SiteCalendar,
	{ from, to }: Interval,
	enough = Infinity
): number {
	let open = 0;
	let day = calendar.dayOf(to);
	for (let days = 0; days < mostDaysBack && open < enough && day.to > from; days++) {
		const hours = openingOf(settings, calendar, calendar.dateOf(day.from));
		if (hours === null) return to - from;
		for (const part of hours) open += Math.max(0, Math.min(part.to, to) - Math.max(part.from, from));
		day = calendar.dayOf(day.from - 1);
	}
	return open;
}

function lookUp(settings: SiteSettings, calendar: SiteCalendar, at: number): OpeningState | null {
	const hours = openingOf(settings, calendar, calendar.dateOf(at));
	if (hours === null) return null;
	const now = hours.find(({ from, to }) => at >= from && at < to);
	if (now === undefined) return { isOpen: false, until: nextOpening(settings, calendar, at) };
	return { isOpen: true, since: openSince(settings, calendar, now.from), until: openUntil(settings, calendar, now.to) };
}

/** What goes on over midnight, or from one part of a day to the next, has not closed there. */
function openUntil(settings: SiteSettings, calendar: SiteCalendar, to: number): number | null {
	let until = to;
	for (let days = 0; days < mostDays; days++) {
		const next = openingOf(settings, calendar, calendar.dateOf(until))?.filter(({ from }) => from >= until) ?? [];
		const before = until;
		for (const part of next) if (part.from === until) until = part.to;
		if (until === before) return until;
	}
	return null;
}

function openSince(settings: SiteSettings, calendar: SiteCalendar, from: number): number {
	let since = from;
	for (let days = 0; days < mostDays; days++) {
		const earlier = openingOf(settings, calendar, calendar.dateOf(since - 1)) ?? [];
		const before = since;
		for (const part of [...earlier].reverse()) if (part.to === since) since = part.from;
		if (since === before) return since;
	}
	return since;
}
