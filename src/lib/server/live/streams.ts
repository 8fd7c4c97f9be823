import { monitorEventLoopDelay } from 'node:perf_hooks';
import { HEARTBEAT_SECONDS } from '#lib/protocol/stream-message.ts';
import type { Clock } from '../clock.ts';
import type { Attempts } from '../attempts.ts';
import { Broadcaster, type Guard, type ViewSource } from './broadcaster.ts';

const betweenFramesMs = 250;
/** Above this delay of the event loop (99th percentile), frames make room for the intake. */
const busyDelayMs = 100;

/** Every view's broadcaster, what keeps them going, and how to end them. */
export class Streams {
	readonly #broadcasters: ReadonlyMap<string, Broadcaster>;
	readonly #delay = monitorEventLoopDelay({ resolution: 10 });
	readonly #timers: ReturnType<typeof setInterval>[] = [];
	#busy = false;

	constructor(
		/** The views that can be streamed, by name. */
		sources: Readonly<Record<string, ViewSource>>,
		clock: Clock,
		identity: Readonly<{ epoch: string; boot: string; build: string; zone: string }>,
		attempts: Pick<Attempts, 'run'>
	) {
		const pace = { betweenMs: betweenFramesMs, isBusy: () => this.#busy };
		this.#broadcasters = new Map(
			Object.entries(sources).map(([view, source]) => {
				const guard: Guard = (work) => attempts.run(`building the view ${view}`, work);
				return [view, new Broadcaster(source, clock, pace, identity, guard)];
			})
		);
	}

	/** The broadcaster of a view; null when there is no such view. */
	of(view: string): Broadcaster | null {
		return this.#broadcasters.get(view) ?? null;
	}

	/** Screens connected, over all views. */
	get size(): number {
		let size = 0;
		for (const broadcaster of this.#broadcasters.values()) size += broadcaster.size;
		return size;
	}

	/** Which views could not be built last, so that their screens stand still, in a line; null when all could. */
	get problem(): string | null {
		const failing = [...this.#broadcasters].flatMap(([view, { isFailing }]) => (isFailing ? [view] : []));
		return failing.length === 0 ? null : `cannot be built, so that screens stand still: ${failing.join(', ')}`;
	}

	/** Something may have changed in any view. */
	touch(): void {
		for (const broadcaster of this.#broadcasters.values()) broadcaster.touch();
	}

	/** Tells every screen again who speaks: the zone of the site has changed. */
	greet(): void {
		for (const broadcaster of this.#broadcasters.values()) broadcaster.greet();
	}

	/** Sends what changed without waiting for the pace. */
	flush(): void {
		for (const broadcaster of this.#broadcasters.values()) broadcaster.flush();
	}

	/** Starts heartbeats, and a look each second at what time alone has changed. */
	start(everySecond: () => void): void {
		this.#delay.enable();
		this.#timers.push(
			setInterval(() => {
				this.#busy = this.#delay.percentile(99) / 1e6 > busyDelayMs;
				this.#delay.reset();
				everySecond();
				this.touch();
			}, 1_000),
			setInterval(() => {
				for (const broadcaster of this.#broadcasters.values()) broadcaster.heartbeat();
			}, HEARTBEAT_SECONDS * 1_000)
		);
		for (const timer of this.#timers) timer.unref();
	}

	/** Ends every stream at once. */
	end(): void {
		this.#delay.disable();
		for (const timer of this.#timers) clearInterval(timer);
		for (const broadcaster of this.#broadcasters.values()) broadcaster.end(Math.random);
	}
}
