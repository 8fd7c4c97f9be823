import { isAside } from '#lib/domain/contact/contact-event-schema.ts';
import { type Application, hold, letGo } from './application.ts';
import { openAccess } from './access/access.ts';
import { closedAccess } from './access/access-configuration.ts';
import { loadSeal } from './access/load-seal.ts';
import { Annotations } from './annotations/annotations.ts';
import { Attempts } from './attempts.ts';
import { buildId } from './build-id.ts';
import { systemClock } from './clock.ts';
import { baseSettings, type Configuration, readConfiguration } from './configuration.ts';
import { CspReports } from './http/csp-reports.ts';
import { openBackups } from './backup/open-backups.ts';
import { besideLog } from './database/sqlite/beside-log.ts';
import { openLog } from './database/sqlite/open-log.ts';
import { openViews } from './database/sqlite/open-views.ts';
import { SqliteHistoryIntervals } from './database/sqlite/sqlite-history-intervals.ts';
import { WriteProbe } from './database/sqlite/write-probe.ts';
import { EventLog } from './event-log/event-log.ts';
import type { StoreFailure } from './event-log/event-store.ts';
import { ImportLedger } from './event-log/import-ledger.ts';
import { SqliteEventReader } from './event-log/sqlite-event-reader.ts';
import { SqliteEventStore } from './event-log/sqlite-event-store.ts';
import { newIntakeCounters } from './intake/intake-counters.ts';
import { lookAtHealth } from './health.ts';
import { HeldClock } from './held-clock.ts';
import { keepHouse } from './housekeeping.ts';
import { Comments } from './privacy/comments.ts';
import { derivedOfServer } from './privacy/derived-names.ts';
import { Privacy } from './privacy/privacy.ts';
import { RetentionJob } from './privacy/retention.ts';
import { IntakeRates } from './intake/intake-rates.ts';
import { knownNames } from './intake/known-names.ts';
import { NewNames } from './intake/new-names.ts';
import { loadPseudonymKey } from './intake/pseudonym-key.ts';
import { Pseudonyms } from './intake/pseudonyms.ts';
import type { ReceivingParts } from './intake/receive-events.ts';
import { RejectedRecords } from './intake/rejected-records.ts';
import { SqliteRejectedStore } from './intake/rejected-store.ts';
import { Checkpoints } from './live/checkpoint.ts';
import { LiveFigures } from './live/live-figures.ts';
import { MinuteSamples } from './live/minute-samples.ts';
import { OpenStreams } from './live/open-streams.ts';
import { Projection } from './live/projection.ts';
import { createLogger } from './logger.ts';
import { Messages } from './messages/messages.ts';
import { CurrentSettings } from './settings/current-settings.ts';
import { followSettings } from './settings/follow-settings.ts';
import { SettingsHistory } from './settings/settings-history.ts';
import { startSettings } from './settings/start-settings.ts';
import type { StartOptions } from './start-options.ts';
import { ClockWatch } from './monitoring/clock-watch.ts';
import { IntakeTally } from './monitoring/intake-tally.ts';
import { openMetrics } from './monitoring/open-metrics.ts';
import { recordSettings } from './settings-log.ts';
import { createViews } from './views.ts';

/** Starts with the settings of the environment. */
export async function startApplicationFromEnvironment(): Promise<Application> {
	return startApplication(readConfiguration(process.env));
}

