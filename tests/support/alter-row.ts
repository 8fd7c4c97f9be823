import Database from 'better-sqlite3';

/** A table of the views: rows of contacts, or the sums beside them that reports of days are made of. */
export type AlteredTable = 'waits' | 'day_cells';

const alterations = {
	waits: { column: 'exit', step: 60_000, where: 'entry >= ? and entry < ? and exit > entry' },
	day_cells: {
		column: 'abandoned_late',
		step: 1,
		where: 'queue_no > 0 and day in (select day from rollup_days where from_at >= ? and from_at < ?)'
	}
} as const;

/**
 * Makes one figure of phone wrong in a file of views, or right again.
 * @param by 1 = wrong, -1 = as it was
 * @param from with `to`, the span it lies in, UTC epoch ms
 * @returns how many rows were changed: 1, or 0 where there is none
 */
export function alterRow(file: string, table: AlteredTable, by: 1 | -1, from: number, to: number): number {
	const { column, step, where } = alterations[table];
	const views = new Database(file);
	try {
		const one = `select rowid from ${table} where channel = 'phone' and ${where} limit 1`;
		const statement = `update ${table} set ${column} = ${column} + ${by * step} where rowid = (${one})`;
		return views.prepare(statement).run(from, to).changes;
	} finally {
		views.close();
	}
}
