import { and, desc, eq, gt, isNull, lt, or } from 'drizzle-orm';
import { reason } from '#lib/domain/reasons/reason.ts';
import { webhookSecrets } from '../database/tables/access-tables.ts';
import type { Tables, Turns } from '../database/tables/tables.ts';
import { activeTogether, isActive, termsOf, TooManyActive } from './credential-terms.ts';
import { LastUses } from './last-uses.ts';
import type { Seal } from './seal.ts';
import { webhookSecretPurpose } from './seal-purposes.ts';
import { makeReference } from './secret-token.ts';
import { makeWebhookSecret, readWebhookSecret } from './webhook-signature.ts';

/** A secret for whoever administers them. Instants are UTC epoch ms. */
export type ListedWebhookSecret = Readonly<{
	id: string;
	/** The only source its holder may speak for. */
	source: string;
	createdAt: number;
	expiresAt: number;
	revokedAt: number | null;
	/** To the hour; null while nothing was signed with it. */
	lastUsedAt: number | null;
}>;

/** A secret that signatures are checked with. */
export type WebhookKey = Readonly<{
	id: string;
	source: string;
	key: Buffer;
	expiresAt: number;
	lastUsedAt: number | null;
}>;

type Parts = Readonly<{
	database: Pick<Tables, 'orm' | 'turns'>;
	seal: Seal;
	now: () => number;
	/** Told of a secret that cannot be opened, and of a use that could not be kept. */
	onError?: (error: unknown) => void;
}>;

/** A secret revoked by another process is refused at the latest after so long. */
const rememberedMs = 3000;
/** Whoever signs with what nobody knows has it looked up at most this often: it may have been made by another process just now. */
const lookAgainMs = 500;

/** The secrets with which sources sign what they send. */
export class WebhookSecrets {
	readonly #orm: Tables['orm'];
	readonly #seal: Seal;
	readonly #now: () => number;
	readonly #onError: (error: unknown) => void;
	readonly #uses: LastUses;
	readonly #making: Turns;
	/** Those that were good lately, by source; null = look again. */
	#remembered: Readonly<{ bySource: ReadonlyMap<string, readonly WebhookKey[]>; until: number }> | null = null;
	/** How often something was made or ended here: what was read before that may be stale. */
	#changes = 0;
	/** Said once each. */
	readonly #unreadable = new Set<string>();

	constructor({ database, seal, now, onError = () => {} }: Parts) {
		this.#orm = database.orm;
		this.#making = database.turns('webhook-secrets');
		this.#seal = seal;
		this.#now = now;
		this.#onError = onError;
		this.#uses = new LastUses(async (id, at) => {
			const isNewer = or(isNull(webhookSecrets.lastUsedAt), lt(webhookSecrets.lastUsedAt, at));
			await this.#orm
				.update(webhookSecrets)
				.set({ lastUsedAt: at })
				.where(and(eq(webhookSecrets.id, id), isNewer));
		}, onError);
	}

	/** By which clock a signature is old: the machine's, also in a replay. UTC epoch ms. */
	now(): number {
		return this.#now();
	}

	/**
	 * Makes a secret.
	 * @param expiresAt UTC epoch ms; a year from now where it is not given, and at most
	 * @returns its text, which is not shown again, and what is known of it
	 * @throws InvalidTerms when the source cannot be one, or the end is not within a year; TooManyActive when two are good already
	 */
	create(source: string, expiresAt?: number): Promise<{ text: string; secret: ListedWebhookSecret }> {
		return this.#making.run(async () => {
			const terms = termsOf(source, this.#now(), expiresAt);
			const rows = await this.#orm.select().from(webhookSecrets).where(eq(webhookSecrets.source, source));
			const active = rows.filter((row) => isActive(row, terms.createdAt));
			if (active.length >= activeTogether) {
				const ids = active.map(({ id }) => id).join(', ');
				throw new TooManyActive('source', reason('two-secrets', { source, count: active.length, ids }));
			}
			const id = makeReference('whs');
			const text = makeWebhookSecret();
			await this.#orm
				.insert(webhookSecrets)
				.values({ id, source, sealed: this.#seal.seal(text, webhookSecretPurpose(id)), ...terms });
			this.#forget();
			return { text, secret: { id, source, ...terms, revokedAt: null, lastUsedAt: null } };
		});
	}

	/** The newest first. */
	async list(): Promise<readonly ListedWebhookSecret[]> {
		const rows = await this.#orm
			.select()
			.from(webhookSecrets)
			.orderBy(desc(webhookSecrets.createdAt), desc(webhookSecrets.id));
		return rows.map(({ sealed: _sealed, ...secret }) => secret);
	}

	/**
	 * Ends a secret, at once in this process and within seconds in others.
	 * @returns false when there is none by this id that is not revoked yet
	 */
	async revoke(id: string): Promise<boolean> {
		const ended = await this.#orm
			.update(webhookSecrets)
			.set({ revokedAt: this.#now() })
			.where(and(eq(webhookSecrets.id, id), isNull(webhookSecrets.revokedAt)))
			.returning({ id: webhookSecrets.id });
		this.#forget();
		return ended.length > 0;
	}

	/** Those of a source that are good now; a name that is nobody's costs no look at the store. */
	async goodFor(source: string): Promise<readonly WebhookKey[]> {
		const now = this.#now();
		return ((await this.#bySource()).get(source) ?? []).filter(({ expiresAt }) => expiresAt > now);
	}

	/** {@link goodFor} as of the last half second: whoever has none that fits may have one that was made elsewhere. */
	async goodAnew(source: string): Promise<readonly WebhookKey[]> {
		const readAt = this.#remembered === null ? -Infinity : this.#remembered.until - rememberedMs;
		if (performance.now() - readAt >= lookAgainMs) this.#remembered = null;
		return this.goodFor(source);
	}

	/** Something was signed with it. */
	noteUse({ id, lastUsedAt }: WebhookKey): void {
		this.#uses.note(id, this.#now(), lastUsedAt);
	}

	/** Writes when secrets were last used; to be called before the store is closed. */
	flushUses(): Promise<void> {
		return this.#uses.flush();
	}

	async #bySource(): Promise<ReadonlyMap<string, readonly WebhookKey[]>> {
		// The machine's time, not the site's clock: that one may stand still or race in a replay.
		const until = performance.now() + rememberedMs;
		if (this.#remembered !== null && this.#remembered.until > until - rememberedMs) return this.#remembered.bySource;
		const changes = this.#changes;
		const rows = await this.#orm
			.select()
			.from(webhookSecrets)
			.where(and(isNull(webhookSecrets.revokedAt), gt(webhookSecrets.expiresAt, this.#now())));
		const keys = rows.flatMap((row) => this.#opened(row) ?? []);
		const bySource = new Map<string, WebhookKey[]>();
		for (const key of keys) bySource.set(key.source, [...(bySource.get(key.source) ?? []), key]);
		if (changes === this.#changes) this.#remembered = { bySource, until };
		return bySource;
	}

	#forget(): void {
		this.#changes++;
		this.#remembered = null;
	}

	#opened({ id, source, sealed, expiresAt, lastUsedAt }: typeof webhookSecrets.$inferSelect): WebhookKey | null {
		try {
			const key = readWebhookSecret(this.#seal.open(sealed, webhookSecretPurpose(id)));
			if (key === null) throw new Error(`the webhook secret ${id} is none`);
			return { id, source, key, expiresAt, lastUsedAt };
		} catch (error) {
			if (!this.#unreadable.has(id)) this.#onError(error);
			this.#unreadable.add(id);
			return null;
		}
	}
}
