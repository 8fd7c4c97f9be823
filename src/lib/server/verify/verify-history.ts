import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import type { SiteSettings } from '#lib/domain/settings/site-settings.ts';
import { applyMigrations } from '../database/sqlite/apply-migrations.ts';
import { migrationsFolder } from '../database/sqlite/beside-log.ts';
import { SqliteHistoryStore } from '../database/sqlite/sqlite-history-store.ts';
import type { EventReader } from '../event-log/event-store.ts';
import { ContactHistory } from '../history/contact-history.ts';
import { compareRows, type Listing } from './compare-rows.ts';
import { upTo } from './log-up-to.ts';
import { TableCheck, type Verified } from './verification.ts';
import { verifyRollups } from './verify-rollups.ts';

const eventsTogether = 20_000;
const numbersOfContact = 2 ** 20;

/** Rows by what they say and not by the numbers they happened to get, in an order of their own. */
const listings: readonly Listing[] = [
	{
		table: 'contacts',
		sql: `select c.contact as key, c.contact_hash, c.story, c.excluded, c.first_entry, c.channel, q.name as queue, t.name as topic
			from contacts c left join history_names q on q.no = c.queue_no left join history_names t on t.no = c.topic_no
			order by c.contact_hash, c.contact`
	},
	{
		table: 'waits',
		sql: `select c.contact || ' row ' || (w.no - c.no * ${numbersOfContact}) as key, w.*, null as no, null as queue_no,
				null as topic_no, q.name as queue, t.name as topic
			from contacts c
			join waits w on w.no between c.no * ${numbersOfContact} and (c.no + 1) * ${numbersOfContact} - 1
			left join history_names q on q.no = w.queue_no left join history_names t on t.no = w.topic_no
			order by c.contact_hash, c.contact, w.no`
	},
	{
		table: 'surveys',
		sql: `select c.contact || ' row ' || (s.no - c.no * ${numbersOfContact}) as key, s.*, null as no, null as queue_no,
				null as topic_no, q.name as queue, t.name as topic
			from contacts c
			join surveys s on s.no between c.no * ${numbersOfContact} and (c.no + 1) * ${numbersOfContact} - 1
			left join history_names q on q.no = s.queue_no left join history_names t on t.no = s.topic_no
			order by c.contact_hash, c.contact, s.no`
	},
	{
		table: 'history_corrections',
		sql: `select source || ' ' || target || ' by ' || seq as key from history_corrections order by source, target, seq`
	},
	{ table: 'undone_batches', sql: 'select batch as key from undone_batches order by batch' },
	{
		table: 'interval_totals',
		sql: `select 'event ' || i.seq as key, i.*, null as queue_no, null as topic_no, q.name as queue, t.name as topic
			from interval_totals i
			left join history_names q on q.no = i.queue_no left join history_names t on t.no = i.topic_no order by i.seq`
	}
];

/**
 * Makes the contact history again, as far as it has read the log, in a file of its own that is gone afterwards, and compares
 * row by row.
 * @param views the views file, open for reading
 * The sums over these rows are made again with them.
 * @throws Differs at the first row that is not as it was made again
 */
export async function verifyHistory(
	file: string,
	views: Database.Database,
	log: EventReader,
	settings: SiteSettings,
	onProgress: (seq: number) => void
): Promise<readonly Verified[]> {
	const what = 'the contact history';
	const head = headOf(views);
	if (head === null) return [{ what, result: 'there is none yet' }];
	const folder = mkdtempSync(join(tmpdir(), 'bereik-verify-'));
	const anew = new Database(join(folder, 'views.db'));
	try {
		anew.pragma('journal_mode = OFF');
		anew.pragma('synchronous = OFF');
		applyMigrations(anew, migrationsFolder('sqlite', 'views'));
		const history = new ContactHistory(upTo(head.seq, log), new SqliteHistoryStore(anew), () => settings);
		while ((await history.takeSlice(eventsTogether)) === eventsTogether && history.seq < head.seq)
			onProgress(history.seq);
		const made = headOf(anew);
		const reason = whyOther(head, made);
		if (reason !== null) return [{ what, result: `not compared: ${reason}` }];
		new TableCheck(file, 'history_head').equal('received_at', made?.received_at, head.received_at);
		const rows = listings.reduce((total, listing) => total + compareRows(file, listing, anew, views), 0);
		return [
			{ what, result: `${rows} rows up to event ${head.seq} are as they are made again` },
			verifyRollups(file, anew, views)
		];
	} finally {
		anew.close();
		rmSync(folder, { recursive: true, force: true });
	}
}

type Head = Readonly<{ epoch: string; seq: number; received_at: number; version: number; settings_hash: string }>;

/** Null where the file is of before there was a history, or nothing is in it. */
function headOf(client: Database.Database): Head | null {
	const table = client.prepare("select 1 from sqlite_master where type = 'table' and name = 'history_head'").get();
	return table === undefined ? null : (client.prepare<[], Head>('select * from history_head').get() ?? null);
}

function whyOther(head: Head, made: Head | null): string | null {
	if (head.epoch !== made?.epoch) return 'it is of another history of the log, and not used';
	if (head.version !== made.version) return 'another version made it, and it is not used';
	return head.settings_hash === made.settings_hash ? null : 'it was made under other settings, and is not used';
}
