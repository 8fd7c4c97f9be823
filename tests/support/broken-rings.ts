import type { EncodedMessage } from '#lib/server/live/encoded-message.ts';
import { ResumeRing } from '#lib/server/live/resume-ring.ts';

/** A ring that leaves out the first of several frames that were missed: what a test of resuming must find. */
export class DroppingRing extends ResumeRing {
	override since(id: string, current: string, nowMs: number): readonly EncodedMessage[] | null {
		const missed = super.since(id, current, nowMs);
		return missed !== null && missed.length > 1 ? missed.slice(1) : missed;
	}
}

/** A ring that believes an id of any process and history: what a test of restarts must find. */
export class CredulousRing extends ResumeRing {
	readonly #bases = new Map<string, string>();

	override add(base: string, message: EncodedMessage, builtMs: number): void {
		this.#bases.set(tickOf(base), base);
		super.add(base, message, builtMs);
	}

	override since(id: string, current: string, nowMs: number): readonly EncodedMessage[] | null {
		const alike = tickOf(id) === tickOf(current) ? current : this.#bases.get(tickOf(id));
		return super.since(alike ?? id, current, nowMs);
	}
}

function tickOf(id: string): string {
	return id.slice(id.lastIndexOf('.') + 1);
}
