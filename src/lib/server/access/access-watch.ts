import { type Principal, rightsText } from './principal.ts';

/** Tells of many references at once which are still good. */
export interface StillGood {
	areGood(ids: readonly string[]): Promise<ReadonlySet<string>>;
}

/** {@link StillGood} of those who may be given other rights without losing what they came with. */
export interface StillGoodAs {
	/** Of those that are good, what each may do now, as {@link rightsText} writes it. */
	rightsOf(ids: readonly string[]): Promise<ReadonlyMap<string, string>>;
}

/** What is asked of each kind of principal whose rights can end. */
export type AccessChecks = Readonly<{ sessions: StillGoodAs; displays: StillGood; keys: StillGood }>;

type Watched = Readonly<{
	id: string;
	/** Null where there is only one way to be good. */
	rights: string | null;
	end: () => void;
}>;

/** How often it is looked whether somebody lost their rights in another process, ms. */
const lookEveryMs = 2_000;
/** Where it could not be looked for longer than this, everything that is followed ends: nobody knows who still may. */
export const blindMs = 30_000;

const kinds = ['sessions', 'displays', 'keys'] as const satisfies readonly (keyof AccessChecks)[];

/** It was not known for too long whether anybody still may. */
export class BlindWatch extends Error {
	override readonly name = 'BlindWatch';
}

/**
 * Ends what outlives a request (a stream) when the rights it was opened with end: at once where they were taken here, within
 * seconds where another process took them. Where that cannot be looked for half a minute, all of it ends: whoever still may
 * comes back as soon as the store answers.
 */
export class AccessWatch {
	readonly #checks: AccessChecks;
	readonly #onError: (error: unknown) => void;
	readonly #now: () => number;
	/** When each kind was last looked at with success, or had nobody to be looked at. */
	readonly #lookedAt: Record<keyof AccessChecks, number>;
	/** The kinds whose failure was told. */
	readonly #failing = new Set<keyof AccessChecks>();
	readonly #looking = new Set<keyof AccessChecks>();
	readonly #watched: Readonly<Record<keyof AccessChecks, Set<Watched>>> = {
		sessions: new Set(),
		displays: new Set(),
		keys: new Set()
	};
	#timer: ReturnType<typeof setInterval> | null = null;

	/**
	 * @param onError told of the first of a row of failures, and when everything of a kind is ended for them
	 * @param now any clock that only goes forward, ms
	 */
	constructor(checks: AccessChecks, onError: (error: unknown) => void, now: () => number = () => performance.now()) {
		this.#checks = checks;
		this.#onError = onError;
		this.#now = now;
		this.#lookedAt = { sessions: now(), displays: now(), keys: now() };
	}

	/**
	 * Follows whether somebody still may.
	 * @param end called once, when they may no longer
	 * @returns stops following
	 */
	follow(principal: Principal, end: () => void): () => void {
		const kind = kindOf(principal);
		if (kind === null) return () => {};
		const watched = { id: kind.id, rights: kind.rights, end };
		const among = this.#watched[kind.checks];
		// Whoever is first was let in just now.
		if (among.size === 0) this.#lookedAt[kind.checks] = this.#now();
		among.add(watched);
		return () => void among.delete(watched);
	}

	/** How many are followed for an id. */
	count(checks: keyof AccessChecks, id: string): number {
		return [...this.#watched[checks]].filter((watched) => watched.id === id).length;
	}

	/** Ends all that is open for an id, whether it is still good or not. */
	end(checks: keyof AccessChecks, id: string): void {
		for (const watched of [...this.#watched[checks]]) if (watched.id === id) this.#end(checks, watched);
	}

	/** Looks now. A look that failed, or never ends, is made up for by the next, until it has been too long. */
	async look(): Promise<void> {
		await Promise.all(kinds.map((kind) => this.#lookAt(kind)));
	}

	async #lookAt(kind: keyof AccessChecks): Promise<void> {
		const began = this.#now();
		if (this.#looking.has(kind)) this.#endIfBlind(kind);
		// Whoever begins while it is looked is not among them, and is not missed either.
		const followed = [...this.#watched[kind]];
		if (followed.length === 0 || this.#looking.has(kind)) return;
		this.#looking.add(kind);
		try {
			const isStill = await this.#ask(kind, [...new Set(followed.map(({ id }) => id))]);
			this.#lookedAt[kind] = Math.max(began, this.#lookedAt[kind]);
			this.#failing.delete(kind);
			for (const watched of followed) if (!isStill(watched)) this.#end(kind, watched);
		} catch (error) {
			if (!this.#failing.has(kind)) this.#onError(error);
			this.#failing.add(kind);
			this.#endIfBlind(kind);
		} finally {
			this.#looking.delete(kind);
		}
	}

	/** Whoever was given other rights ends as well: what was opened shows what they might see before. */
	async #ask(kind: keyof AccessChecks, ids: readonly string[]): Promise<(watched: Watched) => boolean> {
		if (kind === 'sessions') {
			const rights = await this.#checks.sessions.rightsOf(ids);
			return (watched) => rights.get(watched.id) === watched.rights;
		}
		const good = await this.#checks[kind].areGood(ids);
		return ({ id }) => good.has(id);
	}

	#endIfBlind(kind: keyof AccessChecks): void {
		if (this.#now() - this.#lookedAt[kind] <= blindMs) return;
		const followed = [...this.#watched[kind]];
		this.#failing.delete(kind);
		// A look that hangs must not keep the next one from being made.
		this.#looking.delete(kind);
		this.#lookedAt[kind] = this.#now();
		if (followed.length === 0) return;
		for (const watched of followed) this.#end(kind, watched);
		const what = `${followed.length} streams of ${kind} ended`;
		this.#onError(new BlindWatch(`${what}: for ${blindMs / 1000} s it was not known whether they may go on`));
	}

	/** Looks every few seconds from now on. */
	start(): void {
		this.#timer = setInterval(() => void this.look(), lookEveryMs).unref();
	}

	stop(): void {
		if (this.#timer !== null) clearInterval(this.#timer);
	}

	#end(checks: keyof AccessChecks, watched: Watched): void {
		if (this.#watched[checks].delete(watched)) watched.end();
	}
}

function kindOf(
	principal: Principal
): Readonly<{ checks: keyof AccessChecks; id: string; rights: string | null }> | null {
	switch (principal.kind) {
		case 'person':
			return {
				checks: 'sessions',
				id: principal.sessionId,
				rights: rightsText(principal.roles, principal.queues)
			};
		case 'display':
			return { checks: 'displays', id: principal.displayId, rights: null };
		case 'key':
			return { checks: 'keys', id: principal.key.id, rights: null };
		default:
			return null;
	}
}
