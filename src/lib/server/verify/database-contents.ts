import type { PoolClient } from 'pg';
import type { PostgresDatabase } from '../database/postgres/open-postgres.ts';
import { shownPlace } from '../database/postgres/postgres-unfit.ts';
import type { ImportRow, LogContents, Row } from './verify-log.ts';

const rowsTogether = 5_000;

/** A log in Postgres up to one position, as {@link contentsOfDatabase} found it. */
export type DatabaseContents = LogContents & Readonly<{ seq: number; lastErasure: number }>;

/**
 * A log in Postgres as it is now. What does not only grow is read in one transaction; the events after it are read as they are needed,
 * up to the head of that moment, so that nothing is kept from being swept meanwhile.
 */
export async function contentsOfDatabase({ pool, place }: PostgresDatabase): Promise<DatabaseContents> {
	const client = await pool.connect();
	let broken: Error | undefined;
	client.on('error', (error) => (broken = error));
	try {
		await client.query('begin isolation level repeatable read read only');
		const sources = await rowsOf<{ no: number }>(client, 'select no from sources');
		const heads = await rowsOf<{ seq: number; received_at: number }>(client, 'select seq, received_at from log_head');
		const imports = await rowsOf<ImportRow>(
			client,
			'select no, id, stored, first_seq, last_seq, undone_at from imports order by no'
		);
		const [last] = await rowsOf<{ seq: number }>(client, 'select coalesce(max(seq), 0) as seq from events');
		const [notice] = await rowsOf<{ no: number }>(client, 'select coalesce(max(no), 0) as no from erasure_notices');
		await client.query('commit');
		const seq = last?.seq ?? 0;
		return {
			place: shownPlace(place.url),
			sources: new Set(sources.map(({ no }) => no)),
			head: heads[0] ?? null,
			imports,
			seq,
			lastErasure: notice?.no ?? 0,
			async *events() {
				for (let at = 0; at < seq; at += rowsTogether) {
					const { rows } = await pool.query<Row>('select * from events where seq > $1 and seq <= $2 order by seq', [
						at,
						Math.min(seq, at + rowsTogether)
					]);
					yield rows;
				}
			},
			// Postgres keeps its indexes itself, and offers amcheck to whoever doubts it.
			damage: () => null
		};
	} catch (error) {
		broken ??= error instanceof Error ? error : new Error(String(error));
		throw error;
	} finally {
		client.release(broken);
	}
}

/** The number of the last erasure that servers told each other of. */
export async function lastErasure({ pool }: Pick<PostgresDatabase, 'pool'>): Promise<number> {
	const { rows } = await pool.query<{ no: number }>('select coalesce(max(no), 0) as no from erasure_notices');
	return rows[0]?.no ?? 0;
}

async function rowsOf<Found extends object>(client: PoolClient, query: string): Promise<Found[]> {
	return (await client.query<Found>(query)).rows;
}
