import { statSync } from 'node:fs';
import { join } from 'node:path';
import { LiveFold } from '#lib/domain/live/live-fold.ts';
import { defaultSiteSettings } from '#lib/domain/settings/site-settings.ts';
import { openLog } from '#lib/server/database/sqlite/open-log.ts';
import { openViews } from '#lib/server/database/sqlite/open-views.ts';
import { SqliteEventStore } from '#lib/server/event-log/sqlite-event-store.ts';
import { ContactHistory } from '#lib/server/history/contact-history.ts';
import { processorMs, taken } from './processor-time.ts';
import { fillYears, type YearsLog } from './years-log.ts';

const settings = defaultSiteSettings;
/** As the commands that catch up with a whole log do it. */
const slice = 20_000;
const bytesOf = (file: string): number => statSync(file).size;

/** A log that was filled, and what filling it took. Whoever asked for it closes the store. */
export type FilledLog = Readonly<{
	file: string;
	store: SqliteEventStore;
	events: number;
	bytes: number;
	wallMs: number;
	processorMs: number;
}>;

/** Fills a log of its own with years of contacts. */
export async function fillLog(folder: string, name: string, log: YearsLog): Promise<FilledLog> {
	const file = join(folder, `${name}.db`);
	const database = openLog(file);
	const store = new SqliteEventStore(database);
	const { wallMs, processorMs: ms } = await taken(() => fillYears(log, (events, at) => store.append(events, at)));
	database.client.pragma('wal_checkpoint(TRUNCATE)');
	const { seq: events } = await store.head();
	return { file, store, events, bytes: bytesOf(file), wallMs, processorMs: ms };
}

/** What making contacts and sums of a log took, and a live fold that reads the same events from the same log; both in turn. */
export type Projected = Readonly<{ views: string; bytes: number; projectorMs: number; foldMs: number; wallMs: number }>;

/** Catches the contact history up with a log, and a live fold beside it, slice by slice in turn. */
export async function project({ file, store }: FilledLog): Promise<Projected> {
	const views = openViews(file, () => {}, 'bulk');
	try {
		const history = new ContactHistory(store, views.history, () => settings);
		const fold = new LiveFold(settings);
		let [projectorMs, foldMs, wallMs, folded] = [0, 0, 0, 0];
		for (let isMore = true; isMore;) {
			const made = await taken(async () => (await history.takeSlice(slice)) >= slice);
			projectorMs += made.processorMs;
			wallMs += made.wallMs;
			isMore = made.result;
			const startedAt = processorMs();
			while (folded < history.seq) {
				const events = await store.read(folded, Math.min(slice, history.seq - folded));
				for (const event of events) fold.apply(event, null);
				folded = events.at(-1)?.seq ?? history.seq;
			}
			foldMs += processorMs() - startedAt;
		}
		views.compact(false);
		return { views: views.file, bytes: bytesOf(views.file), projectorMs, foldMs, wallMs };
	} finally {
		views.close();
	}
}
