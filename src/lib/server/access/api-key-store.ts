import { desc, eq } from 'drizzle-orm';
import { apiKeys } from '../database/sqlite/log-schema.ts';
import type { LogDatabase } from '../database/sqlite/open-log.ts';

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
	insert(key: KeptKey): Promise<void>;
	find(id: string): Promise<KeptKey | null>;
	/** The newest first. */
	list(): Promise<readonly KeptKey[]>;
	revoke(id: string, at: number): Promise<void>;
	/** @param at UTC epoch ms, to the hour */
	noteUse(id: string, at: number): Promise<void>;
}

/** {@link ApiKeyStore} in the log's file. */
export class SqliteApiKeyStore implements ApiKeyStore {
	readonly #orm: LogDatabase['orm'];

	constructor(database: LogDatabase) {
		this.#orm = database.orm;
	}

	async insert(key: KeptKey): Promise<void> {
		await this.#orm.insert(apiKeys).values(key);
	}

	async find(id: string): Promise<KeptKey | null> {
		const [key] = await this.#orm.select().from(apiKeys).where(eq(apiKeys.id, id));
		return key ?? null;
	}

	async list(): Promise<readonly KeptKey[]> {
		return await this.#orm.select().from(apiKeys).orderBy(desc(apiKeys.createdAt), desc(apiKeys.id));
	}

	async revoke(id: string, at: number): Promise<void> {
		await this.#orm.update(apiKeys).set({ revokedAt: at }).where(eq(apiKeys.id, id));
	}

	async noteUse(id: string, at: number): Promise<void> {
		await this.#orm.update(apiKeys).set({ lastUsedAt: at }).where(eq(apiKeys.id, id));
	}
}
