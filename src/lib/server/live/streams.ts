import { randomInt } from 'node:crypto';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { Clock } from '../clock.ts';
import type { Attempts } from '../attempts.ts';
import { Broadcaster, type Guard, type ViewSource } from './broadcaster.ts';

const betweenFramesMs = 250;
/** Above this delay of the event loop (99th percentile), frames make room for the intake. */
const busyDelayMs = 100;

/** How long what falls due in this process has to wait; the part of Node's own histogram that is looked at. */
export type LoopDelay = Readonly<{
	enable(): void;
	disable(): void;
	reset(): void;
	/** In ns. */
	percentile(percent: number): number;
}>;

/** Every view's broadcaster, what keeps them going, and how to end them. */
export class Streams {
	readonly #broadcasters: ReadonlyMap<string, Broadcaster>;
	readonly #delay: LoopDelay;
	readonly #timers: ReturnType<typeof setInterval>[] = [];
	#busy = false;

	constructor(
		/** The views that can be streamed, by name. */
		sources: Readonly<Record<string, ViewSource>>,
		clock: Clock,
		identity: Readonly<{ epoch: string; boot: string; build: string; zone: string }>,
		attempts: Pick<Attempts, 'run'>,
		delay: LoopDelay = monitorEventLoopDelay({ resolution: 20 })
	) {
		this.#delay = delay;
		const pace = { betweenMs: betweenFramesMs, isBusy: () => this.#busy };
		this.#broadcasters = new Map(
			Object.entries(sources).map(([view, source]) => {
				const guard: Guard = (work) => attempts.run(`building the view ${view}`, work);
				return [view, new Broadcaster(source, clock, pace, identity, guard, { firstTick: randomInt(2 ** 32) })];
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

	/** How the streams of each view stand. */
	counts(): readonly Readonly<{ view: string; open: number; messages: number; bytes: number; slow: number }>[] {
		return [...this.#broadcasters].map(([view, { size, counts }]) => ({ view, open: size, ...counts }));
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

	/** Starts a look each second at what time alone has changed: in the figures, in each view, and of each stream. */
	start(everySecond: () => void): void {
		this.#delay.enable();
		this.#timers.push(
			setInterval(() => {
				this.#busy = this.#delay.percentile(99) / 1e6 > busyDelayMs;
				this.#delay.reset();
				everySecond();
				this.touch();
				for (const broadcaster of this.#broadcasters.values()) broadcaster.look(performance.now());
			}, 1_000)
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
