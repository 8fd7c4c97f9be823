import { and, desc, eq, inArray, isNull, lt, or } from 'drizzle-orm';
import { apiKeys } from '../database/tables/log-tables.ts';
import type { Tables, Turns } from '../database/tables/tables.ts';

/** A key as it is kept, the secret only as its SHA-256. Instants are UTC epoch ms. */
export type KeptKey = Readonly<{
	id: string;
	secretHash: Buffer;
	/** The only source its holder may speak for. */
	source: string;
	/** Names of scopes, a space between them. */
	scopes: string;
	createdAt: number;
	expiresAt: number;
	revokedAt: number | null;
	/** To the hour; null while it was never used. */
	lastUsedAt: number | null;
}>;

/** Where keys are kept. */
export interface ApiKeyStore {
	/** For whoever makes a key: what they count must not change before they act on it. */
	readonly making: Turns;
	insert(key: KeptKey): Promise<void>;
	find(id: string): Promise<KeptKey | null>;
	/** Those of some ids that there are, in any order. */
	findAll(ids: readonly string[]): Promise<readonly KeptKey[]>;
	/** The newest first. */
	list(): Promise<readonly KeptKey[]>;
	/** @returns false when there is none by this id that is not revoked yet */
	revoke(id: string, at: number): Promise<boolean>;
	/**
	 * The latest of what several tell is kept.
	 * @param at UTC epoch ms, to the hour
	 */
	noteUse(id: string, at: number): Promise<void>;
}

/** {@link ApiKeyStore} in the tables beside the log. */
export class StoredApiKeys implements ApiKeyStore {
	readonly making: Turns;
	readonly #orm: Tables['orm'];

	constructor(tables: Pick<Tables, 'orm' | 'turns'>) {
		this.#orm = tables.orm;
		this.making = tables.turns('api-keys');
	}

	async insert(key: KeptKey): Promise<void> {
		await this.#orm.insert(apiKeys).values(key);
	}

	async find(id: string): Promise<KeptKey | null> {
		const [key] = await this.#orm.select().from(apiKeys).where(eq(apiKeys.id, id));
		return key ?? null;
	}

	async findAll(ids: readonly string[]): Promise<readonly KeptKey[]> {
		return await this.#orm
			.select()
			.from(apiKeys)
			.where(inArray(apiKeys.id, [...ids]));
	}

	async list(): Promise<readonly KeptKey[]> {
		return await this.#orm.select().from(apiKeys).orderBy(desc(apiKeys.createdAt), desc(apiKeys.id));
	}

	async revoke(id: string, at: number): Promise<boolean> {
		const revoked = await this.#orm
			.update(apiKeys)
			.set({ revokedAt: at })
			.where(and(eq(apiKeys.id, id), isNull(apiKeys.revokedAt)))
			.returning({ id: apiKeys.id });
		return revoked.length > 0;
	}

	async noteUse(id: string, at: number): Promise<void> {
		const isNewer = or(isNull(apiKeys.lastUsedAt), lt(apiKeys.lastUsedAt, at));
		await this.#orm
			.update(apiKeys)
			.set({ lastUsedAt: at })
			.where(and(eq(apiKeys.id, id), isNewer));
	}
}
