import { and, eq, gt, isNull, lte, or } from 'drizzle-orm';
import { hashToken, makeSecretToken, type SecretToken } from '../access/secret-token.ts';
import { displays, displayTokenHistory } from '../database/tables/access-tables.ts';
import type { Tables } from '../database/tables/tables.ts';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
/** A screen gets another secret after this long. */
const rotateAfterMs = dayMs;
/** The secret before stays good for this long: a power cut may have kept the screen from learning the new one. */
const previousLifeMs = dayMs;
/** A screen that still shows the secret before after this long has not learned the new one. Answers under way are faster. */
const settledMs = 60_000;
/** How long a secret that was replaced twice is remembered. */
const historyMs = 90 * dayMs;

/**
 * The secrets of screens. Each is replaced daily while the screen speaks, and of each only the SHA-256 is kept. A copy that
 * somebody made is good until the day after it was replaced; when it is shown later than that, it tells of itself.
 */
export class DisplayTokens {
	readonly #orm: Tables['orm'];
	readonly #now: () => number;
	readonly #onCopy: (displayId: string) => Promise<void>;

	/** @param onCopy told of a screen of which somebody showed a secret that had been replaced twice */
	constructor(database: Pick<Tables, 'orm'>, now: () => number, onCopy: (displayId: string) => Promise<void>) {
		this.#orm = database.orm;
		this.#now = now;
		this.#onCopy = onCopy;
	}

	/** Of which screen a secret is: the current one, or for a day the one before; null when it is none, or the screen was revoked. */
	async verify(token: string): Promise<string | null> {
		const hash = hashToken(token);
		const isPrevious = and(eq(displays.previousHash, hash), gt(displays.previousUntil, this.#now()));
		const [row] = await this.#orm
			.select({ id: displays.id })
			.from(displays)
			.where(and(or(eq(displays.tokenHash, hash), isPrevious), isNull(displays.revokedAt)));
		if (row === undefined) await this.#lookForCopy(hash);
		return row?.id ?? null;
	}

	/** Gives a screen its first secret; null when it was revoked meanwhile. */
	async issue(displayId: string): Promise<string | null> {
		const token = makeSecretToken();
		const rows = await this.#orm
			.update(displays)
			.set({ tokenHash: token.hash, tokenIssuedAt: this.#now() })
			.where(and(eq(displays.id, displayId), isNull(displays.revokedAt)))
			.returning({ id: displays.id });
		return rows.length === 0 ? null : token.text;
	}

	/**
	 * Another secret for a screen, where one is due: daily, or because it never learned the one it was given.
	 * @param shown the good one it came with
	 * @returns null when it keeps what it has
	 */
	async rotate(displayId: string, shown: string): Promise<string | null> {
		const hash = hashToken(shown);
		const [row] = await this.#orm.select().from(displays).where(eq(displays.id, displayId));
		if (row === undefined) return null;
		const isCurrent = row.tokenHash.equals(hash);
		const ageMs = this.#now() - row.tokenIssuedAt;
		if (ageMs < (isCurrent ? rotateAfterMs : settledMs)) return null;
		const token = makeSecretToken();
		if (!(await this.#replace(displayId, row.tokenHash, hash, token))) return null;
		await this.#retire(displayId, isCurrent ? row.previousHash : row.tokenHash);
		return token.text;
	}

	/** Forgets what a screen ever had: it was revoked, and nothing of it is good any more. */
	async forget(displayId: string): Promise<void> {
		await this.#orm.delete(displayTokenHistory).where(eq(displayTokenHistory.displayId, displayId));
	}

	/** False when the current one is another by now: two requests of one screen crossed. */
	async #replace(displayId: string, current: Buffer, previous: Buffer, token: SecretToken): Promise<boolean> {
		const now = this.#now();
		const rows = await this.#orm
			.update(displays)
			.set({
				tokenHash: token.hash,
				tokenIssuedAt: now,
				previousHash: previous,
				previousUntil: now + previousLifeMs
			})
			.where(and(eq(displays.id, displayId), eq(displays.tokenHash, current), isNull(displays.revokedAt)))
			.returning({ id: displays.id });
		return rows.length > 0;
	}

	async #retire(displayId: string, hash: Buffer | null): Promise<void> {
		const now = this.#now();
		const isOld = and(eq(displayTokenHistory.displayId, displayId), lte(displayTokenHistory.until, now));
		await this.#orm.delete(displayTokenHistory).where(isOld);
		if (hash === null) return;
		await this.#orm.insert(displayTokenHistory).values({ tokenHash: hash, displayId, until: now + historyMs });
	}

	async #lookForCopy(hash: Buffer): Promise<void> {
		const [row] = await this.#orm
			.select({ id: displayTokenHistory.displayId })
			.from(displayTokenHistory)
			.where(and(eq(displayTokenHistory.tokenHash, hash), gt(displayTokenHistory.until, this.#now())));
		if (row !== undefined) await this.#onCopy(row.id);
	}
}
