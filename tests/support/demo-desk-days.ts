import type { LogEvent } from '#lib/domain/contact/contact-event.ts';
import type { Application } from '#lib/server/application.ts';
import { startApplication } from '#lib/server/start-application.ts';
import { SteppedClock } from '#lib/server/clock.ts';
import { baseSettings, type Configuration } from '#lib/server/configuration.ts';
import type { Subscriber } from '#lib/server/live/subscriber.ts';
import { createLogger } from '#lib/server/logger.ts';
import { takeIn } from '#lib/server/intake/take-in.ts';
import { storyOptions, storyStart } from '#lib/simulator/demo-story.ts';
import { createSimulator, type Simulator } from '#lib/simulator/simulator.ts';
import { telecomSurveys } from '#lib/simulator/telecom-surveys.ts';
import { FollowedCells, StreamReader } from './stream-events.ts';

const dayMs = 86_400_000;
const hourMs = 3_600_000;

/** The demo's desk, as far as its story is in the log of a server whose clock stands still in between. */
export class DemoDesk {
	readonly app: Application;
	readonly clock: SteppedClock;
	readonly #simulator: Simulator;
	readonly #handing: { over: boolean };
	#isOpen = true;

	private constructor(app: Application, clock: SteppedClock, simulator: Simulator, handing: { over: boolean }) {
		this.app = app;
		this.clock = clock;
		this.#simulator = simulator;
		this.#handing = handing;
	}

	/** Starts a server at the beginning of the second last complete week before an instant of the demo's story. */
	static async open(configuration: Configuration, seed: number, now: number): Promise<DemoDesk> {
		const { zone } = configuration;
		const start = storyStart(now, zone);
		// Two weeks on; noon and back, because a clock may have changed in between.
		const monday = storyStart(start + 42 * dayMs + dayMs / 2, zone);
		const clock = new SteppedClock(monday, false);
		const settings = baseSettings(configuration);
		const base = { ...settings, surveys: { ...settings.surveys, shown: telecomSurveys.kind } };
		const handing = { over: false };
		const isUpToDate = (): boolean => !handing.over;
		const app = await startApplication(configuration, { clock, logger: createLogger('silent'), base, isUpToDate });
		return new DemoDesk(app, clock, createSimulator({ ...storyOptions(seed, start, zone), from: monday }), handing);
	}

	/** Everything that is in the log. */
	async events(): Promise<LogEvent[]> {
		const events: LogEvent[] = [];
		for (;;) {
			const read = await this.app.log.read(events.at(-1)?.seq ?? 0, 5_000);
			events.push(...read);
			if (read.length < 5_000) return events;
		}
	}

	/** Ends the server; a second time does nothing. */
	async close(): Promise<void> {
		if (this.#isOpen) await this.app.close();
		this.#isOpen = false;
	}

	/** Takes in all that happened up to an instant, that very millisecond included. */
	async goOn(until: number, stepMs: number): Promise<void> {
		for (let at = this.clock.now(); at < until;) {
			at = Math.min(until, at + stepMs);
			// The server's own look each second must not take a minute's sample of a desk that is handed over half.
			this.#handing.over = true;
			this.clock.stepTo(at);
			const events = this.#simulator.until(at + 1);
			// What is hours old was not seen live.
			for (let from = 0; from < events.length; from += 1_000)
				await takeIn(this.app, events.slice(from, from + 1_000), stepMs >= hourMs);
			await this.app.projection.settled();
			this.#handing.over = false;
			await this.app.history.settled();
			this.app.tick();
			this.app.streams.flush();
		}
	}
}

/** A screen that reads all it is sent. */
export class Screen implements Subscriber {
	readonly #reader = new StreamReader();
	readonly #follows = new FollowedCells();
	#taken = 0;

	send(bytes: Uint8Array): boolean {
		this.#reader.take(bytes);
		return true;
	}

	end(): void {}

	/** What it shows now; it puts every frame on the one before it. */
	get cells(): Readonly<Record<string, unknown>> {
		for (const event of this.#reader.events.slice(this.#taken)) this.#follows.take(event);
		this.#taken = this.#reader.events.length;
		return this.#follows.cells;
	}

	/** How many frames came. */
	get frames(): number {
		return this.#reader.of('frame').length;
	}
}
