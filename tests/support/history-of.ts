import { join } from 'node:path';
import Database from 'better-sqlite3';
import { onTestFinished } from 'vitest';
import type { LogEvent } from '#lib/domain/contact/contact-event.ts';
import { openViews } from '#lib/server/database/sqlite/open-views.ts';
import type { SiteSettings } from '#lib/domain/settings/site-settings.ts';
import { ContactHistory } from '#lib/server/history/contact-history.ts';
import { settings as defaults } from './ask.ts';
import { MemoryLog } from './memory-log.ts';
import { temporaryFolder } from './temporary-folder.ts';

/** A contact history over a log in memory. */
export type OpenHistory = Readonly<{
	history: ContactHistory;
	log: MemoryLog;
	/** The views file, for whoever reads it beside the history. */
	file: string;
	/** Takes everything in that is in the log. */
	catchUp(slice?: number): Promise<void>;
	/** All rows, with contacts and names in place of their numbers: equal for equal histories. */
	rows(): unknown;
	/** Begins anew on another log in the same file, so that a property need not open hundreds of files. */
	begin(events: readonly LogEvent[]): void;
}>;

/** Opens a history in a file of its own, cleared away when the test is over. */
export function openHistory(
	events: readonly LogEvent[] = [],
	settings: () => SiteSettings = () => defaults
): OpenHistory {
	const file = join(temporaryFolder(), 'bereik.db');
	const views = openViews(file);
	onTestFinished(() => views.close());
	const reader = new Database(views.file, { readonly: true });
	onTestFinished(() => void reader.close());
	const log = new MemoryLog();
	log.store(...events);
	const history = new ContactHistory(log, views.history, settings);
	return {
		history,
		log,
		file,
		async catchUp(slice = 7) {
			while ((await history.takeSlice(slice)) >= slice);
		},
		rows: () => rowsIn(reader),
		begin(others) {
			log.stored.length = 0;
			log.store(...others);
			views.history.restart({ epoch: '', seq: 0, receivedAt: 0, version: 0, settingsHash: '' });
			history.reset();
		}
	};
}

function rowsIn(client: Database.Database): unknown {
	const names = new Map(client.prepare<[], [number, string]>('select no, name from history_names').raw().all());
	const named = (row: Record<string, unknown>): Record<string, unknown> => {
		const { queue_no, topic_no, ...rest } = row;
		return { ...rest, queue: names.get(Number(queue_no)) ?? null, topic: names.get(Number(topic_no)) ?? null };
	};
	const all = (sql: string): Record<string, unknown>[] =>
		client.prepare<[], Record<string, unknown>>(sql).all().map(named);
	return {
		contacts: all('select contact, excluded, first_entry, channel, queue_no, topic_no from contacts order by contact'),
		waits: all(`select contacts.contact, waits.* from waits join contacts on contacts.no = waits.no >> 20
			order by contact, waits.no & 1048575`).map(({ no: _, ...row }) => row),
		surveys: all(`select contacts.contact, surveys.* from surveys join contacts on contacts.no = surveys.no >> 20
			order by contact, kind`).map(({ no: _, ...row }) => row)
	};
}
