import { timingSafeEqual } from 'node:crypto';
import { reason } from '#lib/domain/reasons/reason.ts';
import type { Clock } from '../clock.ts';
import type { ApiKeyStore, KeptKey } from './api-key-store.ts';
import { activeTogether, InvalidTerms, isActive, termsOf, TooManyActive } from './credential-terms.ts';
import { makeKeyToken, readKeyToken } from './key-token.ts';
import { type KeyScope, keyScopes } from './key-scope.ts';
import { LastUses } from './last-uses.ts';

export { keyScopes, type KeyScope } from './key-scope.ts';

/** A key that was shown and is good now. */
export type VerifiedKey = Readonly<{ id: string; source: string; scopes: readonly KeyScope[] }>;

/** A key for whoever administers keys. Instants are UTC epoch ms. */
export type ListedKey = VerifiedKey &
	Readonly<{
		createdAt: number;
		expiresAt: number;
		revokedAt: number | null;
		/** To the hour; null while it was never used. */
		lastUsedAt: number | null;
	}>;

/** A key revoked by another process is refused at the latest after so long. */
const rememberedMs = 3000;
const maxRemembered = 1000;

/** The keys of senders and readers. */
export class ApiKeys {
	readonly #store: ApiKeyStore;
	readonly #clock: Pick<Clock, 'now'>;
	/** What the store said lately, by id; never a secret. */
	readonly #remembered = new Map<string, Readonly<{ key: KeptKey; until: number }>>();
	readonly #uses: LastUses;
	/** How many were revoked here: what was read of the store before one was may be stale. */
	#revocations = 0;

	/** @param onError told when it could not be kept that a key was used */
	constructor(store: ApiKeyStore, clock: Pick<Clock, 'now'>, onError: (error: unknown) => void = () => {}) {
		this.#store = store;
		this.#clock = clock;
		this.#uses = new LastUses((id, at) => store.noteUse(id, at), onError);
	}

	/**
	 * Makes a key.
	 * @param source the only source its holder may speak for
	 * @param expiresAt UTC epoch ms; a year from now where it is not given, and at most
	 * @returns its text, which cannot be shown again, and what is kept
	 * @throws InvalidTerms when the source cannot be one, no scope is given, or the end is not within a year; TooManyActive when two
	 * keys of the source with these scopes are good already
	 */
	create(source: string, scopes: readonly KeyScope[], expiresAt?: number): Promise<{ text: string; key: ListedKey }> {
		return this.#store.making.run(async () => {
			const terms = termsOf(source, this.#clock.now(), expiresAt);
			const named = keyScopes.filter((scope) => scopes.includes(scope)).join(' ');
			if (named === '') throw new InvalidTerms('scopes', reason('one-scope'));
			const active = (await this.list()).filter(
				(key) => key.source === source && key.scopes.join(' ') === named && isActive(key, terms.createdAt)
			);
			if (active.length >= activeTogether) {
				const ids = active.map(({ id }) => id).join(', ');
				throw new TooManyActive('source', reason('two-keys', { source, count: active.length, scopes: named, ids }));
			}
			const { text, id, secretHash } = makeKeyToken();
			const kept = { id, secretHash, source, scopes: named, ...terms, revokedAt: null, lastUsedAt: null };
			await this.#store.insert(kept);
			return { text, key: listed(kept) };
		});
	}

	/** @returns null when the text is no key, an unknown one, or one that has expired or was revoked */
	async verify(text: string): Promise<VerifiedKey | null> {
		const token = readKeyToken(text);
		if (token === null) return null;
		const key = await this.#find(token.id);
		if (key === null || !timingSafeEqual(key.secretHash, token.secretHash)) return null;
		const now = this.#clock.now();
		if (!isActive(key, now)) return null;
		this.#uses.note(key.id, now, key.lastUsedAt);
		const { id, source, scopes } = listed(key);
		return { id, source, scopes };
	}

	/** The newest first. */
	async list(): Promise<readonly ListedKey[]> {
		return (await this.#store.list()).map(listed);
	}

	/**
	 * Ends a key, at once in this process and within seconds in others.
	 * @returns false when there is none by this id that is still good
	 */
	async revoke(id: string): Promise<boolean> {
		const isRevoked = await this.#store.revoke(id, this.#clock.now());
		this.#revocations++;
		this.#remembered.delete(id);
		return isRevoked;
	}

	/** Which of some keys are still good, by their ids. */
	async areGood(ids: readonly string[]): Promise<ReadonlySet<string>> {
		// Not what is remembered: whoever looks every few seconds is to know what holds now.
		const kept = await this.#store.findAll(ids);
		const now = this.#clock.now();
		return new Set(kept.filter((key) => isActive(key, now)).map(({ id }) => id));
	}

	/** Writes when keys were last used; to be called before the store is closed. */
	flushUses(): Promise<void> {
		return this.#uses.flush();
	}

	async #find(id: string): Promise<KeptKey | null> {
		// The machine's time, not the site's clock: that one may stand still or race in a replay.
		const now = performance.now();
		const remembered = this.#remembered.get(id);
		if (remembered !== undefined && remembered.until > now) return remembered.key;
		const revocations = this.#revocations;
		const key = await this.#store.find(id);
		this.#remembered.delete(id);
		if (key === null || revocations !== this.#revocations) return key;
		if (this.#remembered.size >= maxRemembered) this.#remembered.clear();
		this.#remembered.set(id, { key, until: now + rememberedMs });
		return key;
	}
}

function listed(key: KeptKey): ListedKey {
	const { id, source, createdAt, expiresAt, revokedAt, lastUsedAt } = key;
	const held = new Set(key.scopes.split(' '));
	const scopes = keyScopes.filter((scope) => held.has(scope));
	return { id, source, scopes, createdAt, expiresAt, revokedAt, lastUsedAt };
}
