import type { ClientBase } from 'pg';
import { PostgresUnfit } from './postgres-unfit.ts';

/*
 * While a log is moved into a database there is one table more in it, which goes with the transaction that makes the move complete. So
 * there is no moment, whatever ends the move, in which half a log looks like a whole one.
 */

/** Which log is being moved into a database. */
export type MoveMark = Readonly<{
	/** Of the log. */
	epoch: string;
	/** The file it comes from, for people. */
	from: string;
}>;

/** The move that has begun and is not over; null where there is none. */
export async function readMoveMark(client: Pick<ClientBase, 'query'>): Promise<MoveMark | null> {
	const known = await client.query<{ known: boolean }>("select to_regclass('move_under_way') is not null as known");
	if (known.rows[0]?.known !== true) return null;
	const { rows } = await client.query<MoveMark>('select epoch, from_file as "from" from move_under_way');
	return rows[0] ?? null;
}

/** Part of the transaction that finds the database empty. */
export async function writeMoveMark(client: Pick<ClientBase, 'query'>, { epoch, from }: MoveMark): Promise<void> {
	await client.query('create table move_under_way (epoch text not null, from_file text not null)');
	await client.query('insert into move_under_way (epoch, from_file) values ($1, $2)', [epoch, from]);
}

/** Part of the transaction that makes the move complete. */
export async function removeMoveMark(client: Pick<ClientBase, 'query'>): Promise<void> {
	await client.query('drop table move_under_way');
}

/** @throws PostgresUnfit while a move into the database is not complete */
export async function refuseHalfMoved(client: Pick<ClientBase, 'query'>): Promise<void> {
	const mark = await readMoveMark(client);
	if (mark === null) return;
	throw new PostgresUnfit(
		`the log of ${mark.from} is being moved into it, and not all of it is there: wait for it, or run the same \`bereik move\` again, which goes on where it broke off`
	);
}
