import type { ApiProblem } from '#lib/protocol/api-problem.ts';
import type { AnnualPage, Finding, Findings } from '#lib/protocol/annual-page.ts';
import { ask } from '../access/ask.ts';

/** How long to wait before asking again for what is still searched for, ms: at first shortly, later less often. */
const pausesMs = [250, 500, 1000, 2000];
const mostTries = 40;

/** Figures of a year, and what is searched for in them: asked for by their query, kept until others are there. */
export class AnnualReader {
	#page = $state.raw<AnnualPage | null>(null);
	#findings = $state.raw<readonly Finding[]>([]);
	#search = $state<'running' | 'failed' | 'ready'>('running');
	#problem = $state.raw<ApiProblem | null>(null);
	#isLoading = $state(false);
	#ending: AbortController | null = null;

	/** As last answered; null before that. */
	get page(): AnnualPage | null {
		return this.#page;
	}

	get findings(): readonly Finding[] {
		return this.#findings;
	}

	get search(): 'running' | 'failed' | 'ready' {
		return this.#search;
	}

	/** Why the last request was not answered; null when it was. */
	get problem(): ApiProblem | null {
		return this.#problem;
	}

	get isLoading(): boolean {
		return this.#isLoading;
	}

	/**
	 * Asks for a year. What was asked before and is not there yet is let go.
	 * @param query of the year, with its `?`
	 * @param findingsQuery of what is searched for, with its `?`
	 */
	async load(query: string, findingsQuery: string): Promise<void> {
		this.#ending?.abort();
		const ending = new AbortController();
		this.#ending = ending;
		this.#isLoading = true;
		const outcome = await ask(`/api/trends/year${query}`, { read: readAnnualPage, signal: ending.signal });
		if (ending.signal.aborted) return;
		this.#isLoading = false;
		this.#problem = outcome.isDone ? null : outcome.problem;
		if (!outcome.isDone) return;
		this.#page = outcome.value;
		this.#findings = [];
		this.#search = 'running';
		await this.#searchFor(findingsQuery, ending.signal);
	}

	/** Asks nothing any more. */
	end(): void {
		this.#ending?.abort();
	}

	async #searchFor(query: string, signal: AbortSignal): Promise<void> {
		for (let tries = 0; tries < mostTries; tries += 1) {
			const outcome = await ask(`/api/trends/findings${query}`, { read: readFindings, signal });
			if (signal.aborted) return;
			if (!outcome.isDone) break;
			if (outcome.value.state === 'ready') {
				this.#findings = outcome.value.findings;
				this.#search = 'ready';
				return;
			}
			await new Promise((resolve) => setTimeout(resolve, pausesMs[Math.min(tries, pausesMs.length - 1)]));
			if (signal.aborted) return;
		}
		this.#search = 'failed';
	}
}

/** Reads the answer of `GET /api/trends/year`; throws where it is something else. */
export function readAnnualPage(json: unknown): AnnualPage {
	if (typeof json !== 'object' || json === null) throw new Error('year: must be an object');
	for (const list of ['contacts', 'satisfactionMonths', 'weeks', 'mix', 'reach', 'annotations'] as const)
		if (!Array.isArray(Reflect.get(json, list))) throw new Error(`${list}: must be a list`);
	return json as AnnualPage; // our own server's, of the version of this page
}

/** Reads the answer of `GET /api/trends/findings`; throws where it is something else. */
export function readFindings(json: unknown): Findings {
	const state: unknown = typeof json === 'object' && json !== null ? Reflect.get(json, 'state') : null;
	if (state !== 'running' && state !== 'ready') throw new Error('state: must be running or ready');
	return json as Findings; // see above
}