/** The composition root: builds every part, in the order in which they rest on each other. */
export async function startApplication(configuration: Configuration, options: StartOptions = {}): Promise<Application> {
	const logger = options.logger ?? createLogger();
	const held = options.clock === undefined ? new HeldClock(options.heldClock) : null;
	const clock = options.clock ?? held ?? systemClock;
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
	const floor = options.settings ?? base;
	const start = await startSettings(place, floor, settingsHistory).catch(async (error: unknown) => {
		await store.close();
		viewsFile.close();
		throw error;
	});
	const { settings } = start;
	if (start.error !== null)
		logger.error({ err: start.error }, 'the settings file is not used; what held before goes on');
	const current = new CurrentSettings(settings);
	let failed = false;
	const onFailure = (error: unknown): void => {
		failed = true;
		logger.error({ err: error }, 'the live figures have stopped');
	};
	const attempts = new Attempts(logger);
	const probe = new WriteProbe(database);
	const onRefused = (failure: StoreFailure): void => {
		probe.refused(failure);
		attempts.run('taking events in', () => {
			throw new Error(`the log took nothing: ${failure.failure}`);
		});
	};
	const log = new EventLog({ store, clock, onListenerError: onFailure, onRefused });
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
	const author = { kind: place === null ? 'command-line' : 'file' } as const;
	const revision = (await recordSettings(log, start, author, clock.now())) ?? 0;
	const messages = new Messages(log, () => clock.now());
	await messages.start();
	const annotations = new Annotations(log, () => clock.now());
	await annotations.start();
	await projection.start((seq) => options.onProgress?.(seq, head.seq));
	held?.resume(projection.state.latestTime, projection.state.receivedAt);
	log.onStored((events) => {
		for (const { type, time, backfill } of events) if (backfill !== true && !isAside(type)) held?.heard(time);
	});
	const build = buildId();
	const shared = { log, projection, current, clock };
	const serverProblem = () => probe.standing?.kind ?? null;
	const clockHeldByMs = () => held?.heldByMs ?? 0;
	const viewParts = {
		...shared,
		messages,
		serverProblem,
		clockHeldByMs,
		epoch: store.epoch,
		build,
		file: viewsFile,
		samples,
		attempts
	};
	const intervals = new SqliteHistoryIntervals(viewsFile.file, new SqliteEventReader(database));
	const views = createViews({ ...viewParts, settingsHistory, annotations, intervals });
	const { history, reports, trends, streams, sources } = views;
	projection.onChange(() => {
		failed = false;
		streams.touch();
	});
	const tick = (): void => {
		attempts.run('trying the log again', () => probe.tryAgain());
		if (options.isUpToDate?.() ?? true) attempts.run('the look each second', () => projection.sampleMinutes());
	};
	streams.start(tick);
	history.touch();
	const rejectedStore = new SqliteRejectedStore(database);
	const rejected = new RejectedRecords(rejectedStore);
	const accessConfiguration = configuration.access ?? closedAccess;
	const seal = loadSeal(accessConfiguration.appKeys, besideLog(configuration.databaseFile, 'seal'));
	// People live by the machine's time, also while a replay's clock is elsewhere.
	const access = openAccess(database, accessConfiguration, seal, options.accessClock ?? systemClock, logger);
	const openStreams = new OpenStreams();
	access.displays.onChanged = (id, standing) => openStreams.tellDisplay(id, 'display', standing);
	const pseudonyms = new Pseudonyms(pseudonymKey);
	const comments = new Comments(database, seal);
	const figures = new LiveFigures({ projection, log, current, history: settingsHistory, clock });
	const backup = openBackups(configuration, database, { access, current, logger });
	const retention = new RetentionJob({
		database,
		comments,
		rejected: rejectedStore,
		audit: access.audit,
		settings: () => current.now.retention,
		now: () => clock.now(),
		accessNow: access.now,
		onFailure: (error) => logger.error({ err: error }, 'what was kept long enough could not be erased')
	});
	const privacy = new Privacy({
		...{ database, log, pseudonyms, rejected, comments, clock, seal, audit: access.audit },
		peopleTurns: access.peopleTurns,
		derived: derivedOfServer(viewsFile, { history, projection, figures }),
		endSession: (id) => access.watch.end('sessions', id),
		noteErasure: backup.noteErasure
	});
	const finishing = attempts.finish('bringing erasures to their end that broke off', () => privacy.finishBegun());
	const endHousekeeping = keepHouse({ database, projection, retention, logger });
	log.onStored(() => probe.wrote());
	const { audit } = access;
	const intakeCounters = newIntakeCounters();
	const tally = new IntakeTally();
	const intakeRates = new IntakeRates();
	const newNames = new NewNames(knownNames(projection, current));
	const receiving: ReceivingParts = {
		...{ clock, log, rejected, pseudonyms, comments, counters: intakeCounters, rates: intakeRates, names: newNames },
		tally,
		keys: access.keys,
		webhookSecrets: access.webhookSecrets
	};
	const followed = { place, base: floor, start, revision, streams, audit, logger, pace: options.settingsPace };
	const office = followSettings({ ...shared, ...followed });
	messages.onChange(() => streams.touch());
	const clockWatch = new ClockWatch({
		onJump: (byMs) => {
			logger.warn({ byMs }, 'the clock of the machine was set');
			streams.touch();
		}
	});
	clockWatch.start();
	const metrics = openMetrics({
		...{ build, database, tally, log, projection, history, streams, sources, access, current },
		...{ backups: backup.backups, rejected, retention, clockWatch, writeProblem: () => probe.problem() }
	});
	const app: Application = {
		...backup,
		configuration,
		get settings() {
			return current.now;
		},
		get calendar() {
			return current.calendar;
		},
		currentSettings: current,
		settingsOffice: office,
		settingsHistory,
		messages,
		annotations,
		clock,
		logger,
		build,
		log,
		access,
		keys: access.keys,
		rejected,
		imports: new ImportLedger(database),
		pseudonyms,
		comments,
		privacy,
		retention,
		intakeCounters,
		intakeRates,
		newNames,
		receiving,
		metrics,
		projection,
		figures,
		history,
		reports,
		trends,
		streams,
		sources,
		openStreams,
		cspReports: new CspReports(logger),
		tick,
		health: () =>
			lookAtHealth({
				head: () => log.head(),
				foldedSeq: () => projection.state.seq,
				hasFailed: () => failed || projection.isBroken,
				writeProblem: () => probe.problem(),
				history: () => history.standing,
				warning: () =>
					clockProblem(clockHeldByMs()) ??
					office.problem() ??
					streams.problem ??
					retention.problem ??
					access.proxies.problem ??
					backup.backups.problem ??
					sources.problem
			}),
		async close() {
			endHousekeeping();
			clockWatch.stop();
			await attempts.finish('ending the backup', () => backup.backups.close());
			await attempts.finish('following files', () => sources.close());
			access.close();
			await attempts.finish('keeping when screens were seen', () => access.displays.flush());
			await attempts.finish('following the settings file', () => office.close());
			streams.end();
			await finishing;
			await Promise.all([views.findings.close(), views.warming]);
			// Whatever fails of what only helps: the log is closed, and with it the lock on it let go.
			await attempts.finish('keeping rejected records', () => rejected.flush());
			await attempts.finish('keeping when keys were used', () => access.flush());
			await log.drain();
			projection.end();
			await attempts.finish('folding the last events', () => projection.settled());
			projection.checkpoint();
			await history.end();
			await attempts.finish('closing the log', () => log.close());
			attempts.run('closing the views', () => viewsFile.close());
			letGo(app);
		}
	};
	sources.follow({ ...app, current, databaseFile: configuration.databaseFile });
	hold(app);
	return app;
}

function clockProblem(heldByMs: number): string | null {
	if (heldByMs === 0) return null;
	const minutes = Math.ceil(heldByMs / 60_000);
	return `the clock of the machine was set back: figures go by a time that is ${minutes} minutes ahead of it, until it has caught up or is put right`;
}
