import { randomBytes } from 'node:crypto';
import type { SiteSettings } from '#lib/domain/settings/site-settings.ts';
import type { SiteCalendar } from '#lib/domain/time/calendar.ts';
import { SqliteApiKeyStore } from './access/api-key-store.ts';
import { ApiKeys } from './access/api-keys.ts';
import { Attempts } from './attempts.ts';
import { buildId } from './build-id.ts';
import { type Clock, systemClock } from './clock.ts';
import { baseSettings, type Configuration, readConfiguration } from './configuration.ts';
import { besideLog } from './database/sqlite/beside-log.ts';
import { openLog } from './database/sqlite/open-log.ts';
import { openViews } from './database/sqlite/open-views.ts';
import { openHistoryReader } from './database/sqlite/sqlite-history-reader.ts';
import { EventLog } from './event-log/event-log.ts';
import type { EventStore } from './event-log/event-store.ts';
import { ImportLedger } from './event-log/import-ledger.ts';
import { SqliteEventStore } from './event-log/sqlite-event-store.ts';
import { type IntakeCounters, newIntakeCounters } from './intake/intake-counters.ts';
import { type Health, lookAtHealth } from './health.ts';
import { loadPseudonymKey } from './intake/pseudonym-key.ts';
import { Pseudonyms } from './intake/pseudonyms.ts';
import { RejectedRecords } from './intake/rejected-records.ts';
import { SqliteRejectedStore } from './intake/rejected-store.ts';
import { ContactHistory } from './history/contact-history.ts';
import { HistoryFollower } from './history/history-follower.ts';
import { Reports } from './history/reports.ts';
import { Checkpoints } from './live/checkpoint.ts';
import { LiveFigures } from './live/live-figures.ts';
import { MinuteSamples } from './live/minute-samples.ts';
import { nowCells } from './live/now-cells.ts';
import { phoneCells } from './live/phone-cells.ts';
import { Projection } from './live/projection.ts';
import { TodayCells } from './live/today-cells.ts';
import { Streams } from './live/streams.ts';
import { createLogger, type Logger } from './logger.ts';
import { CurrentSettings } from './settings/current-settings.ts';
import { SettingsFollower } from './settings/settings-follower.ts';
import { SettingsHistory } from './settings/settings-history.ts';
import type { WatchPace } from './settings/settings-watch.ts';
import { startSettings } from './settings/start-settings.ts';
import { recordSettings } from './settings-log.ts';

/** The parts of a running server. Route handlers ask it for one of them. */
export type Application = Readonly<{
	configuration: Configuration;
	/** Those in force: ask again each time. */
	settings: SiteSettings;
	calendar: SiteCalendar;
	/** The same, for parts that want to be told of a change. */
	currentSettings: CurrentSettings;
	clock: Clock;
	logger: Logger;
	build: string;
	log: EventLog;
	keys: ApiKeys;
	rejected: RejectedRecords;
	/** Imports of files, and which of them were undone. */
	imports: ImportLedger;
	pseudonyms: Pseudonyms;
	intakeCounters: IntakeCounters;
	projection: Projection;
	figures: LiveFigures;
	/** What became of every contact, as far back as the log goes. */
	history: HistoryFollower;
	reports: Reports;
	streams: Streams;
	health(): Promise<Health>;
	/** Looks at everything that time moves; a stepped clock's owner calls it after each step. */
	tick(): void;
	/** Ends the streams at once, commits what waits, keeps the state for the next start. */
	close(): Promise<void>;
}>;

/** What a start may be told besides the configuration. */
export type StartOptions = Readonly<{
	clock?: Clock;
	logger?: Logger;
	/** In place of those of the settings file, for as long as the server runs. */
	settings?: SiteSettings;
	/** What holds where the settings file says nothing. */
	base?: SiteSettings;
	/** How the settings file is watched. */
	settingsPace?: WatchPace;
	/** Told how far the log has been folded. */
	onProgress?: (seq: number, head: number) => void;
	/** Whether everything that had happened by the clock's time was handed over; before that, no minute is looked at. */
	isUpToDate?: () => boolean;
	/** Wraps the store; a test breaks it this way. */
	wrapStore?: (store: EventStore) => EventStore;
}>;

/** The bundle of the web server and the command line are two copies of the code in one process: the running application is theirs together. */
const holder = globalThis as { [running]?: Application }; // a property of our own, under a symbol
const running: unique symbol = Symbol.for('bereik.application') as never; // the registry's symbols are not unique to the compiler

/**
 * The running application.
 * @throws Error before it was started
 */
export function application(): Application {
	const app = holder[running];
	if (app === undefined) throw new Error('the application has not been started');
	return app;
}

/** Whether the application has been started. */
export function hasApplication(): boolean {
	return holder[running] !== undefined;
}

/** Starts with the settings of the environment. */
export async function startApplicationFromEnvironment(): Promise<Application> {
	return startApplication(readConfiguration(process.env));
}

