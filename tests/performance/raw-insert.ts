import Database from 'better-sqlite3';
import { openLog } from '#lib/server/database/sqlite/open-log.ts';

/** What the insertion alone took: opening the new log, filling and closing it. */
export type RawInsert = Readonly<{ ms: number; events: number }>;

/**
 * Copies the events of one log into a new one, with the same schema, indexes and durability, by the driver's own prepared
 * statement in transactions of a set size. Nothing is parsed, checked, counted or made anonymous. Reading is not timed.
 */
export function rawInsert(from: string, to: string, eventsTogether: number): RawInsert {
	const source = new Database(from, { readonly: true });
	let startedAt = performance.now();
	const { client, close } = openLog(to);
	let ms = performance.now() - startedAt;
	for (const [no, name] of source.prepare<[], [number, string]>('select no, name from sources').raw().iterate())
		client.prepare('insert into sources (no, name) values (?, ?)').run(no, name);
	const insert = client.prepare(
		`insert into events (seq, source_no, id, type, time, received_at, data, supersedes, backfill, batch)
		values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`
	);
	const read = source
		.prepare<[number, number], unknown[]>(
			`select seq, source_no, id, type, time, received_at, data, supersedes, backfill, batch
			from events where seq > ? order by seq limit ?`
		)
		.raw();
	const insertAll = client.transaction((rows: readonly unknown[][]) => {
		for (const row of rows) insert.run(row);
	});
	let events = 0;
	for (;;) {
		const rows = read.all(events, eventsTogether);
		if (rows.length === 0) break;
		startedAt = performance.now();
		insertAll.immediate(rows);
		ms += performance.now() - startedAt;
		events += rows.length;
	}
	source.close();
	startedAt = performance.now();
	close();
	ms += performance.now() - startedAt;
	return { ms, events };
}
