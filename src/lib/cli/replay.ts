import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { SourceEvent } from '#lib/domain/contact/contact-event.ts';
import { SiteCalendar } from '#lib/domain/time/calendar.ts';
import { type Clock, ReplayClock } from '#lib/server/clock.ts';
import { openAccessConfiguration } from '#lib/server/access/access-configuration.ts';
import { type Configuration, readConfiguration, siteSettings } from '#lib/server/configuration.ts';
import { NotTakenIn, takeIn } from '#lib/server/intake/take-in.ts';
import { InvalidQuery, readInstant } from '#lib/server/live/live-query.ts';
import { CommandError } from './command-error.ts';
import { Progress } from './progress.ts';
import { readReplayEvents } from './replay-events.ts';
import { type RunningServer, startServer, untilStopped } from './serve.ts';

const eventsTogether = 1_000;

/** A file's events on a server whose clock is the file's. */
export type Replay = Readonly<{
	server: RunningServer;
	/** Hands over everything that had happened by the clock's time, and lets the screens see it. */
	catchUp(): Promise<void>;
	/** When the next event happens; null at the end of the file. */
	nextTime(): number | null;
	stop(): Promise<void>;
}>;

/** What `bereik replay FILE` was asked to do. */
export type ReplayOptions = Readonly<{
	/** How the columns of a table are to be read; left out, the file is a queue_log. */
	mapping?: string | undefined;
	source?: string | undefined;
	speed: number;
	/** Where to begin; left out, at the first event. */
	from?: string | undefined;
}>;

/** `bereik replay FILE`: wall and phone as they were, on a clock of its own. */
export async function replay(file: string, { mapping, source, speed, from }: ReplayOptions): Promise<void> {
	// A replay is for whoever sits at the machine.
	const configuration = readConfiguration({ ...process.env, BEREIK_OPEN: '1' });
	const { zone } = siteSettings(configuration);
	// A wrong moment is told before a long file is read.
	const start = from === undefined ? null : startOf(from, zone);
	const events = await readReplayEvents(file, { mapping: mapping ?? null, source: source ?? null, zone });
	const first = events[0];
	if (first === undefined)
		throw new CommandError(
			`${file}: there is no event in it${mapping === undefined ? ' (a table needs --mapping)' : ''}`
		);
	const begin = start ?? first.time;
	const clock = new ReplayClock(begin, speed);
	// Before there is anything that has to be cleared away.
	const ending = new AbortController();
	const stopped = untilStopped().then(() => ending.abort());
	try {
		const running = await startReplay(events, configuration, clock, ending.signal);
		// Whatever had happened before is on the screens by now, however long that took.
		clock.start();
		const { url } = running.server.web;
		console.log(
			`Replaying ${events.length} events at ${speed} × from ${new Date(begin).toISOString()}\n` +
				`  wall   ${url}/board/replay\n` +
				`  phone  ${url}/now`
		);
		try {
			await Promise.race([keepUp(running, clock, ending.signal), stopped]);
		} finally {
			ending.abort();
			await running.stop();
		}
	} catch (error) {
		if (error instanceof NotTakenIn) throw new CommandError(`the replay cannot go on: ${error.message}`);
		throw error;
	}
}

/**
 * Starts a server on a log of its own that is gone afterwards.
 * @param ending aborted when what is still to be handed over is not wanted any more
 */
export async function startReplay(
	events: readonly SourceEvent[],
	configuration: Configuration,
	clock: Clock,
	ending: AbortSignal = new AbortController().signal
): Promise<Replay> {
	const folder = mkdtempSync(join(tmpdir(), 'bereik-replay-'));
	const remove = (): void => rmSync(folder, { recursive: true, force: true });
	try {
		let next = 0;
		let isHandingOver = false;
		// A look at a minute of which only a part was handed over would stand for ever.
		const isUpToDate = (): boolean => !isHandingOver && (events[next]?.time ?? Infinity) > clock.now();
		const { postgres: _elsewhere, ...own } = configuration;
		const place = { ...own, access: openAccessConfiguration, databaseFile: join(folder, 'replay.db') };
		const server = await startServer(place, { clock, isUpToDate });
		let working: Promise<void> = Promise.resolve();
		let isStopping = false;
		// Spoken of only at the start; later it is the replay itself.
		let progress: Progress | null = new Progress('Handing over what had happened before');
		const handOver = async (): Promise<void> => {
			const now = clock.now();
			isHandingOver = true;
			while (!isStopping && !ending.aborted) {
				const due: SourceEvent[] = [];
				for (let event = events[next]; event !== undefined && event.time <= now; event = events[++next]) {
					due.push(event);
					if (due.length === eventsTogether) {
						next++;
						break;
					}
				}
				if (due.length === 0) break;
				await takeIn(server.app, due, false);
				progress?.at(`${next} of ${events.length} events`);
			}
			await server.app.projection.settled();
			isHandingOver = false;
			server.app.tick();
			server.app.streams.flush();
		};
		const catchUp = (): Promise<void> => (working = handOver());
		const stop = async (): Promise<void> => {
			isStopping = true;
			// Whoever asked to catch up is told of a failure; the log must only not be closed under that work.
			await working.catch(() => {});
			await server.stop().finally(remove);
		};
		await catchUp().catch(async (error: unknown) => {
			await stop();
			throw error;
		});
		progress.done(`${next} events`);
		progress = null;
		return { server, catchUp, nextTime: () => events[next]?.time ?? null, stop };
	} catch (error) {
		remove();
		throw error;
	}
}

/**
 * Hands over what happens as it happens. Ends once it is told to; the end of the file is no reason, the clock goes on.
 * @throws what {@link Replay.catchUp} throws
 */
export async function keepUp(
	running: Pick<Replay, 'catchUp' | 'nextTime'>,
	clock: Clock,
	ending: AbortSignal
): Promise<void> {
	while (!ending.aborted) {
		const time = running.nextTime();
		if (time === null) {
			console.log('The end of the file is reached; the clock goes on.');
			if (!ending.aborted) await once(ending, 'abort');
			return;
		}
		// Woken early it finds nothing and waits again; a long wait is cut so that a sleeping machine does not oversleep.
		const waitMs = Math.min(1_000, Math.max(1, (time - clock.now()) / clock.speed));
		await sleep(waitMs, undefined, { signal: ending }).catch(() => {}); // it only ever fails by being told to end
		if (!ending.aborted) await running.catchUp();
	}
}

function startOf(text: string, zone: string): number {
	try {
		return readInstant('--from', text, new SiteCalendar(zone));
	} catch (error) {
		if (error instanceof InvalidQuery) throw new CommandError(error.message, 2);
		throw error;
	}
}
