import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { asteriskQueueLog } from '#lib/connectors/asterisk-queue-log/translate.ts';
import type { SourceEvent } from '#lib/domain/contact/contact-event.ts';
import { SiteCalendar } from '#lib/domain/time/calendar.ts';
import { type Clock, ReplayClock } from '#lib/server/clock.ts';
import { type Configuration, readConfiguration } from '#lib/server/configuration.ts';
import { takeIn } from '#lib/server/intake/take-in.ts';
import { InvalidQuery, readInstant } from '#lib/server/live/live-query.ts';
import { CommandError } from './command-error.ts';
import { linesOf, sizeOf } from './import-file.ts';
import { type RunningServer, startServer, untilStopped } from './serve.ts';

/** A file's events on a server whose clock is the file's. */
export type Replay = Readonly<{
	server: RunningServer;
	/** Hands over everything that had happened by the clock's time, and lets the screens see it. */
	catchUp(): Promise<void>;
	/** When the next event happens; null at the end of the file. */
	nextTime(): number | null;
	stop(): Promise<void>;
}>;

/** `bereik replay FILE`: the wall as it was, on a clock of its own. */
export async function replay(file: string, { speed, from }: { speed: number; from?: string }): Promise<void> {
	sizeOf(file);
	const events = await readEventsOf(file);
	const first = events[0];
	if (first === undefined) throw new CommandError(`${file}: there is no event in it`);
	const configuration = readConfiguration(process.env);
	const clock = new ReplayClock(from === undefined ? first.time : startOf(from, configuration), speed);
	const running = await startReplay(events, configuration, clock);
	const stopped = untilStopped();
	console.log(
		`Replaying ${events.length} events at ${speed} × from ${new Date(clock.now()).toISOString()}: ${running.server.web.url}/board/replay`
	);
	const timer = keepUp(running, clock);
	await stopped;
	timer.stop();
	await running.stop();
}

/** The events of a queue_log in order of time. */
export async function readEventsOf(file: string): Promise<SourceEvent[]> {
	const translator = asteriskQueueLog.open({ source: 'replay' });
	const events: SourceEvent[] = [];
	for await (const [line, no] of linesOf(file)) events.push(...translator.translate(line, no).events);
	events.push(...translator.finish().events);
	return events.sort((a, b) => a.time - b.time);
}

/** Starts a server on a log of its own that is gone afterwards. */
export async function startReplay(
	events: readonly SourceEvent[],
	configuration: Configuration,
	clock: Clock
): Promise<Replay> {
	const folder = mkdtempSync(join(tmpdir(), 'bereik-replay-'));
	const remove = (): void => rmSync(folder, { recursive: true, force: true });
	let next = 0;
	try {
		const server = await startServer({ ...configuration, databaseFile: join(folder, 'replay.db') }, { clock });
		const catchUp = async (): Promise<void> => {
			const now = clock.now();
			const due: SourceEvent[] = [];
			for (let event = events[next]; event !== undefined && event.time <= now; event = events[++next]) due.push(event);
			for (let index = 0; index < due.length; index += 1_000)
				await takeIn(server.app, due.slice(index, index + 1_000), false);
			await server.app.projection.settled();
			server.app.tick();
			server.app.streams.flush();
		};
		await catchUp();
		return { server, catchUp, nextTime: () => events[next]?.time ?? null, stop: () => server.stop().finally(remove) };
	} catch (error) {
		remove();
		throw error;
	}
}

function keepUp(running: Replay, clock: Clock): { stop(): void } {
	let timer: ReturnType<typeof setTimeout>;
	const wait = (): void => {
		const time = running.nextTime();
		if (time === null) {
			console.log('The end of the file is reached; the clock goes on.');
			return;
		}
		// Woken early it finds nothing and waits again; a long wait is cut so that a sleeping machine does not oversleep.
		timer = setTimeout(
			() => void running.catchUp().then(wait),
			Math.min(1_000, Math.max(1, (time - clock.now()) / clock.speed))
		);
	};
	wait();
	return { stop: () => clearTimeout(timer) };
}

function startOf(text: string, configuration: Configuration): number {
	try {
		return readInstant('--from', text, new SiteCalendar(configuration.zone));
	} catch (error) {
		if (error instanceof InvalidQuery) throw new CommandError(error.message, 2);
		throw error;
	}
}