/** The composition root: builds every part, in the order in which they rest on each other. */
export async function startApplication(configuration: Configuration, options: StartOptions = {}): Promise<Application> {
	const logger = options.logger ?? createLogger();
	const clock = options.clock ?? systemClock;
	const database = openLog(configuration.databaseFile, {
		onMigration: (due) => logger.info({ due }, 'bringing the log to the schema of this version')
	});
	const sqlite = new SqliteEventStore(database);
	const store = options.wrapStore?.(sqlite) ?? sqlite;
	const head = await store.head();
	const pseudonymKey = loadPseudonymKey(besideLog(configuration.databaseFile, 'key'), head.seq === 0);
	const views = openViews(configuration.databaseFile, (reason) => logger.warn({ err: reason }, 'views are made anew'));
	const settingsHistory = new SettingsHistory(store);
	const base = options.base ?? baseSettings(configuration);
	const place = options.settings === undefined ? (configuration.settingsPlace ?? null) : null;
	const { settings, problem } = await startSettings(place, options.settings ?? base, settingsHistory, logger).catch(
		async (error: unknown) => {
			await store.close();
			views.close();
			throw error;
		}
	);
	const current = new CurrentSettings(settings);
	let failed = false;
	const onFailure = (error: unknown): void => {
		failed = true;
		logger.error({ err: error }, 'the live figures have stopped');
	};
	const attempts = new Attempts(logger);
	const log = new EventLog({ store, clock, onListenerError: onFailure });
	const samples = new MinuteSamples(views, clock.now());
	const projection = new Projection({
		log,
		settings,
		clock,
		samples,
		checkpoints: new Checkpoints(views, store.epoch, settings),
		attempts,
		onFailure
	});
	await recordSettings(log, settings, clock.now());
	await projection.start((seq) => options.onProgress?.(seq, head.seq));
	const today = new TodayCells(views.counts, attempts, () => history.isBehind);
	const contactHistory = new ContactHistory(log, views.history, () => current.now);
	const history = new HistoryFollower(contactHistory, attempts, () => {
		today.touch();
		streams.touch();
	});
	log.onStored(() => history.touch());
	current.onChange(() => history.touch());
	const reports = new Reports({
		openReader: () => openHistoryReader(views.file),
		current,
		clock,
		head: () => log.head(),
		catchUp: () => Promise.race([history.settled(), momentForHistory()]),
		pause: () => new Promise((resolve) => setImmediate(resolve))
	});
	const build = buildId();
	const identity = {
		epoch: store.epoch,
		boot: randomBytes(2).toString('hex'),
		build,
		get zone() {
			return current.now.zone;
		}
	};
	const streams = new Streams(
		{
			now: {
				cells: (at) =>
					nowCells(projection.state, at, current.now, current.calendar, (minute) => samples.centreAt(minute)),
				seq: () => projection.state.seq
			},
			board: {
				cells: (at) => ({
					...nowCells(projection.state, at, current.now, current.calendar, (minute) => samples.centreAt(minute)),
					...today.board(projection.state, at, current.now, current.calendar)
				}),
				seq: () => projection.state.seq
			},
			phone: {
				cells: (at) => {
					const { now, calendar } = current;
					return phoneCells(projection.state, at, now, calendar, samples, today.scores(at, now, calendar));
				},
				seq: () => projection.state.seq
			}
		},
		clock,
		identity
	);
	projection.onChange(() => {
		failed = false;
		streams.touch();
	});
	const tick = (): void => {
		if (options.isUpToDate?.() ?? true) attempts.run('the look each second', () => projection.sampleMinutes());
	};
	streams.start(tick);
	history.touch();
	const rejectedStore = new SqliteRejectedStore(database);
	const rejected = new RejectedRecords(rejectedStore);
	const housekeeping = everyHour(async () => {
		database.checkpoint();
		projection.checkpoint();
		await rejectedStore.eraseBefore(systemClock.now() - keepRejectedMs);
	}, logger);
	const record = (changed: SiteSettings): Promise<boolean> => recordSettings(log, changed, clock.now());
	const apply = async (changed: SiteSettings): Promise<void> => {
		await projection.useSettings(changed);
		const { zone } = current.now;
		current.change(changed);
		if (changed.zone !== zone) streams.greet();
		streams.touch();
	};
	const follower =
		place === null
			? null
			: new SettingsFollower({ place, base, current, record, apply, logger, problem, pace: options.settingsPace });
	const app: Application = {
		configuration,
		get settings() {
			return current.now;
		},
		get calendar() {
			return current.calendar;
		},
		currentSettings: current,
		clock,
		logger,
		build,
		log,
		keys: new ApiKeys(new SqliteApiKeyStore(database), systemClock),
		rejected,
		imports: new ImportLedger(database),
		pseudonyms: new Pseudonyms(pseudonymKey),
		intakeCounters: newIntakeCounters(),
		projection,
		figures: new LiveFigures({ projection, log, current, history: settingsHistory, clock }),
		history,
		reports,
		streams,
		tick,
		health: () =>
			lookAtHealth({
				head: () => log.head(),
				foldedSeq: () => projection.state.seq,
				hasFailed: () => failed || projection.isBroken,
				history: () => history.standing,
				warning: () => follower?.problem ?? null
			}),
		async close() {
			clearInterval(housekeeping);
			await attempts.finish('following the settings file', async () => follower?.close());
			streams.end();
			// Whatever fails of what only helps: the log is closed, and with it the lock on it let go.
			await attempts.finish('keeping rejected records', () => rejected.flush());
			await log.drain();
			projection.end();
			await attempts.finish('folding the last events', () => projection.settled());
			projection.checkpoint();
			await history.end();
			await attempts.finish('closing the log', () => log.close());
			attempts.run('closing the views', () => views.close());
			if (holder[running] === app) delete holder[running];
		}
	};
	holder[running] = app;
	return app;
}

/** Rejected records help to mend a sender; after this long nobody looks at them any more. */
const keepRejectedMs = 30 * 86_400_000;

/** A report waits this long for the history to catch up, then says how far it is. */
function momentForHistory(): Promise<void> {
	return new Promise((resolve) => void setTimeout(resolve, 1_000).unref());
}

function everyHour(work: () => Promise<void>, logger: Logger): ReturnType<typeof setInterval> {
	const run = (): void => void work().catch((error: unknown) => logger.error({ err: error }, 'housekeeping failed'));
	return setInterval(run, 3_600_000).unref();
}
