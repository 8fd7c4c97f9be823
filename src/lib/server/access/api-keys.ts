import { timingSafeEqual } from 'node:crypto';
import type { Clock } from '../clock.ts';
import type { ApiKeyStore, KeptKey } from './api-key-store.ts';
import { makeKeyToken, readKeyToken } from './key-token.ts';

/** What a key may be good for. `bulk` is intake in large requests; `read` and `metrics` do not write. */
export const keyScopes = ['intake', 'bulk', 'read', 'metrics'] as const;
/** One of {@link keyScopes}. */
export type KeyScope = (typeof keyScopes)[number];

/** A key that was shown and is good now. */
export type VerifiedKey = Readonly<{ id: string; source: string; scopes: readonly KeyScope[] }>;

/** A key for whoever administers keys. Instants are UTC epoch ms. */
export type ListedKey = VerifiedKey & Readonly<{ createdAt: number; expiresAt: number; revokedAt: number | null }>;

const defaultLifeMs = 365 * 24 * 60 * 60 * 1000;
/** A key revoked by another process is refused at the latest after so long. */
const rememberedMs = 3000;
const maxRemembered = 1000;

/** The keys of senders and readers. */
export class ApiKeys {
	readonly #store: ApiKeyStore;
	readonly #clock: Pick<Clock, 'now'>;
	/** What the store said lately, by id; never a secret. */
	readonly #remembered = new Map<string, Readonly<{ key: KeptKey; until: number }>>();

	constructor(store: ApiKeyStore, clock: Pick<Clock, 'now'>) {
		this.#store = store;
		this.#clock = clock;
	}

	/**
	 * Makes a key.
	 * @param source the only source its holder may speak for
	 * @param expiresAt UTC epoch ms; a year from now where it is not given
	 * @returns its text, which cannot be shown again, and what is kept
	 * @throws RangeError when the source is empty, longer than 200 or the product itself, no scope is given, or the end
	 * has passed
	 */
	async create(
		source: string,
		scopes: readonly KeyScope[],
		expiresAt?: number
	): Promise<{ text: string; key: ListedKey }> {
		const createdAt = this.#clock.now();
		const end = expiresAt ?? createdAt + defaultLifeMs;
		if (source === '' || source.length > 200) throw new RangeError('source: must have 1 to 200 characters');
		if (source === 'bereik') throw new RangeError('source: bereik is the product itself');
		if (scopes.length === 0) throw new RangeError('scopes: at least one is needed');
		if (end <= createdAt) throw new RangeError('expiresAt: must be in the future');
		const { text, id, secretHash } = makeKeyToken();
		const kept = {
			id,
			secretHash,
			source,
			scopes: [...new Set(scopes)].join(' '),
			createdAt,
			expiresAt: end,
			revokedAt: null
		};
		await this.#store.insert(kept);
		return { text, key: listed(kept) };
	}

	/** @returns null when the text is no key, an unknown one, or one that has expired or was revoked */
	async verify(text: string): Promise<VerifiedKey | null> {
		const token = readKeyToken(text);
		if (token === null) return null;
		const key = await this.#find(token.id);
		if (key === null || !timingSafeEqual(key.secretHash, token.secretHash)) return null;
		if (key.revokedAt !== null || key.expiresAt <= this.#clock.now()) return null;
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
		const key = await this.#store.find(id);
		if (key === null || key.revokedAt !== null) return false;
		await this.#store.revoke(id, this.#clock.now());
		this.#remembered.delete(id);
		return true;
	}

	async #find(id: string): Promise<KeptKey | null> {
		// The machine's time, not the site's clock: that one may stand still or race in a replay.
		const now = performance.now();
		const remembered = this.#remembered.get(id);
		if (remembered !== undefined && remembered.until > now) return remembered.key;
		const key = await this.#store.find(id);
		this.#remembered.delete(id);
		if (key === null) return null;
		if (this.#remembered.size >= maxRemembered) this.#remembered.clear();
		this.#remembered.set(id, { key, until: now + rememberedMs });
		return key;
	}
}

function listed(key: KeptKey): ListedKey {
	const { id, source, createdAt, expiresAt, revokedAt } = key;
	const held = new Set(key.scopes.split(' '));
	return { id, source, scopes: keyScopes.filter((scope) => held.has(scope)), createdAt, expiresAt, revokedAt };
}
