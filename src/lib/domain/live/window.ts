import type { SiteCalendar } from '../time/calendar.ts';
import type { Interval } from '../time/interval.ts';

/**
 * What span a figure is about. `today` and `sliding` end with the asked instant, which is in; `closed` counts what happened in
 * [from, to); `cohort` counts what became of the contacts that entered in [from, to).
 */
export type Window =
	| Readonly<{ kind: 'today' }>
	| Readonly<{ kind: 'sliding'; seconds: number }>
	| Readonly<{ kind: 'closed'; from: number; to: number }>
	| Readonly<{ kind: 'cohort'; from: number; to: number }>;

/**
 * The span of a window as seen at an instant, in whole milliseconds: an event exactly as old as a sliding window is out, one
 * at the instant itself is in. Nothing after the instant is ever in.
 */
export function spanOf(window: Window, at: number, calendar: SiteCalendar): Interval {
	switch (window.kind) {
		case 'today':
			return { from: calendar.dayOf(at).from, to: at + 1 };
		case 'sliding':
			return { from: at - window.seconds * 1000 + 1, to: at + 1 };
		case 'closed':
			return { from: window.from, to: Math.min(window.to, at + 1) };
		case 'cohort':
			return { from: window.from, to: window.to };
	}
}

/** The stretch of time a window covers as seen at an instant, for shares of time: its length is exactly that of the window. */
export function stretchOf(window: Window, at: number, calendar: SiteCalendar): Interval {
	switch (window.kind) {
		case 'today':
			return { from: calendar.dayOf(at).from, to: at };
		case 'sliding':
			return { from: at - window.seconds * 1000, to: at };
		case 'closed':
		case 'cohort':
			return { from: window.from, to: Math.min(window.to, at) };
	}
}
