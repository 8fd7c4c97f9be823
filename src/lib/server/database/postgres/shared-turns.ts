import type { Pool, PoolClient } from 'pg';
import { OneByOne } from '../../access/one-by-one.ts';
import { asPostgresFailure } from '../../event-log/postgres-failure.ts';
import type { Turns } from '../tables/tables.ts';

/** Whoever has a turn says so this often; of one that is silent for seconds the database takes it away. */
const aliveEveryMs = 1_000;
/** For so long another server's turn is waited for. */
const patienceMs = 30_000;

/**
 * Turns among everybody who has a database open. A lock of a transaction and not of a session: so it also holds behind a pooler, and ends
 * with a connection that breaks. In this process they wait for each other first, so that one connection a name is enough.
 */
export class SharedTurns implements Turns {
	readonly #pool: Pool;
	readonly #name: string;
	readonly #here = new OneByOne();

	/** @param pool with a connection for every name that may be held at once */
	constructor(pool: Pool, name: string) {
		this.#pool = pool;
		this.#name = name;
	}

	/** @throws StoreFailure when the turn could not be had */
	run<Result>(work: () => Promise<Result>): Promise<Result> {
		return this.#here.run(() => this.#runAlone(work));
	}

	async #runAlone<Result>(work: () => Promise<Result>): Promise<Result> {
		const client = await this.#take();
		let broken: Error | undefined;
		const alive = setInterval(() => {
			client.query('select 1').catch((error: unknown) => (broken = asError(error)));
		}, aliveEveryMs);
		try {
			return await work();
		} finally {
			clearInterval(alive);
			await client.query('commit').catch((error: unknown) => (broken = asError(error)));
			client.release(broken);
		}
	}

	async #take(): Promise<PoolClient> {
		let client: PoolClient | null = null;
		try {
			client = await this.#pool.connect();
			await client.query('begin');
			await client.query(`set local lock_timeout = ${patienceMs}; set local statement_timeout = ${patienceMs}`);
			await client.query(waitFor(this.#name));
			return client;
		} catch (error) {
			client?.release(asError(error));
			throw asPostgresFailure(error);
		}
	}
}

/** With a patience of its own: the driver's would be over before the database's. */
function waitFor(name: string) {
	const text = 'select pg_advisory_xact_lock(hashtextextended($1, 0))';
	return { text, values: [`bereik ${name}`], query_timeout: patienceMs + 1_000 };
}

function asError(error: unknown): Error {
	return error instanceof Error ? error : new Error(String(error));
}
