import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { FakeSource } from '../../../../tests/support/fake-stream-world.ts';
import { SimulatedTime } from '../../../../tests/support/simulated-time.ts';
import { ALIVE_PATIENCE_MS } from './ask-alive.ts';
import { StreamClient } from './stream-client.ts';
import type { StreamEnvironment } from './stream-client.ts';

const snapshot = { now: 1, seq: 1, cells: {} };

/**
 * What becomes of who knocks while the server is away: sent off; kept waiting until the process goes on; or lost on the road and
 * sent again by the system after 1, 3, 7, 15 seconds.
 */
type Absence = 'refuses' | 'is frozen' | 'is cut off';

/** A minute shows the rate; the long form keeps the server away for ten. */
const awayMs = process.env['BEREIK_LONG'] === '1' ? 600_000 : 60_000;

const sentAgainMs = [1_000, 3_000, 7_000, 15_000, 31_000];

/** A server that answers so many requests a second, one after the other, and that may be away. */
class SlowServer {
	isAway = false;
	/** Requests by the second in which they were made. */
	readonly perSecond = new Map<number, number>();
	readonly #time: SimulatedTime;
	readonly #answerMs: number;
	readonly #absence: Absence;
	#freeAtMs = 0;
	#waiting: (() => void)[] = [];

	constructor(time: SimulatedTime, requestsPerSecond: number, absence: Absence) {
		this.#time = time;
		this.#answerMs = 1000 / requestsPerSecond;
		this.#absence = absence;
	}

	ask(answer: (isThere: boolean) => void): void {
		const { nowMs } = this.#time;
		const second = Math.floor(nowMs / 1000);
		this.perSecond.set(second, (this.perSecond.get(second) ?? 0) + 1);
		this.#arrive(answer, 0);
	}

