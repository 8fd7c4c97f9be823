import pg from 'pg';
import type { PostgresPlace } from '../../configuration.ts';

// Numbers of the log stay far below 2^53, beyond which these would not be exact.
pg.types.setTypeParser(pg.types.builtins.INT8, Number);
// The driver reads a list of int8 as texts, and has no name for it.
const int8List = 1016 as Parameters<typeof pg.types.setTypeParser>[0];
pg.types.setTypeParser(int8List, (text) => (text === '{}' ? [] : text.slice(1, -1).split(',').map(Number)));

/** How long one statement may take, ms. Nothing that is asked of this database is large; a person waits for it. */
export const statementMs = 5000;
/** How long one may wait for a lock, ms. */
export const lockMs = 3000;
/** How long a transaction may do nothing, ms: whoever froze inside one gives back what it holds. */
export const idleInTransactionMs = 5000;
/** How long it may take to be connected, ms. */
const connectMs = 3000;
/** When an answer is no longer waited for, ms: a server that is frozen does not end its statements itself. */
const answerMs = statementMs + 1500;

const limits: Readonly<Record<string, number>> = {
	statement_timeout: statementMs,
	lock_timeout: lockMs,
	idle_in_transaction_session_timeout: idleInTransactionMs
};

/** What is to be set on every connection, by name, in ms. A pooler's connections belong to nobody: there the role must have them. */
export const connectionLimits: ReadonlyMap<string, number> = new Map(Object.entries(limits));

/** Whether a pooler may stand between: then nothing is kept on a connection from one transaction to the next. */
export function isPooled(place: Pick<PostgresPlace, 'listenUrl' | 'pollOnly'>): boolean {
	return place.pollOnly || place.listenUrl !== null;
}

/**
 * Connections for queries that are over at once. Nothing crashes when one breaks while nobody uses it.
 * @param max how many there may be
 */
export function openPool(place: PostgresPlace, max: number): pg.Pool {
	const pool = new pg.Pool({
		connectionString: place.url,
		max,
		connectionTimeoutMillis: connectMs,
		idleTimeoutMillis: 60_000,
		query_timeout: answerMs,
		keepAlive: true,
		keepAliveInitialDelayMillis: 10_000,
		application_name: 'bereik',
		...(isPooled(place) ? {} : { onConnect: setLimits })
	});
	// Whose query broke is told by the query; the pool lets go of the connection and makes another when it is needed.
	pool.on('error', () => undefined);
	pool.on('connect', (client) => client.on('error', () => undefined));
	return pool;
}

/** One connection of its own, not yet made. Whoever takes it listens to its errors. */
export function newClient(url: string, answeredWithinMs = answerMs): pg.Client {
	return new pg.Client({
		connectionString: url,
		connectionTimeoutMillis: connectMs,
		query_timeout: answeredWithinMs,
		keepAlive: true,
		keepAliveInitialDelayMillis: 10_000,
		application_name: 'bereik'
	});
}

/** The pool waits for what it gives, which its types do not say. */
function setLimits(client: pg.ClientBase): unknown {
	return client.query([...connectionLimits].map(([name, ms]) => `set ${name} = ${ms}`).join('; '));
}
