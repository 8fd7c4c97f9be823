import { randomUUID } from 'node:crypto';
import type { ClientBase, Pool } from 'pg';

type Queryable = Pick<ClientBase, 'query'> | Pick<Pool, 'query'>;

/**
 * Gives the log a new epoch, once for all replicas that ask because of the same one: positions from now on mean something else than
 * before, and every screen begins anew.
 * @param instead the epoch that is to be replaced; whatever there is, when it is not given
 * @returns the epoch that holds now
 */
export async function rotateEpoch(database: Queryable, instead?: string): Promise<string> {
	await database.query('update log_head set epoch = $1 where one = 1 and ($2::text is null or epoch = $2)', [
		randomUUID(),
		instead ?? null
	]);
	return readEpoch(database);
}

/** Names the history that the log holds now. */
export async function readEpoch(database: Queryable): Promise<string> {
	const { rows } = await database.query<{ epoch: string }>('select epoch from log_head where one = 1');
	const [row] = rows;
	if (row === undefined) throw new Error('the log has no head');
	return row.epoch;
}

/**
 * Writes down on which server the log is, and gives it a new epoch when that is another one, or its history took another turn, since
 * it was last written down: after a failover, a restore to a point in time, or a copy into another server. An append looks at the
 * timeline itself as well, so that no event comes between.
 * @returns the epoch that holds now
 */
export async function markCluster(client: ClientBase): Promise<string> {
	const now = { systemIdentifier: await systemIdentifier(client), timeline: await timelineNow(client) };
	await client.query('begin');
	try {
		await client.query("set local lock_timeout = '10s'");
		const head = await client.query<{ epoch: string }>('select epoch from log_head where one = 1 for update');
		const mark = await client.query<{ systemIdentifier: string | null; timeline: string | null }>(
			'select system_identifier as "systemIdentifier", timeline from cluster where one = 1'
		);
		const before = mark.rows[0];
		const isElsewhere =
			isAnother(before?.systemIdentifier, now.systemIdentifier) || isAnother(before?.timeline, now.timeline);
		const epoch = isElsewhere ? await rotateEpoch(client) : (head.rows[0]?.epoch ?? '');
		if (before?.systemIdentifier !== now.systemIdentifier || before.timeline !== now.timeline)
			await client.query('update cluster set system_identifier = $1, timeline = $2 where one = 1', [
				now.systemIdentifier,
				now.timeline
			]);
		await client.query('commit');
		return epoch;
	} catch (error) {
		await client.query('rollback').catch(() => undefined); // a connection that broke has rolled back itself
		throw error;
	}
}

/** What is not known of one of two is no difference between them. */
function isAnother(before: string | null | undefined, now: string | null): boolean {
	return before !== null && before !== undefined && now !== null && before !== now;
}

/** Null where this server, or this role, does not tell. */
async function systemIdentifier(client: ClientBase): Promise<string | null> {
	return told(client, 'select system_identifier::text as told from pg_control_system()');
}

async function timelineNow(client: ClientBase): Promise<string | null> {
	return told(client, 'select current_timeline() as told');
}

async function told(client: ClientBase, query: string): Promise<string | null> {
	try {
		const { rows } = await client.query<{ told: string | null }>(query);
		return rows[0]?.told ?? null;
	} catch (error) {
		// Not allowed, not there, not supported: managed servers differ.
		if (isRefusal(error)) return null;
		throw error;
	}
}

function isRefusal(error: unknown): boolean {
	const code = error instanceof Error && 'code' in error ? String(error.code) : '';
	return code.startsWith('42') || code.startsWith('0A') || code === '55000';
}
