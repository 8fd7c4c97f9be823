import { hash } from 'node:crypto';
import { addressGroup } from '../access/address-group.ts';
import { isLoopbackAddress } from '../access/loopback.ts';

const perPair = { failures: 5, withinMs: 15 * 60_000 };
const perAddress = { failures: 100, withinMs: 60 * 60_000 };
/**
 * Of all together whose address is not known: beyond it each account may be tried once, so that whoever guesses at many keeps
 * nobody else out.
 */
const ofUnknown = { failures: 1_000, withinMs: 60 * 60_000 };
/** Beyond so many accounts or addresses the one that failed longest ago is forgotten. */
const maxRemembered = 10_000;

type Limit = typeof perPair;

/** One attempt: what became of it is told afterwards. */
export type Attempt = Readonly<{
	/** Whether the account has to wait here if this one fails, too. */
	isLast: boolean;
	/** Somebody was let in: the failures before it are forgotten for this account here. */
	succeeded(): void | Promise<void>;
	/** It was not looked at after all. */
	withdrawn(): void | Promise<void>;
}>;

/** {@link Attempt} that is kept count of in memory. */
type AttemptHere = Readonly<{ isLast: boolean; succeeded(): void; withdrawn(): void }>;

/** How often a password may be guessed. */
export interface Throttle {
	/**
	 * Begins an attempt, which counts as a failure until it is told otherwise: so many at once are no more than so many after
	 * each other.
	 * @param account anything that names it, known or not
	 * @param address null where it is not known
	 * @returns or after how many ms the next one is possible
	 */
	begin(account: string, address: string | null): Attempt | number | Promise<Attempt | number>;
}

/** What counts of an attempt: for the account from one place, and for all from there. */
export function limitsOf(address: string | null): Readonly<{ pair: Limit; all: Limit }> {
	return { pair: perPair, all: address === null ? ofUnknown : perAddress };
}

/** Under which names an attempt counts; no address of mail is in them. Who sits at the machine counts for no place. */
export function placesOf(
	account: string,
	address: string | null
): Readonly<{ pair: string; place: string; isOwn: boolean }> {
	const place = addressGroup(address);
	const pair = `${hash('sha256', account, 'base64url')} ${place}`;
	return { pair, place, isOwn: address !== null && isLoopbackAddress(address) };
}

/**
 * How long to wait where so many failed.
 * @param recent when those were that are still in the window, the oldest first
 * @returns ms; 0 = now
 */
export function waitMsOf(recent: readonly number[], { failures, withinMs }: Limit, now: number): number {
	const first = recent.at(-failures);
	return first === undefined ? 0 : first + withinMs - now;
}

/**
 * How often a password may be guessed: 5 times in 15 minutes for an account from one address, 100 times an hour from one
 * address. All whose address is not known are no address: where 1000 failed in an hour, they have one guess in 15 minutes for an
 * account instead of 5. Nobody is locked out: who owns the account gets in from any other address meanwhile. Windows slide. What is kept
 * is in memory, bounded, and holds no address of mail.
 */
export class LoginThrottle implements Throttle {
	readonly #now: () => number;
	readonly #pairs: Failures;
	readonly #addresses: Failures;
	readonly #unknown: Failures;

	constructor(now: () => number, most = maxRemembered) {
		this.#now = now;
		this.#pairs = new Failures(perPair, most);
		this.#addresses = new Failures(perAddress, most);
		this.#unknown = new Failures(ofUnknown, 1);
	}

	begin(account: string, address: string | null): AttemptHere | number {
		const now = this.#now();
		const { pair, place, isOwn } = placesOf(account, address);
		const all = address === null ? this.#unknown : this.#addresses;
		const isCrowded = address === null && all.waitMs(place, now) > 0;
		const tries = isCrowded ? 1 : perPair.failures;
		const waitMs = Math.max(
			this.#pairs.waitMs(pair, now, tries),
			isOwn || address === null ? 0 : all.waitMs(place, now)
		);
		if (waitMs > 0) return waitMs;
		this.#pairs.add(pair, now);
		const isCounted = !isOwn && !isCrowded;
		if (isCounted) all.add(place, now);
		return {
			isLast: this.#pairs.waitMs(pair, now, tries) > 0,
			succeeded: () => {
				this.#pairs.forget(pair);
				if (isCounted) all.remove(place, now);
			},
			withdrawn: () => {
				this.#pairs.remove(pair, now);
				if (isCounted) all.remove(place, now);
			}
		};
	}

	/** How many accounts and addresses are remembered. */
	get size(): number {
		return this.#pairs.size + this.#addresses.size + this.#unknown.size;
	}
}

/** Failures by what failed, the latest to fail last. */
class Failures {
	readonly #limit: Limit;
	readonly #most: number;
	readonly #at = new Map<string, readonly number[]>();

	constructor(limit: Limit, most: number) {
		this.#limit = limit;
		this.#most = most;
	}

	get size(): number {
		return this.#at.size;
	}

	/** 0 = now. */
	waitMs(key: string, now: number, failures = this.#limit.failures): number {
		return waitMsOf(this.#recent(key, now), { ...this.#limit, failures }, now);
	}

	add(key: string, now: number): void {
		const recent = [...this.#recent(key, now), now];
		this.#at.delete(key);
		const [oldest] = this.#at.keys();
		if (this.#at.size >= this.#most && oldest !== undefined) this.#at.delete(oldest);
		this.#at.set(key, recent);
	}

	remove(key: string, at: number): void {
		const kept = [...(this.#at.get(key) ?? [])];
		const index = kept.indexOf(at);
		if (index >= 0) kept.splice(index, 1);
		if (kept.length === 0) this.#at.delete(key);
		else this.#at.set(key, kept);
	}

	forget(key: string): void {
		this.#at.delete(key);
	}

	#recent(key: string, now: number): readonly number[] {
		return (this.#at.get(key) ?? []).filter((at) => at > now - this.#limit.withinMs);
	}
}
