import { Agent, request } from 'node:http';
import type { RandomStream } from '#lib/domain/statistics/random.ts';

/** Events of one request. */
export type Batch = Readonly<{ ids: readonly string[]; body: string }>;

/**
 * Senders as an exchange would have them: each posts a batch, waits for the answer, posts the next, and sends a batch again,
 * with the same ids, until it has read that it was taken.
 */
export class Posters {
	/** Every batch ever sent. */
	readonly batches: Batch[] = [];
	/** Position by id, of every event whose answer 200 was read; null where the connection broke before its end. */
	readonly acknowledged = new Map<string, number | null>();
	/** Answers that no sound server gives. */
	readonly unexpected: string[] = [];
	readonly #key: string;
	readonly #random: RandomStream;
	readonly #pending: (Batch | null)[];
	#agent = new Agent({ keepAlive: true });
	#next = 1;
	#running = false;

	constructor(key: string, count: number, random: RandomStream) {
		this.#key = key;
		this.#random = random;
		this.#pending = Array.from({ length: count }, () => null);
	}

	/**
	 * Starts sending, what was not taken first; each sender stops at the first connection that breaks.
	 * @returns `answered` resolves with the first answer 200, `stopped` when all have stopped
	 */
	start(url: string): { answered: Promise<void>; stopped: Promise<void> } {
		this.#running = true;
		this.#agent = new Agent({ keepAlive: true, maxSockets: this.#pending.length });
		let onFirst = (): void => {};
		const answered = new Promise<void>((resolve) => (onFirst = resolve));
		const senders = this.#pending.map((_, at) => this.#send(at, url, onFirst));
		const stopped = Promise.all(senders).then(() => this.#agent.destroy());
		return { answered, stopped };
	}

	/** Lets every sender end once what it has begun is taken. */
	finish(): void {
		this.#running = false;
	}

	async #send(at: number, url: string, onTaken: () => void): Promise<void> {
		while (this.#running || this.#pending[at] !== null) {
			const batch = this.#pending[at] ?? this.#newBatch();
			this.#pending[at] = batch;
			const status = await this.#post(url, batch);
			if (status === null) return;
			if (status === 200) {
				this.#pending[at] = null;
				onTaken();
			} else if (status !== 429 && status !== 503) {
				return;
			}
		}
	}

	#newBatch(): Batch {
		const size = 1 + Math.floor(this.#random() * 40);
		const time = new Date().toISOString();
		const ids = Array.from({ length: size }, () => `e${this.#next++}`);
		const events = ids.map((id) => ({
			specversion: '1.0',
			id,
			source: 'pbx',
			type: 'contact.queued',
			time,
			data: { contact: `contact-${id}`, queue: 'sales', channel: 'phone' }
		}));
		const batch = { ids, body: JSON.stringify(events) };
		this.batches.push(batch);
		return batch;
	}

	/** @returns the status that was read; null when the connection broke before there was one */
	#post(url: string, batch: Batch): Promise<number | null> {
		return new Promise((resolve) => {
			const headers = {
				authorization: `Bearer ${this.#key}`,
				'content-type': 'application/cloudevents-batch+json',
				'content-length': Buffer.byteLength(batch.body)
			};
			const post = request(`${url}/api/events`, { method: 'POST', agent: this.#agent, headers }, (response) => {
				const status = response.statusCode ?? 0;
				// From here on the sender has been told.
				if (status === 200) for (const id of batch.ids) this.#acknowledge(id, null);
				let text = '';
				response.setEncoding('utf8').on('data', (more: string) => (text += more));
				response.on('error', () => {}); // followed by `close`
				response.on('close', () => {
					if (status === 200 && !response.complete) return resolve(null);
					this.#note(status, text, batch);
					resolve(status);
				});
			});
			post.on('error', () => resolve(null));
			post.end(batch.body);
		});
	}

	#note(status: number, text: string, batch: Batch): void {
		if (status === 429 || status === 503) return;
		const answers = status === 200 ? (JSON.parse(text) as { id: string; seq: number; status: string }[]) : []; // as the API answers
		const isSound =
			answers.length === batch.ids.length &&
			answers.every(({ id, status: outcome }, at) => id === batch.ids[at] && /^(stored|duplicate)$/.test(outcome));
		if (!isSound) this.unexpected.push(`${status} ${text.slice(0, 200)}`);
		for (const { id, seq } of answers) this.#acknowledge(id, seq);
	}

	#acknowledge(id: string, seq: number | null): void {
		if (seq !== null || !this.acknowledged.has(id)) this.acknowledged.set(id, seq);
	}
}
