import type { ApiProblem } from '#lib/protocol/api-problem.ts';
import { problemOf, readProblem } from '#lib/protocol/api-problem.ts';

/** What came of a request: what was asked for, or why not. */
export type Outcome<T> = Readonly<{ isDone: true; value: T }> | Readonly<{ isDone: false; problem: ApiProblem }>;

/** A request to the API. */
export type Request<T> = Readonly<{
	/** GET without one. */
	method?: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';
	/** Sent as JSON. */
	body?: unknown;
	/**
	 * Makes of the decoded JSON what is asked for (null where the answer has no body); it throws where the answer is
	 * something else, which is then a `failed`.
	 */
	read?: (json: unknown) => T;
	/** Whether a 401 is an answer to show in place (as of the way in itself), and no reason to go there. */
	staysOn401?: true;
	/** Cancels it: the outcome is then `cancelled`. */
	signal?: AbortSignal;
}>;

/** What the asker needs of the world; tests give it one of their own. */
export type AskWorld = Readonly<{
	fetch: (path: string, init: RequestInit) => Promise<Response>;
	/** Sends the reader to the way in, and back here afterwards. */
	toLogin: () => void;
	/** Has the reader show again who this is; false when they would not. */
	stepUp: () => Promise<boolean>;
	/** Resolves after a delay. */
	wait: (ms: number) => Promise<void>;
}>;

/** A reading request that came too often is asked again by itself when that takes no longer than this, s. */
const waitsMostSeconds = 5;
const patienceMs = 20_000;

/** Asks the API, and does on the way whatever every page would have to do about the answer. */
export class Asker {
	readonly #world: AskWorld;

	constructor(world: AskWorld) {
		this.#world = world;
	}

	/**
	 * Asks, and never throws for what a network or a server can do.
	 * - 401: the reader is sent to the way in (unless {@link Request.staysOn401}); - 403 that asks for it: the reader shows
	 *   again who they are, then it is asked once more; - 429 on reading: it is asked once more after a short wait.
	 * @param path of the API, such as `/api/displays`
	 */
	async ask<T = unknown>(path: string, request: Request<T> = {}): Promise<Outcome<T>> {
		let outcome = await this.#once(path, request);
		if (outcome.isDone) return outcome;
		const { kind, retryAfterSeconds } = outcome.problem;
		if (kind === 'step-up') {
			if (!(await this.#world.stepUp())) return { isDone: false, problem: problemOf('cancelled') };
			outcome = await this.#once(path, request);
		} else if (kind === 'busy' && (request.method ?? 'GET') === 'GET' && (retryAfterSeconds ?? 1) <= waitsMostSeconds) {
			await this.#world.wait((retryAfterSeconds ?? 1) * 1000);
			outcome = await this.#once(path, request);
		}
		if (!outcome.isDone && outcome.problem.kind === 'login' && request.staysOn401 !== true) this.#world.toLogin();
		return outcome;
	}

	async #once<T>(path: string, { method = 'GET', body, read, signal }: Request<T>): Promise<Outcome<T>> {
		const ending = new AbortController();
		const timer = setTimeout(() => ending.abort(), patienceMs);
		const cancel = (): void => ending.abort();
		if (signal?.aborted === true) cancel();
		signal?.addEventListener('abort', cancel);
		try {
			const sent =
				body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } };
			const response = await this.#world.fetch(path, { method, cache: 'no-store', signal: ending.signal, ...sent });
			const text = await response.text();
			const json = decode(text);
			if (!response.ok)
				return { isDone: false, problem: readProblem(response.status, json, response.headers.get('retry-after')) };
			return valueOf(json, read);
		} catch (error) {
			// No network (TypeError), or ended: by whoever asked, or for lack of an answer.
			const isEnded = error instanceof DOMException && error.name === 'AbortError';
			if (!isEnded && !(error instanceof TypeError)) throw error;
			return { isDone: false, problem: problemOf(isEnded && signal?.aborted === true ? 'cancelled' : 'network') };
		} finally {
			clearTimeout(timer);
			signal?.removeEventListener('abort', cancel);
		}
	}
}

function valueOf<T>(json: unknown, read: Request<T>['read']): Outcome<T> {
	// Without a reader nothing was promised about the value: it stays unknown to whoever asked.
	if (read === undefined) return { isDone: true, value: json as T };
	try {
		return { isDone: true, value: read(json) };
	} catch (error) {
		return {
			isDone: false,
			problem: problemOf('failed', error instanceof Error ? error.message : 'unreadable answer')
		};
	}
}

function decode(text: string): unknown {
	if (text === '') return null;
	try {
		return JSON.parse(text) as unknown;
	} catch {
		return undefined; // not the API's own words: a proxy's page, a cut-off answer
	}
}
