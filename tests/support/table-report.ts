import { createHash } from 'node:crypto';
import { waitsOf } from '#lib/domain/live/live-metrics.ts';
import { defaultSiteSettings } from '#lib/domain/settings/site-settings.ts';
import { SiteCalendar } from '#lib/domain/time/calendar.ts';
import { cohortReport } from './cohort-report.ts';
import { foldOf, translateTable } from './translate-table.ts';

/**
 * Run as a process of its own, so that its `TZ` is its own. Arguments: a file, its mapping and the site's zone, over and over.
 * Prints what each file came to, as JSON: a digest of its events in any order, and its report, whole and by day.
 */
const args = process.argv.slice(2);
const told: unknown[] = [];
for (let index = 0; index < args.length; index += 3) {
	const [file = '', mapping = '', zone = ''] = args.slice(index, index + 3);
	const { events } = await translateTable(file, mapping);
	const settings = { ...defaultSiteSettings, zone };
	const { state } = foldOf(events, settings);
	const calendar = new SiteCalendar(zone);
	const [total, days] = (['total', 'day'] as const).map((grain) =>
		cohortReport(waitsOf(state, 'all'), grain, null, Date.UTC(2030, 0), calendar)
	);
	const texts = events.map((event) => JSON.stringify(event)).sort();
	const digest = createHash('sha256').update(texts.join('\n')).digest('hex');
	told.push({ digest, total, days });
}
console.log(JSON.stringify(told));
