import * as v from 'valibot';
import { CannotUnseal, type Seal } from '../access/seal.ts';

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
export class UsedStates {
	readonly #now: () => number;
	/** By state, until when it could be used again; the oldest first. */
	readonly #until = new Map<string, number>();

	constructor(now: () => number) {
		this.#now = now;
	}

	/** False where it was used before. */
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
