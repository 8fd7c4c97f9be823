import type { ApiProblem } from '#lib/protocol/api-problem.ts';
import type { PairingOffer, PairingState } from '#lib/protocol/display-settings.ts';
import type { Outcome } from '../access/asker.ts';

/** What pairing needs of the world; tests give it one of their own. */
export type PairingWorld = Readonly<{
	/** The board of a browser that is a screen already; null = it is none. */
	ownBoard: () => Promise<Outcome<string | null>>;
	/** Asks for a code, or for the one that still waits. */
	offer: () => Promise<Outcome<PairingOffer>>;
	/** Asks what became of it. */
	look: () => Promise<Outcome<PairingState>>;
	/** Calls back once after a delay; the result cancels it. */
	after: (delayMs: number, callback: () => void) => () => void;
	/** A clock in ms that cannot be set. */
	monotonicMs: () => number;
	/** Shows a board in place of the code. */
	toBoard: (path: string) => void;
}>;

/** How it stands with the server: it answers, it does not, or it will not give a code just now. */
export type PairingLink = 'starting' | 'waiting' | 'no-connection' | 'busy' | 'paired';

/** Tried again this soon when the server does not answer. */
const RETRY_MS = 3000;
/** What a server asks for that is asked too often. */
const SLOW_DOWN_MS = 5000;

/** A screen that asks to be paired and needs nobody to touch it: whatever happens, it ends at its board or at a new code. */
export class Pairing {
	#offer = $state.raw<PairingOffer | null>(null);
	#link = $state.raw<PairingLink>('starting');
	#remainingSeconds = $state.raw<number | null>(null);
	readonly #world: PairingWorld;
	#endsAtMs = 0;
	#pollMs = SLOW_DOWN_MS;
	#cancel: () => void = nothing;
	#isRunning = false;

	constructor(world: PairingWorld) {
		this.#world = world;
	}

	/** What the screen shows; null before the first code. */
	get offer(): PairingOffer | null {
		return this.#offer;
	}

	/** See {@link PairingLink}. */
	get link(): PairingLink {
		return this.#link;
	}

	/** Seconds until the code is replaced, 0 or more; null without one. */
	get remainingSeconds(): number | null {
		return this.#remainingSeconds;
	}

	/** Begins: a screen that is paired already goes to its board. */
	start(): void {
		if (this.#isRunning) return;
		this.#isRunning = true;
		void this.#begin();
	}

	/** Leaves nothing behind. */
	stop(): void {
		this.#isRunning = false;
		this.#cancel();
	}

	/** Lets time pass; call it each second. */
	tick(): void {
		if (this.#offer === null) return;
		const leftMs = this.#endsAtMs - this.#world.monotonicMs();
		this.#remainingSeconds = Math.max(0, Math.ceil(leftMs / 1000));
	}

	async #begin(): Promise<void> {
		const own = await this.#world.ownBoard();
		if (!this.#isRunning) return;
		if (own.isDone && own.value !== null) this.#arrive(own.value);
		else if (!own.isDone && (own.problem.kind === 'network' || own.problem.kind === 'failed'))
			this.#fail(own.problem, () => this.#begin());
		else await this.#ask();
	}

	async #ask(): Promise<void> {
		const outcome = await this.#world.offer();
		if (!this.#isRunning) return;
		if (!outcome.isDone) {
			// A code whose time is up is worth nothing to whoever reads it.
			if (this.#offer !== null && this.#endsAtMs <= this.#world.monotonicMs()) this.#forget();
			this.#fail(outcome.problem, () => this.#ask());
			return;
		}
		const { expiresAt, now, pollSeconds } = outcome.value;
		this.#offer = outcome.value;
		// By this screen's own clock only the time that is left counts: what it says of the day may be years off.
		this.#endsAtMs = this.#world.monotonicMs() + Math.max(0, expiresAt - now);
		this.#pollMs = Math.max(1, pollSeconds) * 1000;
		this.#link = 'waiting';
		this.tick();
		this.#next(this.#pollMs, () => this.#look());
	}

	async #look(): Promise<void> {
		if (this.#endsAtMs <= this.#world.monotonicMs()) return this.#ask();
		const outcome = await this.#world.look();
		if (!this.#isRunning) return;
		if (outcome.isDone) {
			this.#link = 'waiting';
			const state = outcome.value;
			if (state.state === 'paired') this.#arrive(state.board);
			else if (state.state === 'expired') await this.#ask();
			else this.#next(this.#pollMs, () => this.#look());
			return;
		}
		switch (outcome.problem.kind) {
			case 'busy':
				this.#pollMs += SLOW_DOWN_MS;
				this.#next(this.#pollMs, () => this.#look());
				return;
			case 'network':
			case 'failed':
				this.#fail(outcome.problem, () => this.#look());
				return;
			default:
				// The server does not know this screen's request (any more): another code.
				await this.#ask();
		}
	}

	#fail(problem: ApiProblem, again: () => Promise<void>): void {
		this.#link = problem.kind === 'busy' ? 'busy' : 'no-connection';
		this.#next(Math.max(RETRY_MS, (problem.retryAfterSeconds ?? 0) * 1000), again);
	}

	#forget(): void {
		this.#offer = null;
		this.#remainingSeconds = null;
	}

	#arrive(board: string): void {
		this.stop();
		this.#link = 'paired';
		this.#world.toBoard(board);
	}

	#next(delayMs: number, step: () => Promise<void>): void {
		this.#cancel = this.#world.after(delayMs, () => void step());
	}
}

function nothing(): void {
	// Stands for "there is nothing to cancel".
}
