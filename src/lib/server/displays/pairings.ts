import { and, eq, gt, isNotNull, isNull, lte } from 'drizzle-orm';
import type { NewDisplay, PairingOffer, PairingRequest } from '#lib/protocol/display-settings.ts';
import { addressGroup } from '../access/address-group.ts';
import { PlaceLimit } from '../access/place-limit.ts';
import { RateLimit } from '../access/rate-limit.ts';
import { hashToken, makeSecretToken } from '../access/secret-token.ts';
import type { Actor, AuditTrail } from '../audit/audit-trail.ts';
import { pairings } from '../database/tables/access-tables.ts';
import type { Tables } from '../database/tables/tables.ts';
import type { Displays } from './displays.ts';
import { makePairOfWords, type WordLanguage, wordsOf } from './pairing-words.ts';
import { makeUserCode, readUserCode, showUserCode } from './user-code.ts';

/** How long a code is good, ms. */
export const pairingLifeMs = 600_000;
const pollSeconds = 5;
/** A screen's timer and the network are not exact. */
const leewayMs = 1_000;
/** A screen that was confirmed in the last moment still has so long to fetch what it is given. */
const fetchMs = 60_000;
const maxPending = 20;
/**
 * Of screens whose address is not known, beside them: among these nobody can tell who takes more than their part, so the oldest gives its
 * place up. Together with how often they may ask each has a code for minutes, whoever asks beside them.
 */
const maxPendingUnknown = 200;
const minuteMs = 60_000;
const askLimits = { most: 5, mostUnknown: 60, withinMs: minuteMs };
const maxGuesses = 5;
/** Stands in for what can be no code, so that it is looked up as any other. */
const noCode = 'AAAAAAAA';

/** It is too much just now; what helps is to wait. */
export type TooMuch = Readonly<{ waitSeconds: number }>;

/** Who asks to be paired. */
export type Asking = Readonly<{ address: string | null; userAgent: string | null; language: WordLanguage }>;

type Row = typeof pairings.$inferSelect;

/**
 * Screens that ask to be paired, after RFC 8628: a screen shows a code that is good for a while and for one screen, a person
 * types it in elsewhere, and the screen, which looks again and again, is given its secret once.
 */
export class Pairings {
	readonly #orm: Tables['orm'];
	readonly #now: () => number;
	readonly #displays: Displays;
	readonly #audit: Pick<AuditTrail, 'record'>;
	readonly #asked: PlaceLimit;
	readonly #guessed: RateLimit;

	constructor(database: Pick<Tables, 'orm'>, now: () => number, displays: Displays, audit: Pick<AuditTrail, 'record'>) {
		this.#orm = database.orm;
		this.#now = now;
		this.#displays = displays;
		this.#audit = audit;
		this.#asked = new PlaceLimit(askLimits, now);
		this.#guessed = new RateLimit(maxGuesses, minuteMs, now);
	}

