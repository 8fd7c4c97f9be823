import { join } from 'node:path';
import type { ReportRow } from '#lib/domain/reports/report-row.ts';
import type { SiteSettings } from '#lib/domain/settings/site-settings.ts';
import { SiteCalendar } from '#lib/domain/time/calendar.ts';
import { openLogReader } from '#lib/server/database/sqlite/open-log.ts';
import { openViews } from '#lib/server/database/sqlite/open-views.ts';
import { openHistoryReader } from '#lib/server/database/sqlite/sqlite-history-reader.ts';
import { SqliteEventReader } from '#lib/server/event-log/sqlite-event-reader.ts';
import { ContactHistory } from '#lib/server/history/contact-history.ts';
import { Reports } from '#lib/server/history/reports.ts';
import { temporaryFolder } from './temporary-folder.ts';

/** The rows of a report on a log, with a history of its own that is gone when the test is over. */
export async function reportOfLog(
	file: string,
	settings: SiteSettings,
	parameters: Readonly<Record<string, string>>
): Promise<readonly ReportRow[]> {
	const database = openLogReader(file);
	const log = new SqliteEventReader(database);
	const views = openViews(join(temporaryFolder(), 'report.db'));
	const history = new ContactHistory(log, views.history, () => settings);
	try {
		const reports = new Reports({
			openReader: () => openHistoryReader(views.file),
			current: { now: settings, calendar: new SiteCalendar(settings.zone) },
			clock: Date,
			head: () => log.head(),
			async catchUp() {
				while ((await history.takeSlice(5_000)) >= 5_000);
			},
			pause: async () => {}
		});
		return (await reports.answer(new URLSearchParams(parameters))).rows;
	} finally {
		views.close();
		database.close();
	}
}
