import { weekdays, type Weekday } from '#lib/domain/settings/opening-settings.ts';
import { isTree, type SettingsTree, treeAt } from '#lib/domain/settings/file/settings-tree.ts';
import type { Language } from '../i18n/language.ts';
import { nameIn } from './date-words.ts';

const dayMs = 86_400_000;

/** When the centre is open on one date: from the week, a holiday, or a day with other hours. */
export type OpeningDay = Readonly<{
	date: string;
	weekday: Weekday;
	/** Parts such as `08:00-18:00`; none = closed. */
	hours: readonly string[];
	from: 'week' | 'holiday' | 'exception';
	/** What a holiday or such a day is called; '' where nobody said. */
	name: string;
}>;

/** The date of the site at an instant, UTC ms: `2026-11-22`. */
export function dateAt(at: number, zone: string): string {
	return new Intl.DateTimeFormat('en-CA', { timeZone: zone, year: 'numeric', month: '2-digit', day: '2-digit' }).format(
		at
	);
}

/**
 * The week from Monday to Sunday that holds a date, as settings say it for the whole centre: a day with other hours goes over a
 * holiday, and that over the week.
 * @returns null where nobody said when the centre is open
 */
export function openingWeek(tree: SettingsTree, date: string, language: Language): readonly OpeningDay[] | null {
	const week = treeAt(tree, ['hours']);
	const hours = isTree(week) ? week : new Map<string, unknown>();
	const exceptions = listed(treeAt(tree, ['exceptionalHours']));
	const holidays = listed(treeAt(tree, ['holidays']));
	const isSaid = weekdays.some((day) => hours.has(day));
	const at = Date.parse(`${date}T12:00:00Z`);
	const monday = at - ((new Date(at).getUTCDay() + 6) % 7) * dayMs;
	const days = weekdays.map((weekday, no): OpeningDay | null => {
		const day = { date: new Date(monday + no * dayMs).toISOString().slice(0, 10), weekday };
		const exception = exceptions.find((one) => one.date === day.date);
		if (exception !== undefined)
			return { ...day, hours: partsOf(exception.hours), from: 'exception', name: nameIn(exception.name, language) };
		const holiday = holidays.find((one) => one.date === day.date);
		if (holiday !== undefined) return { ...day, hours: [], from: 'holiday', name: nameIn(holiday.name, language) };
		return isSaid ? { ...day, hours: partsOf(hours.get(weekday)), from: 'week', name: '' } : null;
	});
	const known = days.filter((day) => day !== null);
	return known.length === 0 ? null : known;
}

type ListedDate = Readonly<{ date: string; name?: unknown; hours?: unknown }>;

function listed(value: unknown): readonly ListedDate[] {
	return Array.isArray(value) ? (value as readonly ListedDate[]) : []; // checked by the server
}

function partsOf(hours: unknown): readonly string[] {
	return Array.isArray(hours) ? hours.map(String) : [];
}