	/**
	 * A screen asks to be paired. One that waits already is shown the same again.
	 * @param device its secret, where it waits; null where it has none
	 * @returns what it shows, and its secret where that is a new one
	 */
	async begin(
		device: string | null,
		asking: Asking
	): Promise<TooMuch | Readonly<{ offer: PairingOffer; device: string | null }>> {
		const waitSeconds = this.#asked.take(asking.address);
		if (waitSeconds > 0) return { waitSeconds };
		const known = device === null ? null : await this.#open(device);
		if (known !== null) {
			const { language } = asking;
			await this.#orm.update(pairings).set({ language }).where(eq(pairings.deviceHash, known.deviceHash));
			return { offer: this.#offer({ ...known, language }), device: null };
		}
		return this.#make(asking);
	}

	/** A screen looks whether it was paired; whoever is given a secret is given it once. */
	async poll(
		device: string | null
	): Promise<TooMuch | Readonly<{ state: 'waiting' | 'expired' }> | Readonly<{ displayId: string; token: string }>> {
		const row = device === null ? null : await this.#open(device);
		if (row === null) return { state: 'expired' };
		const now = this.#now();
		if (row.lastPolledAt !== null && now - row.lastPolledAt < pollSeconds * 1000 - leewayMs)
			return { waitSeconds: 2 * pollSeconds };
		await this.#orm.update(pairings).set({ lastPolledAt: now }).where(eq(pairings.deviceHash, row.deviceHash));
		if (row.displayId === null) return { state: 'waiting' };
		const taken = await this.#orm
			.update(pairings)
			.set({ takenAt: now })
			.where(and(eq(pairings.deviceHash, row.deviceHash), isNull(pairings.takenAt)))
			.returning({ displayId: pairings.displayId });
		const token = taken.length === 0 ? null : await this.#displays.issueToken(row.displayId);
		return token === null ? { state: 'expired' } : { displayId: row.displayId, token };
	}

	/**
	 * The screen that shows a code, for the person who typed it.
	 * @param who types it: guesses are counted for each by themselves
	 * @returns null when no screen shows it
	 */
	async find(typed: string, who: Actor): Promise<PairingRequest | TooMuch | null> {
		const row = await this.#guess(typed, who);
		if (row === null || 'waitSeconds' in row) return row;
		const { address, userAgent, createdAt, expiresAt } = row;
		const words = wordsOf(row.words, languageOf(row));
		return { code: showUserCode(row.userCode), words, address, userAgent, createdAt, expiresAt, now: this.#now() };
	}

	/**
	 * Makes a screen of the one that shows a code.
	 * @returns its id; null when no screen shows the code, `full` when there are as many screens as there may be
	 */
	async confirm(
		typed: string,
		made: NewDisplay,
		by: Actor
	): Promise<Readonly<{ id: string }> | TooMuch | 'full' | null> {
		const row = await this.#guess(typed, by);
		if (row === null || 'waitSeconds' in row) return row;
		const id = await this.#displays.create(made, by);
		if (id === null) return 'full';
		const now = this.#now();
		const claimed = await this.#orm
			.update(pairings)
			.set({ displayId: id, expiresAt: Math.max(row.expiresAt, now + fetchMs) })
			.where(and(eq(pairings.deviceHash, row.deviceHash), isNull(pairings.displayId)))
			.returning({ id: pairings.displayId });
		if (claimed.length === 0) {
			// Somebody else was a moment faster.
			await this.#displays.discard(id);
			return null;
		}
		await this.#audit.record(by, 'display.paired', id);
		return { id };
	}

	async #make(asking: Asking): Promise<TooMuch | Readonly<{ offer: PairingOffer; device: string }>> {
		const now = this.#now();
		await this.#orm.delete(pairings).where(lte(pairings.expiresAt, now));
		const isUnknown = asking.address === null;
		const { deviceHash, expiresAt, address: of } = pairings;
		const pending = await this.#orm
			.select({ deviceHash, expiresAt, address: of })
			.from(pairings)
			.where(and(isNull(pairings.displayId), isUnknown ? isNull(of) : isNotNull(of)))
			.orderBy(expiresAt);
		const [first] = pending;
		if (first !== undefined && pending.length >= (isUnknown ? maxPendingUnknown : maxPending)) {
			const gives = isUnknown ? first : placeOfGreediest(pending, asking.address);
			if (gives === null) return { waitSeconds: Math.max(1, Math.ceil((first.expiresAt - now) / 1000)) };
			await this.#orm.delete(pairings).where(eq(deviceHash, gives.deviceHash));
		}
		const token = makeSecretToken();
		const { language, address } = asking;
		const made = {
			deviceHash: token.hash,
			words: makePairOfWords(),
			language,
			createdAt: now,
			expiresAt: now + pairingLifeMs,
			address,
			userAgent: asking.userAgent
		};
		for (;;) {
			// A code that another screen shows is not given twice.
			const values = { ...made, userCode: makeUserCode() };
			const [row] = await this.#orm
				.insert(pairings)
				.values(values)
				.onConflictDoNothing({ target: pairings.userCode })
				.returning();
			if (row !== undefined) return { offer: this.#offer(row), device: token.text };
		}
	}

	/** The pairing of a device that can still come to something. */
	async #open(device: string): Promise<Row | null> {
		const isOpen = and(
			eq(pairings.deviceHash, hashToken(device)),
			gt(pairings.expiresAt, this.#now()),
			isNull(pairings.takenAt)
		);
		const [row] = await this.#orm.select().from(pairings).where(isOpen);
		return row ?? null;
	}

	async #guess(typed: string, who: Actor): Promise<Row | TooMuch | null> {
		const key = 'id' in who ? who.id : who.kind;
		const waitSeconds = this.#guessed.waitSeconds(key);
		if (waitSeconds > 0) return { waitSeconds };
		// Wrong until it is found right: so many at once are no more than so many after each other.
		this.#guessed.count(key);
		const isWaiting = and(
			eq(pairings.userCode, readUserCode(typed) ?? noCode),
			gt(pairings.expiresAt, this.#now()),
			isNull(pairings.displayId)
		);
		const [row] = await this.#orm.select().from(pairings).where(isWaiting);
		if (row !== undefined) this.#guessed.takeBack(key);
		return row ?? null;
	}

	#offer(row: Row): PairingOffer {
		const { userCode, words, expiresAt } = row;
		return {
			userCode: showUserCode(userCode),
			words: wordsOf(words, languageOf(row)),
			expiresAt,
			now: this.#now(),
			pollSeconds
		};
	}
}

function languageOf({ language }: Row): WordLanguage {
	return language === 'en' ? 'en' : 'nl';
}

/**
 * Whoever asks from one address again and again must not keep all other screens out: of the address that has most places, more
 * than the newcomer would have, the oldest gives its place up. Null where nobody has more than their part.
 */
function placeOfGreediest<Pending extends Readonly<{ address: string | null }>>(
	pending: readonly Pending[],
	newcomer: string | null
): Pending | null {
	const groups = new Map<string, Pending[]>();
	for (const one of pending) {
		const group = addressGroup(one.address);
		groups.set(group, [...(groups.get(group) ?? []), one]);
	}
	const own = groups.get(addressGroup(newcomer))?.length ?? 0;
	const most = Math.max(...[...groups.values()].map(({ length }) => length));
	if (most <= own + 1) return null;
	return [...groups.values()].find(({ length }) => length === most)?.[0] ?? null;
}
