import type { Channel } from '../contact/channel.ts';
import type { DisplayNames } from './display-names.ts';

/** Days of the week as a settings file names them, Monday first. */
export const weekdays = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'] as const;

/** One of {@link weekdays}. */
export type Weekday = (typeof weekdays)[number];

/** A part of a day on the clock on the wall, in minutes after local midnight; 1440 is the end of the day. */
export type DayInterval = Readonly<{ fromMinute: number; toMinute: number }>;

/** When something is open on one day: parts in order that do not overlap; empty = closed. */
export type DayHours = readonly DayInterval[];

/** When something is open in a week without holidays. */
export type WeekHours = Readonly<Record<Weekday, DayHours>>;

/** When the centre is open. */
export type OpeningSettings = Readonly<{
	/** The whole centre; null = nobody said, and then nothing is known to be closed. */
	centre: WeekHours | null;
	/** Channels that have hours of their own; null = those of the centre. */
	channels: Readonly<Record<Channel, WeekHours | null>>;
	/** Days on which everything is closed, in order. */
	holidays: readonly Readonly<{ date: string; names: DisplayNames }>[];
	/** Dates with hours that differ from those of the week, in order; they win over holidays too, and hold for everything. */
	exceptions: readonly Readonly<{ date: string; hours: DayHours; names: DisplayNames }>[];
}>;

/** Nobody said when the centre is open. */
export const noOpeningSettings: OpeningSettings = {
	centre: null,
	channels: { phone: null, chat: null, email: null, message: null, visit: null },
	holidays: [],
	exceptions: []
};
