import { serviceLevel, serviceLevelCounts, serviceLevelVariants } from '#lib/domain/metrics/service-level.ts';
import { isoWeekOf, SiteCalendar } from '#lib/domain/time/calendar.ts';
import { satisfactionAdapters } from './satisfaction-vectors.ts';
import { statisticsAdapters } from './statistics-vectors.ts';
import { trendAdapters } from './trend-vectors.ts';

type Input = Readonly<Record<string, never>>;

/** By file: from a case's input to what the product's own functions make of it. */
export const adapters: Readonly<Record<string, (input: Input) => unknown>> = {
	...statisticsAdapters,
	...satisfactionAdapters,
	...trendAdapters,
	'service_level_counts.json': (input) => {
		const counts = serviceLevelCounts({
			answered: input['answered'] ?? 0,
			answeredWithinTarget: input['answered_within_T'] ?? 0,
			abandoned: input['abandoned'] ?? 0,
			abandonedWithinTarget: input['abandoned_within_T'] ?? 0,
			abandonedBeforeShort: input['abandoned_before_S'] ?? 0
		});
		return Object.fromEntries(serviceLevelVariants.map((variant) => [variant, serviceLevel(variant, counts)]));
	},
	'dst_days.json': (input) => {
		const calendar = new SiteCalendar(String(input['tz']));
		const day = calendar.day(String(input['date']));
		const week = calendar.week(String(input['date']));
		return {
			day_start: utc(day.from),
			day_end: utc(day.to),
			day_hours: (day.to - day.from) / 3_600_000,
			week_start: utc(week.from),
			week_end: utc(week.to),
			week_hours: (week.to - week.from) / 3_600_000
		};
	},
	'iso_weeks.json': (input) => weekOf(String(input['date'])),
	'instant_to_iso_week.json': (input) => {
		const calendar = new SiteCalendar(String(input['tz']));
		const at = Date.parse(String(input['instant']));
		return { local: calendar.localTime(at), ...weekOf(calendar.dateOf(at)) };
	}
};

function weekOf(date: string) {
	const { isoYear, isoWeek, weekday } = isoWeekOf(date);
	return { iso_year: isoYear, iso_week: isoWeek, weekday };
}

function utc(at: number): string {
	return new Date(at).toISOString().replace('.000Z', 'Z');
}
