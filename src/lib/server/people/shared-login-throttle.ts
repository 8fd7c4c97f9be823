import { hash } from 'node:crypto';
import { and, asc, desc, eq, gt, inArray, sql } from 'drizzle-orm';
import { loginAttempts } from '../database/postgres/attempt-tables.ts';
import { type Tables, take } from '../database/tables/tables.ts';
import { type Attempt, limitsOf, placesOf, type Throttle, waitMsOf } from './login-throttle.ts';

/** Beyond the longest window nothing counts any more. */
const keptMs = 60 * 60_000;
/** Rows that one attempt clears away. */
const tidiedAtOnce = 500;

/** {@link Throttle} of several servers on one log, by the same rules as of one that is alone: what one counts all of them know. */
export class SharedLoginThrottle implements Throttle {
	readonly #tables: Pick<Tables, 'orm' | 'transaction'>;
	readonly #now: () => number;

	constructor(tables: Pick<Tables, 'orm' | 'transaction'>, now: () => number) {
		this.#tables = tables;
		this.#now = now;
	}

	async begin(account: string, address: string | null): Promise<Attempt | number> {
		const now = this.#now();
		const { pair, place, isOwn } = placesOf(account, address);
		const limits = limitsOf(address);
		const [pairKey, placeKey] = [keyOf(pair), keyOf(`all ${place}`)];
		const orm = this.#tables.orm;
		const forget = async (nos: readonly number[]): Promise<void> => {
			await orm.delete(loginAttempts).where(inArray(loginAttempts.no, [...nos]));
		};
		return this.#tables.transaction(function* (transaction) {
			// Whoever tries from the same place waits for the count: so many at once are no more than so many after each other.
			yield* take(transaction.execute(sql`select pg_advisory_xact_lock(hashtextextended(${`login ${place}`}, 0))`));
			const ofPlace = yield* take(
				transaction
					.select({ at: loginAttempts.at })
					.from(loginAttempts)
					.where(and(eq(loginAttempts.key, placeKey), gt(loginAttempts.at, now - limits.all.withinMs)))
					.orderBy(desc(loginAttempts.at))
					.limit(limits.all.failures)
			);
			const ofPair = yield* take(
				transaction
					.select({ at: loginAttempts.at })
					.from(loginAttempts)
					.where(and(eq(loginAttempts.key, pairKey), gt(loginAttempts.at, now - limits.pair.withinMs)))
					.orderBy(asc(loginAttempts.at))
			);
			const pairAt = ofPair.map(({ at }) => at);
			const placeWaitMs = waitMsOf(ofPlace.map(({ at }) => at).reverse(), limits.all, now);
			const isCrowded = address === null && placeWaitMs > 0;
			const tries = isCrowded ? 1 : limits.pair.failures;
			const pairLimit = { ...limits.pair, failures: tries };
			const waitMs = Math.max(waitMsOf(pairAt, pairLimit, now), isOwn || address === null ? 0 : placeWaitMs);
			if (waitMs > 0) return waitMs;
			const isCounted = !isOwn && !isCrowded;
			const rows = [{ key: pairKey, at: now }, ...(isCounted ? [{ key: placeKey, at: now }] : [])];
			const counted = yield* take(
				transaction.insert(loginAttempts).values(rows).returning({ no: loginAttempts.no, key: loginAttempts.key })
			);
			yield* take(
				transaction.execute(sql`
					delete from ${loginAttempts} where no in (
						select no from ${loginAttempts} where at <= ${now - keptMs} limit ${tidiedAtOnce} for update skip locked)`)
			);
			const nos = counted.map(({ no }) => no);
			return {
				isLast: waitMsOf([...pairAt, now], pairLimit, now) > 0,
				async succeeded() {
					await orm.delete(loginAttempts).where(eq(loginAttempts.key, pairKey));
					await forget(nos);
				},
				withdrawn: () => forget(nos)
			};
		});
	}
}

function keyOf(text: string): Buffer {
	return hash('sha256', text, 'buffer');
}
