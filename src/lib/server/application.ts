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
import { WriteProbe } from './database/sqlite/write-probe.ts';
import { EventLog } from './event-log/event-log.ts';
import { ImportLedger } from './event-log/import-ledger.ts';
import { SqliteEventStore } from './event-log/sqlite-event-store.ts';
import { type IntakeCounters, newIntakeCounters } from './intake/intake-counters.ts';
import { type Health, lookAtHealth } from './health.ts';
import { keepHouse } from './housekeeping.ts';
import { loadPseudonymKey } from './intake/pseudonym-key.ts';
import { Pseudonyms } from './intake/pseudonyms.ts';
import { RejectedRecords } from './intake/rejected-records.ts';
import { SqliteRejectedStore } from './intake/rejected-store.ts';
import type { HistoryFollower } from './history/history-follower.ts';
import type { Reports } from './history/reports.ts';
import { Checkpoints } from './live/checkpoint.ts';
import { LiveFigures } from './live/live-figures.ts';
import { MinuteSamples } from './live/minute-samples.ts';
import { Projection } from './live/projection.ts';
import type { Streams } from './live/streams.ts';
import { createLogger, type Logger } from './logger.ts';
import { CurrentSettings } from './settings/current-settings.ts';
import { followSettings } from './settings/follow-settings.ts';
import { SettingsHistory } from './settings/settings-history.ts';
import { startSettings } from './settings/start-settings.ts';
import type { StartOptions } from './start-options.ts';
import { recordSettings } from './settings-log.ts';
import { createViews } from './views.ts';

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
	const viewsFile = openViews(configuration.databaseFile, (reason) =>
		logger.warn({ err: reason }, 'views are made anew')
	);
	const settingsHistory = new SettingsHistory(store);
	const base = options.base ?? baseSettings(configuration);
	const place = options.settings === undefined ? (configuration.settingsPlace ?? null) : null;
	const { settings, problem } = await startSettings(place, options.settings ?? base, settingsHistory, logger).catch(
		async (error: unknown) => {
			await store.close();
			viewsFile.close();
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
	const samples = new MinuteSamples(viewsFile, clock.now());
	const projection = new Projection({
		log,
		settings,
		clock,
		samples,
		checkpoints: new Checkpoints(viewsFile, store.epoch, settings),
		attempts,
		onFailure
	});
	await recordSettings(log, settings, clock.now());
	await projection.start((seq) => options.onProgress?.(seq, head.seq));
	const build = buildId();
	const shared = { log, projection, current, clock };
	const views = createViews({ ...shared, epoch: store.epoch, build, file: viewsFile, samples, attempts });
	const { history, reports, streams } = views;
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
	const endHousekeeping = keepHouse(database, projection, rejectedStore, logger);
	const probe = new WriteProbe(database);
	log.onStored(() => probe.wrote());
	const follower = followSettings({ ...shared, place, base, streams, logger, problem, pace: options.settingsPace });
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
				writeProblem: () => probe.problem(),
				history: () => history.standing,
				warning: () => follower?.problem ?? streams.problem
			}),
		async close() {
			endHousekeeping();
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
			attempts.run('closing the views', () => viewsFile.close());
			if (holder[running] === app) delete holder[running];
		}
	};
	holder[running] = app;
	return app;
}
