import type Database from 'better-sqlite3';
import { compareRows, type Listing } from './compare-rows.ts';
import { TableCheck, type Verified } from './verification.ts';

const queue = `left join history_names q on q.no = c.queue_no`;
const topic = `left join history_names t on t.no = c.topic_no`;
const nameOfQueue = `case c.queue_no when 0 then 'all queues' else coalesce(q.name, 'queue number ' || c.queue_no) end`;
const nameOfTopic = `case c.topic_no when 0 then 'no topic' else coalesce(t.name, 'topic number ' || c.topic_no) end`;
const month = `printf('%04d-%02d', c.month / 12, c.month % 12 + 1)`;
const date = `date(c.day * 86400, 'unixepoch')`;

/** Sums by what they are of, and not by the numbers that names happened to get. */
const listings: readonly Listing[] = [
	{
		table: 'day_cells',
		sql: `select ${date} || ', ' || ${nameOfQueue} || ', ' || c.channel as key, c.*, null as queue_no
			from day_cells c ${queue} order by 1`
	},
	{
		table: 'day_topic_cells',
		sql: `select ${date} || ', ' || ${nameOfQueue} || ', ' || c.channel || ', ' || ${nameOfTopic} as key, c.*,
				null as queue_no, null as topic_no
			from day_topic_cells c ${queue} ${topic} order by 1`
	},
	{
		table: 'month_cells',
		sql: `select ${month} || ', ' || ${nameOfQueue} || ', ' || c.channel || ', ' || ${nameOfTopic} as key, c.*,
				null as queue_no, null as topic_no
			from month_cells c ${queue} ${topic} order by 1`
	},
	{
		table: 'month_surveys',
		sql: `select ${month} || ', ' || c.kind || ', ' || ${nameOfQueue} || ', ' || c.channel || ', ' || ${nameOfTopic} as key,
				c.*, null as queue_no, null as topic_no
			from month_surveys c ${queue} ${topic} order by 1`
	},
	{
		table: 'quarter_cells',
		sql: `select datetime(c.from_at / 1000, 'unixepoch') || ' UTC, ' || ${nameOfQueue} || ', ' || c.channel as key, c.*,
				null as queue_no
			from quarter_cells c ${queue} order by 1`
	},
	{
		table: 'day_surveys',
		sql: `select ${date} || ', ' || c.kind || ', ' || ${nameOfQueue} || ', ' || c.channel || ', ' || ${nameOfTopic} as key,
				c.*, null as queue_no, null as topic_no
			from day_surveys c ${queue} ${topic} order by 1`
	},
	{
		table: 'day_sketches',
		sql: `select ${date} || ', ' || ${nameOfQueue} || ', ' || c.channel as key, c.day, c.channel, c.sum_ms,
				hex(c.bins) as bins
			from day_sketches c ${queue} order by 1`
	},
	{
		table: 'month_sketches',
		sql: `select ${month} || ', ' || ${nameOfQueue} || ', ' || c.channel as key, c.month, c.channel, c.sum_ms,
				hex(c.bins) as bins
			from month_sketches c ${queue} order by 1`
	},
	{
		table: 'rollup_days',
		sql: `select ${date} as key, c.from_at, c.to_at from rollup_days c
			where exists (select 1 from waits w where w.entry >= c.from_at and w.entry < c.to_at)
			or exists (select 1 from surveys s where s.first_entry >= c.from_at and s.first_entry < c.to_at) order by 1`
	}
];

/** Days of which a row names a later instant than is said of them. */
const tooEarly = `select ${date} as key, latest_at as latest,
		max(coalesce((select max(max(entry, coalesce(exit, entry))) from waits w where w.entry >= c.from_at and w.entry < c.to_at), 0),
			coalesce((select max(max(first_entry, coalesce(invited_at, 0), coalesce(answered_at, 0))) from surveys s
				where s.first_entry >= c.from_at and s.first_entry < c.to_at), 0)) as seen
	from rollup_days c where latest < seen order by day limit 1`;

type Head = Readonly<{ version: number; settings_hash: string; recount_from: number | null }>;

/**
 * Compares the sums over contacts with those that were made again.
 * @param anew where history and sums were made again, as far as the stored ones have read the log
 * @throws Differs at the first that is not the same
 */
export function verifyRollups(file: string, anew: Database.Database, views: Database.Database): Verified {
	const what = 'sums by day and quarter of an hour';
	const head = headOf(views);
	const made = headOf(anew);
	if (head === null) return { what, result: 'there are none yet' };
	if (head.version !== made?.version)
		return { what, result: 'not compared: another version counted them, they are not used' };
	if (head.settings_hash !== made.settings_hash)
		return { what, result: 'not compared: they were counted under other settings, and are not used' };
	if (head.recount_from !== null)
		return { what, result: 'not compared: they are being counted again, and are not used until then' };
	const cells = listings.reduce((total, listing) => total + compareRows(file, listing, anew, views), 0);
	const early = views.prepare<[], { key: string; latest: number; seen: number }>(tooEarly).get();
	if (early !== undefined)
		new TableCheck(file, 'rollup_days').fail(`${early.key}, latest_at`, `${early.seen} at least`, String(early.latest));
	return { what, result: `${cells} are as they are counted again` };
}

/** Null where the file is of before there were sums, or nothing was counted. */
function headOf(client: Database.Database): Head | null {
	const table = client.prepare("select 1 from sqlite_master where type = 'table' and name = 'rollup_head'").get();
	return table === undefined ? null : (client.prepare<[], Head>('select * from rollup_head').get() ?? null);
}
