import { Worker } from 'node:worker_threads';
import type { Findings } from '#lib/protocol/annual-page.ts';
import { findingsSeed, withAnnotations } from './find-breaks.ts';
import type { FindingInputs } from './finding-inputs.ts';
import { hashOfSeries } from './finding-series.ts';
import type { FindingsReply, FindingsRequest } from './findings-thread.ts';

/** What was last found of a question. */
type Kept = {
	/** What the values were. */
	hash: string;
	settings: object;
	readAt: number;
	state: 'running' | 'ready' | 'failed';
	answer: Findings;
	error: Error | null;
};

type Waiting = Readonly<{ resolve: (reply: FindingsReply) => void; reject: (error: Error) => void }>;

/** How a {@link FindingsDesk} works. */
export type FindingsDeskParts = Readonly<{
	now(): number;
	/** The program of the thread; another one only in tests. */
	program?: URL;
}>;

/** The values of a question are read again after this long: whole weeks and years seldom change. */
const readAgainMs = 60_000;
/** A thread that nobody asked anything for so long ends. */
const idleMs = 120_000;
const mostKept = 100;

/**
 * Searches series for breaks in a thread, so that nobody waits for it. What was found is kept by the values that were searched: only
 * values that changed are searched again, and they are read again once a minute.
 */
export class FindingsDesk {
	readonly #parts: FindingsDeskParts;
	readonly #kept = new Map<string, Kept>();
	readonly #waiting = new Map<number, Waiting>();
	#thread: Worker | null = null;
	#idle: NodeJS.Timeout | null = null;
	#last = 0;

	constructor(parts: FindingsDeskParts) {
		this.#parts = parts;
	}

	/**
	 * What is found, or that it is searched for.
	 * @param name of the question
	 * @param settings under which it is asked
	 * @throws what reading the values throws; Error once when the search failed
	 */
	async ask(
		name: string,
		settings: object,
		read: () => Promise<FindingInputs & Readonly<{ seq: number }>>
	): Promise<Findings> {
		const now = this.#parts.now();
		const known = this.#kept.get(name);
		if (known?.state === 'running') return known.answer;
		const isFresh = known?.settings === settings && now >= known.readAt && now - known.readAt < readAgainMs;
		if (known !== undefined && known.state === 'ready' && isFresh) return known.answer;
		if (known?.state === 'failed') {
			this.#kept.delete(name);
			throw known.error ?? new Error('the search failed');
		}
		// The thread loads its program while the values are read.
		if (known === undefined) this.#ready();
		const inputs = await read();
		const hash = hashOfSeries(inputs.series);
		if (known !== undefined && known.hash === hash) {
			Object.assign(known, { settings, readAt: now });
			return known.answer;
		}
		const meanwhile = this.#kept.get(name);
		if (meanwhile?.state === 'running') return meanwhile.answer;
		const kept: Kept = { hash, settings, readAt: now, state: 'running', answer: { state: 'running' }, error: null };
		this.#keep(name, kept);
		void this.#search(inputs, kept);
		return kept.answer;
	}

	/** Ends the thread; what it was searching for is not answered. */
	async close(): Promise<void> {
		if (this.#idle !== null) clearTimeout(this.#idle);
		const thread = this.#thread;
		this.#thread = null;
		await thread?.terminate();
	}

	async #search({ series, annotations, seq }: FindingInputs & Readonly<{ seq: number }>, kept: Kept): Promise<void> {
		try {
			const reply = await this.#send({ no: ++this.#last, series });
			if ('error' in reply) throw new Error(`no breaks could be searched for: ${reply.error}`);
			const findings = reply.findings.map((one) => withAnnotations(one, annotations));
			kept.answer = { state: 'ready', seq, findings, seed: findingsSeed, tookMs: reply.tookMs };
			kept.state = 'ready';
		} catch (error) {
			kept.error = error instanceof Error ? error : new Error(String(error));
			kept.state = 'failed';
		}
	}

	#send(request: FindingsRequest): Promise<FindingsReply> {
		const thread = this.#ready();
		if (this.#idle !== null) clearTimeout(this.#idle);
		return new Promise((resolve, reject) => {
			this.#waiting.set(request.no, { resolve, reject });
			thread.postMessage(request);
		});
	}

	/** Started where there is none; it ends by itself where nothing is sent to it. */
	#ready(): Worker {
		if (this.#thread !== null) return this.#thread;
		this.#endWhenIdle();
		return (this.#thread = this.#start());
	}

	#start(): Worker {
		const thread = new Worker(this.#parts.program ?? new URL('./findings-thread.ts', import.meta.url));
		// A search never keeps a process from ending.
		thread.unref();
		thread.on('message', (reply: FindingsReply) => {
			this.#waiting.get(reply.no)?.resolve(reply);
			this.#waiting.delete(reply.no);
			if (this.#waiting.size === 0) this.#endWhenIdle();
		});
		thread.once('error', (error) => this.#lose(thread, error instanceof Error ? error : new Error(String(error))));
		thread.once('exit', (code) => this.#lose(thread, new Error(`the thread that searches ended with ${code}`)));
		return thread;
	}

	#endWhenIdle(): void {
		if (this.#idle !== null) clearTimeout(this.#idle);
		this.#idle = setTimeout(() => void this.close(), idleMs);
		this.#idle.unref();
	}

	#lose(thread: Worker, error: Error): void {
		if (this.#thread === thread) this.#thread = null;
		for (const { reject } of this.#waiting.values()) reject(error);
		this.#waiting.clear();
	}

	#keep(name: string, kept: Kept): void {
		this.#kept.delete(name);
		this.#kept.set(name, kept);
		for (const oldest of this.#kept.keys()) {
			if (this.#kept.size <= mostKept) break;
			this.#kept.delete(oldest);
		}
	}
}