	/** Is there again. */
	come(): void {
		this.isAway = false;
		for (const go of this.#waiting.splice(0)) go();
	}

	#arrive(answer: (isThere: boolean) => void, attempt: number): void {
		const { nowMs } = this.#time;
		if (this.isAway) {
			if (this.#absence === 'refuses') this.#time.after(5, () => answer(false));
			if (this.#absence === 'is frozen') this.#waiting.push(() => this.#arrive(answer, attempt));
			const again = (sentAgainMs[attempt] ?? Infinity) - (sentAgainMs[attempt - 1] ?? 0);
			if (this.#absence === 'is cut off' && again < Infinity)
				this.#time.after(again, () => this.#arrive(answer, attempt + 1));
			return;
		}
		this.#freeAtMs = Math.max(nowMs, this.#freeAtMs) + this.#answerMs;
		this.#time.after(this.#freeAtMs - nowMs + 5, () => answer(!this.isAway));
	}

	mostIn(fromMs: number, untilMs: number): number {
		const counts = [...this.perSecond].filter(([second]) => second * 1000 >= fromMs && second * 1000 < untilMs);
		return Math.max(0, ...counts.map(([, count]) => count));
	}
}

/** A number from 0 up to 1, another each time, the same for the same seed. */
function drawing(seed: number): () => number {
	let state = seed >>> 0;
	return () => {
		state = (state + 0x6d2b79f5) >>> 0;
		let mixed = Math.imul(state ^ (state >>> 15), state | 1);
		mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
	};
}

type Client = new (...given: ConstructorParameters<typeof StreamClient>) => StreamClient;

/** Follows the server with so many clients; gives when each was live after the server's return, and what the server saw. */
function outage(given: {
	clients: number;
	awayMs: number;
	seed: number;
	absence?: Absence;
	perSecond?: number;
	Client?: Client;
}) {
	const { clients, awayMs, seed, absence = 'refuses', perSecond = 1500, Client = StreamClient } = given;
	const time = new SimulatedTime();
	const server = new SlowServer(time, perSecond, absence);
	const random = drawing(seed);
	const liveMs: number[] = [];
	const sources: FakeSource[] = [];
	let returnedMs = Infinity;
	for (let no = 0; no < clients; no += 1) {
		const world: StreamEnvironment = {
			random,
			after: time.after,
			monotonicMs: () => time.nowMs,
			isAlive: (answer) => {
				let isAnswered = false;
				const once = (isAlive: boolean): void => {
					if (isAnswered) return;
					isAnswered = true;
					answer(isAlive);
				};
				time.after(ALIVE_PATIENCE_MS, () => once(false));
				server.ask(once);
			},
			open: (url) => {
				const source = new FakeSource(url);
				server.ask((isThere) => {
					if (source.closed) return;
					if (!isThere) return source.fail();
					sources.push(source);
					source.send('snapshot', snapshot, 'a');
					if (time.nowMs >= returnedMs) liveMs[no] ??= time.nowMs - returnedMs;
				});
				return source;
			}
		};
		const client = new Client('/api/stream?view=now', world, () => 'applied');
		time.after(random() * 10_000, () => client.start());
	}
	time.runUntil(20_000);
	server.isAway = true;
	for (const source of sources.splice(0)) if (!source.closed) source.fail();
	returnedMs = 20_000 + awayMs;
	time.runUntil(returnedMs);
	server.come();
	time.runUntil(returnedMs + 60_000);
	const late = liveMs.filter((ms) => ms !== undefined).sort((a, b) => a - b);
	return { server, returnedMs, late, mean: (fromMs: number) => meanRate(server, fromMs, returnedMs) };
}

function meanRate(server: SlowServer, fromMs: number, untilMs: number): number {
	const within = [...server.perSecond].filter(([second]) => second * 1000 >= fromMs && second * 1000 < untilMs);
	return within.reduce((sum, [, count]) => sum + count, 0) / ((untilMs - fromMs) / 1000);
}

describe('when the server comes back', { timeout: 120_000 }, () => {
	test('five thousand screens knock at a bounded rate while it is away, and 99 in a hundred are live within 30 s', () => {
		const { server, returnedMs, late, mean } = outage({ clients: 5000, awayMs, seed: 1 });
		const away = server.mostIn(40_000, returnedMs);
		const back = server.mostIn(returnedMs, returnedMs + 60_000);
		const p99 = late[Math.floor(late.length * 0.99)] ?? Infinity;
		console.log(
			`5,000 screens, server away for ${awayMs / 60_000} min: ${mean(40_000).toFixed(0)} requests a second, ${away} at most; ${back} at most ` +
				`when it is back; live p50 ${late[late.length >> 1]?.toFixed(0)} ms, p99 ${p99.toFixed(0)} ms, last ${late.at(-1)?.toFixed(0)} ms`
		);
		expect(late).toHaveLength(5000);
		expect(away).toBeLessThan(3_000);
		expect(back).toBeLessThan(5_400);
		expect(p99).toBeLessThanOrEqual(30_000);
	});

	test('a server that can answer no more than 1000 a second gets all of them back within 30 s too', () => {
		const { late } = outage({ clients: 5000, awayMs: 60_000, seed: 2, perSecond: 1000 });
		expect(late).toHaveLength(5000);
		expect(late[Math.floor(late.length * 0.99)]).toBeLessThanOrEqual(30_000);
	});

	test('a single wall is live within 5 s, however long the server was away and however it was', () => {
		let last = 0;
		fc.assert(
			fc.property(
				fc.integer({ min: 1_000, max: 600_000 }),
				fc.integer(),
				fc.constantFrom<Absence>('refuses', 'is frozen', 'is cut off'),
				(awayMs, seed, absence) => {
					const { late } = outage({ clients: 1, awayMs, seed, absence });
					last = Math.max(last, late[0] ?? Infinity);
					expect(late[0]).toBeLessThanOrEqual(5_000);
				}
			),
			{ numRuns: 150 }
		);
		console.log(`a single wall: live ${(last / 1000).toFixed(1)} s after the server's return at the latest`);
	});

	test('canary: a client that only waits out its pauses is not live within 5 s, and one that never pauses knocks too often', () => {
		/** Hears from its own environment that no server ever answers. */
		class Patient extends StreamClient {
			constructor(...[url, world, ...rest]: ConstructorParameters<typeof StreamClient>) {
				super(url, { ...world, isAlive: (answer) => answer(false) }, ...rest);
			}
		}
		const slowest = Math.max(
			...Array.from(
				{ length: 30 },
				(_, seed) => outage({ clients: 1, awayMs: 300_000, seed, Client: Patient }).late[0] ?? Infinity
			)
		);
		expect(slowest).toBeGreaterThan(5_000);

		/** Every timer of a tenth of what was asked for. */
		class Hasty extends StreamClient {
			constructor(...[url, world, ...rest]: ConstructorParameters<typeof StreamClient>) {
				super(url, { ...world, after: (delayMs, callback) => world.after(delayMs / 10, callback) }, ...rest);
			}
		}
		const { server, returnedMs } = outage({ clients: 500, awayMs: 60_000, seed: 1, Client: Hasty });
		// Of a tenth of the screens.
		expect(server.mostIn(30_000, returnedMs)).toBeGreaterThan(270);
	});
});
