import { lte } from 'drizzle-orm';
import * as v from 'valibot';
import { CannotUnseal, type Seal } from '../access/seal.ts';
import { usedSignOns } from '../database/postgres/attempt-tables.ts';
import type { Tables } from '../database/tables/tables.ts';

/** How long somebody may take at the provider, ms. */
export const flowLifeMs = 10 * 60_000;

const purpose = 'sign-on';

const flowSchema = v.strictObject({
	/** Comes back with the browser, and shows that it was sent from here. */
	state: v.string(),
	/** Comes back in what the provider signs. */
	nonce: v.string(),
	/** Shows the provider that whoever redeems its answer is whoever asked. */
	verifier: v.string(),
	/** A path of this server. */
	to: v.string(),
	/** UTC epoch ms. */
	startedAt: v.number(),
	/** The person who is to show again who they are; null for whoever comes in. */
	stepUpFor: v.nullable(v.string())
});

/** What a browser carries, sealed, while its person is at the provider. */
export type SignOnFlow = Readonly<v.InferOutput<typeof flowSchema>>;

export function sealFlow(seal: Seal, flow: SignOnFlow): string {
	return seal.seal(JSON.stringify(flow), purpose);
}

/** Null for what was not sealed here, or too long ago. */
export function openFlow(seal: Seal, sealed: string | null, now: number): SignOnFlow | null {
	if (sealed === null) return null;
	try {
		const flow = v.parse(flowSchema, JSON.parse(seal.open(sealed, purpose)));
		return flow.startedAt > now - flowLifeMs ? flow : null;
	} catch (error) {
		if (error instanceof CannotUnseal) return null;
		throw error;
	}
}

/** Answers of the provider that were used already: each is good once. */
export interface UsedStates {
	/** False where it was used before. */
	use(state: string): boolean | Promise<boolean>;
}

/** {@link UsedStates} of a server that is alone. */
export class OwnUsedStates implements UsedStates {
	readonly #now: () => number;
	/** By state, until when it could be used again; the oldest first. */
	readonly #until = new Map<string, number>();

	constructor(now: () => number) {
		this.#now = now;
	}

	use(state: string): boolean {
		const now = this.#now();
		for (const [old, until] of this.#until) {
			if (until > now) break;
			this.#until.delete(old);
		}
		if (this.#until.has(state)) return false;
		this.#until.set(state, now + flowLifeMs);
		return true;
	}
}

/** {@link UsedStates} of several servers on one log: who comes back may be sent to another than the one they left from. */
export class SharedUsedStates implements UsedStates {
	readonly #orm: Tables['orm'];
	readonly #now: () => number;

	constructor({ orm }: Pick<Tables, 'orm'>, now: () => number) {
		this.#orm = orm;
		this.#now = now;
	}

	async use(state: string): Promise<boolean> {
		const now = this.#now();
		await this.#orm.delete(usedSignOns).where(lte(usedSignOns.until, now));
		const used = await this.#orm
			.insert(usedSignOns)
			.values({ state, until: now + flowLifeMs })
			.onConflictDoNothing()
			.returning({ state: usedSignOns.state });
		return used.length > 0;
	}
}
