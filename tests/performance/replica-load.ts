import { readFileSync } from 'node:fs';
import { get, type ClientRequest } from 'node:http';
import { loadavg } from 'node:os';
import { Poster } from '../support/http-senders.ts';

/** Time between two looks at what is due, ms. */
const tickMs = 5;
/** How long after a contact came it is answered, and ended, ms. */
const [answeredAfterMs, endedAfterMs] = [5_000, 15_000];

/** What became of events that were posted at a pace. */
export type LoadResult = Readonly<{
	/** Events whose answer 200 was read; their ids are `<name>-0` onwards, in no order. */
	acknowledged: number;
	/** Requests that were refused, and whose connection broke, by status. */
	refused: Readonly<Record<string, number>>;
	/** From when a request was due to its answer, ms. */
	latenciesMs: readonly number[];
	/** Positions by id. */
	seqs: ReadonlyMap<string, number>;
}>;

/**
 * Posts events of contacts that come, are answered and go, as many a second as are asked for, whether answers come or not; what is late is
 * counted from when it was due.
 */
export class PacedLoad {
	readonly #poster: Poster;
	readonly #urls: readonly string[];
	readonly #name: string;
	readonly #latenciesMs: number[] = [];
	readonly #seqs = new Map<string, number>();
	readonly #refused: Record<string, number> = {};
	readonly #open: { no: number; at: number; isAnswered: boolean }[] = [];
	readonly #underWay = new Set<Promise<void>>();
	#contacts = 0;
	#events = 0;

	constructor(key: string, urls: readonly string[], name: string) {
		this.#poster = new Poster(key);
		this.#urls = urls;
		this.#name = name;
	}

	/** @param batch events of one request */
	async run(eventsPerSecond: number, seconds: number, batch: number): Promise<LoadResult> {
		const startedAt = performance.now();
		const requests = Math.round((eventsPerSecond * seconds) / batch);
		for (let sent = 0; sent < requests;) {
			const due = Math.min(requests, Math.floor(((performance.now() - startedAt) * eventsPerSecond) / 1000 / batch));
			for (; sent < due; sent++) this.#send(startedAt + (sent * batch * 1000) / eventsPerSecond, sent, batch);
			await new Promise((resolve) => void setTimeout(resolve, tickMs));
		}
		await Promise.all(this.#underWay);
		this.#poster.close();
		const { latenciesMs, seqs, refused } = { latenciesMs: this.#latenciesMs, seqs: this.#seqs, refused: this.#refused };
		return { acknowledged: seqs.size, refused, latenciesMs, seqs };
	}

	#send(dueAt: number, no: number, batch: number): void {
		const events = Array.from({ length: batch }, () => this.#next());
		const url = this.#urls[no % this.#urls.length] ?? '';
		const sending = this.#poster.post(url, events, 60_000).then(({ status, outcomes }) => {
			this.#latenciesMs.push(performance.now() - dueAt);
			for (const { id, seq } of outcomes) this.#seqs.set(id, seq);
			if (status !== 200) this.#refused[status] = (this.#refused[status] ?? 0) + 1;
		});
		this.#underWay.add(sending);
		void sending.finally(() => this.#underWay.delete(sending));
	}

	/** The next thing that happens to any contact: whoever is due goes before somebody new comes. */
	#next(): object {
		const now = Date.now();
		const id = `${this.#name}-${this.#events++}`;
		const [oldest] = this.#open;
		const base = { specversion: '1.0', id, source: 'pbx', time: new Date(now).toISOString() };
		if (oldest !== undefined && now - oldest.at >= endedAfterMs) {
			this.#open.shift();
			return {
				...base,
				type: 'contact.ended',
				data: { contact: `${this.#name}-${oldest.no}`, agent: `a${oldest.no % 200}` }
			};
		}
		const next = this.#unanswered(now);
		if (next !== null) {
			next.isAnswered = true;
			return {
				...base,
				type: 'contact.answered',
				data: { contact: `${this.#name}-${next.no}`, agent: `a${next.no % 200}` }
			};
		}
		const no = this.#contacts++;
		this.#open.push({ no, at: now, isAnswered: false });
		return {
			...base,
			type: 'contact.queued',
			data: { contact: `${this.#name}-${no}`, queue: `queue-${no % 12}`, channel: 'phone' }
		};
	}

	#answeredUpTo = 0;

	/** Contacts are answered in the order in which they came. */
	#unanswered(now: number) {
		const first = this.#open[0]?.no ?? 0;
		const next = this.#open[Math.max(0, this.#answeredUpTo - first)];
		if (next === undefined || next.isAnswered || now - next.at < answeredAfterMs) return null;
		this.#answeredUpTo = next.no + 1;
		return next;
	}
}

/** Screens that count what comes and look at none of it. */
export class CountingStreams {
	frames = 0;
	bytes = 0;
	snapshots = 0;
	readonly #requests: ClientRequest[] = [];

	/** Opens so many streams on each of some servers; resolves when each has its first view. */
	static async open(urls: readonly string[], each: number): Promise<CountingStreams> {
		const streams = new CountingStreams();
		const opened = urls.flatMap((url) =>
			Array.from({ length: each }, () => streams.#follow(`${url}/api/stream?view=now`))
		);
		await Promise.all(opened);
		return streams;
	}

	close(): void {
		for (const request of this.#requests) request.destroy();
	}

	#follow(url: string): Promise<void> {
		return new Promise((resolve, reject) => {
			const request = get(url, { agent: false }, (answer) => {
				if (answer.statusCode !== 200) return reject(new Error(`${url}: ${answer.statusCode}`));
				answer.on('data', (bytes: Buffer) => {
					this.bytes += bytes.length;
					for (let at = bytes.indexOf('event: frame'); at >= 0; at = bytes.indexOf('event: frame', at + 1))
						this.frames++;
					if (bytes.includes('event: snapshot')) {
						this.snapshots++;
						resolve();
					}
				});
				answer.on('error', () => {});
			});
			request.on('error', (error) => reject(error));
			this.#requests.push(request);
		});
	}
}

/** What a process took of the processors so far, user and system, ms. */
export function processorMsOf(pid: number): number {
	const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
	const [user, system] = stat
		.slice(stat.lastIndexOf(')') + 2)
		.split(' ')
		.slice(11, 13)
		.map(Number);
	// The system counts in hundredths of a second everywhere that Linux runs.
	return 10 * ((user ?? 0) + (system ?? 0));
}

/** Says what is being measured. */
export function progress(what: string): void {
	console.error(`${what} (${underLoad()})`);
}

/** How much else the machine does. */
export function underLoad(): string {
	return `load ${loadavg()[0]?.toFixed(1)}`;
}

export function ms(value: number): string {
	return `${value.toFixed(value < 10 ? 1 : 0)} ms`;
}
