import { readConfiguration } from '#lib/server/configuration.ts';
import { openLog } from '#lib/server/database/sqlite/open-log.ts';
import { openViews } from '#lib/server/database/sqlite/open-views.ts';
import { SqliteEventReader } from '#lib/server/event-log/sqlite-event-reader.ts';
import { ContactHistory } from '#lib/server/history/contact-history.ts';
import { patienceFor } from './patience.ts';
import { Progress } from './progress.ts';
import { reportSettings } from './report-settings.ts';

const eventsTogether = 20_000;

/**
 * `bereik rebuild`: throws away what was made of the log for reports, contacts and sums, and makes it again. What is left of the
 * minutes of long ago stays, because only whoever looked at that minute can tell it.
 */
export async function rebuild(): Promise<void> {
	const configuration = readConfiguration(process.env);
	const settings = await reportSettings(configuration);
	const database = openLog(configuration.databaseFile, { patienceMs: await patienceFor(configuration.databaseFile) });
	try {
		const views = openViews(
			configuration.databaseFile,
			(reason) =>
				console.error(`the views are made anew: ${reason instanceof Error ? reason.message : String(reason)}`),
			'bulk'
		);
		try {
			const log = new SqliteEventReader(database);
			const { seq: last } = await log.head();
			const startedAt = performance.now();
			const progress = new Progress('Making contacts and sums again');
			// Of no log, so that it begins again even where it is broken off here.
			views.history.restart({ epoch: '', seq: 0, receivedAt: 0, version: 0, settingsHash: '' });
			const history = new ContactHistory(log, views.history, () => settings);
			while ((await history.takeSlice(eventsTogether)) >= eventsTogether)
				progress.at(`${history.seq} of ${last} events`);
			progress.done(`${history.seq} events`);
			views.compact(true);
			const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
			console.log(`Made again: ${views.history.lastContactNo()} contacts of ${history.seq} events in ${seconds} s.`);
		} finally {
			views.close();
		}
	} finally {
		database.close();
	}
}
