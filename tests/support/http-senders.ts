import { Agent, request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

/** What an answer to posted events said of one of them. */
export type PostedOutcome = Readonly<{ id: string; seq: number; status: string }>;
/** An answer to posted events; status 0 = the connection broke before there was one. */
export type PostedAnswer = Readonly<{ status: number; retryAfter: string | null; outcomes: readonly PostedOutcome[] }>;

const brokenOff: PostedAnswer = { status: 0, retryAfter: null, outcomes: [] };

/** A contact that begins to wait, and goes on waiting. */
export function waiting(id: string, queue = 'sales'): Readonly<Record<string, unknown>> {
	const data = { contact: `contact-${id}`, queue, channel: 'phone' };
	return { specversion: '1.0', id, source: 'pbx', type: 'contact.queued', time: new Date().toISOString(), data };
}

/** Posts events, as a program would that keeps its connections. */
export class Poster {
	readonly #key: string;
	readonly #agent = new Agent({ keepAlive: true, maxSockets: 64 });

	constructor(key: string) {
		this.#key = key;
	}

	post(url: string, events: readonly object[], timeoutMs = 20_000): Promise<PostedAnswer> {
		const body = JSON.stringify(events);
		return new Promise((resolve) => {
			const headers = {
				authorization: `Bearer ${this.#key}`,
				'content-type': 'application/cloudevents-batch+json',
				'content-length': Buffer.byteLength(body)
			};
			const post = request(
				`${url}/api/events`,
				{ method: 'POST', agent: this.#agent, headers, timeout: timeoutMs },
				(answer) => {
					let text = '';
					answer.setEncoding('utf8').on('data', (more: string) => (text += more));
					answer.on('error', () => {}); // followed by `close`
					answer.on('close', () => {
						if (!answer.complete) return resolve(brokenOff);
						const status = answer.statusCode ?? 0;
						const outcomes = status === 200 || status === 207 ? (JSON.parse(text) as PostedOutcome[]) : []; // as the API answers
						resolve({ status, retryAfter: answer.headers['retry-after'] ?? null, outcomes });
					});
				}
			);
			post.on('timeout', () => post.destroy());
			post.on('error', () => resolve(brokenOff));
			post.end(body);
		});
	}

	close(): void {
		this.#agent.destroy();
	}
}

/** Senders at a steady pace, each batch again with the same ids until it is acknowledged. */
export class SteadySenders {
	/** Positions by the ids of the events of which an answer 200 was read. */
	readonly acknowledged = new Map<string, number>();
	/** How long each request that was acknowledged took, from its first attempt, ms; and when, by `performance.now()`. */
	readonly took: { ms: number; sentAt: number; answeredAt: number }[] = [];
	/** Answers but 200, by status; 0 = the connection broke. */
	readonly refusals: PostedAnswer[] = [];
	/** An id that was acknowledged at two positions. */
	readonly moved: string[] = [];
	readonly #poster: Poster;
	readonly #senders: Promise<void>[];
	#isOver = false;
	#hasGivenUp = false;

	/** @param everyMs between two requests of one sender; one that is late begins the next at once */
	constructor(
		key: string,
		urls: readonly string[],
		{ batch, everyMs, name = '' }: Readonly<{ batch: number; everyMs: number; name?: string }>
	) {
		this.#poster = new Poster(key);
		this.#senders = urls.map((url, no) => this.#send(url, `${name}${no}`, batch, everyMs));
	}

	/** Resolves when the last batch of each sender is acknowledged. */
	async finish(): Promise<void> {
		this.#isOver = true;
		await Promise.all(this.#senders);
		this.#poster.close();
	}

	/** Resolves when nobody sends any more, whatever became of the last batches. */
	async giveUp(): Promise<void> {
		this.#hasGivenUp = true;
		await this.finish();
	}

	async #send(url: string, sender: string, batch: number, everyMs: number): Promise<void> {
		let dueAt = performance.now();
		for (let round = 0; !this.#isOver; round++) {
			const events = Array.from({ length: batch }, (_, at) => waiting(`${sender}-${round}-${at}`));
			const sentAt = performance.now();
			while (!(await this.#offer(url, events))) {
				if (this.#hasGivenUp) return;
				await sleep(50);
			}
			const answeredAt = performance.now();
			this.took.push({ ms: answeredAt - sentAt, sentAt, answeredAt });
			dueAt = Math.max(dueAt + everyMs, answeredAt);
			await sleep(Math.max(0, dueAt - performance.now()));
		}
	}

	async #offer(url: string, events: readonly object[]): Promise<boolean> {
		const answer = await this.#poster.post(url, events);
		if (answer.status !== 200) {
			this.refusals.push(answer);
			return false;
		}
		for (const { id, seq } of answer.outcomes) {
			const known = this.acknowledged.get(id);
			if (known !== undefined && known !== seq) this.moved.push(id);
			this.acknowledged.set(id, seq);
		}
		return true;
	}
}
