import Database from 'better-sqlite3';

/**
 * Makes one of the sums of phone that reports of days are made of wrong in a file of views, or right again.
 * @param by 1 = wrong, -1 = as it was
 * @param from with `to`, the span its day begins in, UTC epoch ms
 * @returns how many rows were changed: 1, or 0 where there is none
 */
export function alterDay(file: string, by: 1 | -1, from: number, to: number): number {
	const views = new Database(file);
	try {
		const days = 'select day from rollup_days where from_at >= ? and from_at < ?';
		const one = `select rowid from day_cells where channel = 'phone' and queue_no > 0 and day in (${days}) limit 1`;
		const statement = `update day_cells set abandoned_late = abandoned_late + ${by} where rowid = (${one})`;
		return views.prepare(statement).run(from, to).changes;
	} finally {
		views.close();
	}
}
