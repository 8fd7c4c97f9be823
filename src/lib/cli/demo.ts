import { join } from 'node:path';
import type { SourceEvent } from '#lib/domain/contact/contact-event.ts';
import type { QueueSettings, SiteSettings } from '#lib/domain/settings/site-settings.ts';
import { baseSettings, type Configuration, readConfiguration, siteSettings } from '#lib/server/configuration.ts';
import { besideLog } from '#lib/server/database/sqlite/beside-log.ts';
import { acquireWriterLock, AlreadyOpen } from '#lib/server/database/sqlite/writer-lock.ts';
import { takeIn } from '#lib/server/intake/take-in.ts';
import { storyOptions } from '#lib/simulator/demo-story.ts';
import { createSimulator, type Simulator } from '#lib/simulator/simulator.ts';
import { telecomQueueNames } from '#lib/simulator/telecom-names.ts';
import { telecomSurveys } from '#lib/simulator/telecom-surveys.ts';
import { CommandError } from './command-error.ts';
import { type Desk, readMark, takeUpDesk, writeMark } from './demo-desk.ts';
import { writeEarlierYears } from './demo-years.ts';
import { openLogAccess } from './log-access.ts';
import { Progress } from './progress.ts';
import { type RunningServer, startServer, untilStopped } from './serve.ts';

const stepMs = 500;
const markEveryMs = 60_000;
const proofEveryMs = 30_000;

/** `bereik demo`: a simulated service desk with four complete weeks and the totals of some years behind it, live from now on. */
export async function demo({ seed }: { seed: number }): Promise<void> {
	const environment = environmentOfDemo(process.env);
	// Nobody has to log in to look at a demo, so nobody but this machine may.
	const configuration = readConfiguration({ ...environment, BEREIK_OPEN: '1' });
	const server = await startDemo(configuration, seed, Date.now());
	const stopped = untilStopped();
	console.log(whatToLookAt(server.web.url, environment['DATABASE_URL'] ?? ''));
	await stopped;
	await server.stop();
}

type Environment = Readonly<Record<string, string | undefined>>;

/** A demo has a file of its own, wherever the log is that DATABASE_URL names. */
function environmentOfDemo(given: Environment): Environment {
	const url = given['DATABASE_URL'];
	const isPostgres = url !== undefined && /^postgres(?:ql)?:/.test(url);
	if (url !== undefined && !isPostgres) return given;
	if (isPostgres)
		console.error(
			'A demo keeps its log in a file of its own, ./data/demo/demo.db: what DATABASE_URL names is left alone.'
		);
	const {
		BEREIK_DATA: _data,
		BEREIK_LISTEN_URL: _listen,
		BEREIK_POLL_ONLY: _poll,
		BEREIK_ALLOW_LOSSY: _lossy,
		...rest
	} = given;
	return { ...rest, DATABASE_URL: `file:./${join('data', 'demo', 'demo.db')}` };
}

/** Fills the log with what the desk has done until now, starts the server and lets the desk go on. */
export async function startDemo(configuration: Configuration, seed: number, now: number): Promise<RunningServer> {
	refuseIfRunning(configuration);
	const desk = takeUpDesk({ ...configuration, zone: siteSettings(configuration).zone }, seed, now);
	const simulator = createSimulator(storyOptions(desk.seed, desk.from, desk.zone));
	await writeHistory(configuration, simulator, desk, now);
	const server = await startServer(configuration, { base: demoSettings(configuration) });
	const stop = letGoOn(server, simulator, (until) => writeMark(configuration, until));
	return { ...server, stop: () => stop().then(() => server.stop()) };
}

/** The demo's customers give grades and its queues have names in two languages, where a settings file says nothing else. */
export function demoSettings(configuration: Configuration): SiteSettings {
	const settings = baseSettings(configuration);
	return {
		...settings,
		surveys: { ...settings.surveys, shown: telecomSurveys.kind },
		queues: Object.entries(telecomQueueNames).map(([id, en]) => demoQueue(id, en))
	};
}

function demoQueue(id: string, en: string): QueueSettings {
	const nothing = { channel: null, mergedInto: null, retiredSince: null, hours: null, norm: null };
	return { id, names: { nl: id, en }, renamedFrom: [], ...nothing };
}

function whatToLookAt(url: string, databaseUrl: string): string {
	return [
		'',
		'The demo runs.',
		`  the wall           ${url}/board/demo   in English: ${url}/board/demo?lang=en`,
		`  on the phone       ${url}/now`,
		`  what there is      ${url}/`,
		`  chat by the week   DATABASE_URL=${databaseUrl} npx bereik report --by week --channel chat`
	].join('\n');
}

/** A desk must never be begun anew, nor its past written twice, under a server that shows it. */
function refuseIfRunning({ databaseFile }: Configuration): void {
	try {
		acquireWriterLock(besideLog(databaseFile, 'lock'), databaseFile).release();
	} catch (error) {
		if (error instanceof AlreadyOpen)
			throw new CommandError(`a demo is running on ${databaseFile} already: stop it first`);
		throw error;
	}
}

/** Runs the desk up to now and writes what the log does not have. */
async function writeHistory(
	configuration: Configuration,
	simulator: Simulator,
	desk: Desk,
	now: number
): Promise<void> {
	const progress = new Progress('Running some weeks of a service desk');
	const access = await openLogAccess(configuration);
	const hour = 3_600_000;
	const written = readMark(configuration);
	try {
		// They come first, so a desk whose story is in the log has them as well.
		if (written < desk.from) {
			progress.at('the years before');
			await writeEarlierYears(access, desk);
		}
		for (let until = desk.from; until < now;) {
			until = Math.min(now, until + hour);
			const events = simulator.until(until);
			const missing = events.filter((event) => event.time > written);
			for (const batch of batches(missing)) await access.append(batch);
			progress.at(`${Math.floor(((until - desk.from) / (now - desk.from)) * 100)} %`);
		}
		writeMark(configuration, now);
	} finally {
		await access.close();
	}
	progress.done('ready');
}

/** Lets the desk go on in the present, and marks now and then how far its story is in the log. */
function letGoOn({ app }: RunningServer, simulator: Simulator, mark: (until: number) => void): () => Promise<void> {
	let writing: Promise<unknown> = Promise.resolve();
	let until = app.clock.now();
	let marked = until;
	// At night the desk has nothing to say, and is there all the same.
	const sources = new Set<string>();
	let provedAt = -Infinity;
	const write = async (): Promise<void> => {
		const now = app.clock.now();
		const events = simulator.until(now);
		if (events.length > 0) await takeIn(app, events, false);
		until = now;
		for (const { source } of events) sources.add(source);
		if (now - provedAt >= proofEveryMs) {
			provedAt = now;
			await takeIn(
				app,
				[...sources].map((source) => proofOfLife(source, now)),
				false
			);
		}
		if (until - marked < markEveryMs) return;
		marked = until;
		mark(until);
	};
	const timer = setInterval(() => {
		writing = writing
			.then(write)
			.catch((error: unknown) => app.logger.error({ err: error }, 'the demo could not write'));
	}, stepMs);
	return async () => {
		clearInterval(timer);
		await writing;
		mark(until);
	};
}

function proofOfLife(source: string, time: number): SourceEvent {
	return { source, id: `alive-${time.toString(36)}`, type: 'source.alive', time, data: {} };
}

function* batches(events: readonly SourceEvent[]): Generator<readonly SourceEvent[]> {
	for (let index = 0; index < events.length; index += 1_000) yield events.slice(index, index + 1_000);
}
