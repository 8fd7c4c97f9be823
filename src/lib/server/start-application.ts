import { isAside } from '#lib/domain/contact/contact-event-schema.ts';
import { type Application, hold, letGo } from './application.ts';
import { openAccess } from './access/access.ts';
import { closedAccess } from './access/access-configuration.ts';
import { loadSeal } from './access/load-seal.ts';
import { Annotations } from './annotations/annotations.ts';
import { Attempts } from './attempts.ts';
import { buildId } from './build-id.ts';
import { systemClock } from './clock.ts';
import { type Configuration, readConfiguration } from './configuration.ts';
import { CspReports } from './http/csp-reports.ts';
import { openBackups } from './backup/open-backups.ts';
import { besideLog } from './database/sqlite/beside-log.ts';
import { SqliteHistoryIntervals } from './database/sqlite/sqlite-history-intervals.ts';
import { DisplayChanges } from './displays/display-changes.ts';
import { EventLog } from './event-log/event-log.ts';
import type { StoreFailure } from './event-log/event-store.ts';
import { ImportLedger } from './event-log/import-ledger.ts';
import { lookAtServer } from './server-health.ts';
import { openFoundation } from './open-foundation.ts';
import { HeldClock } from './held-clock.ts';
import { keepHouse } from './housekeeping.ts';
import { Comments } from './privacy/comments.ts';
import { openErasing } from './privacy/open-erasing.ts';
import { Privacy } from './privacy/privacy.ts';
import { RetentionJob } from './privacy/retention.ts';
import { openIntake } from './intake/open-intake.ts';
import { Pseudonyms } from './intake/pseudonyms.ts';
import { RejectedRecords } from './intake/rejected-records.ts';
import { StoredRejectedRecords } from './intake/rejected-store.ts';
import { Checkpoints } from './live/checkpoint.ts';
import { LiveFigures } from './live/live-figures.ts';
import { MinuteSamples } from './live/minute-samples.ts';
import { OpenStreams } from './live/open-streams.ts';
import { Projection } from './live/projection.ts';
import { createLogger } from './logger.ts';
import { Messages } from './messages/messages.ts';
import { agreeOnSeal } from './replicas/key-agreement.ts';
import { CurrentSettings } from './settings/current-settings.ts';
import { followSettings } from './settings/follow-settings.ts';
import type { StartOptions } from './start-options.ts';
import { ClockWatch } from './monitoring/clock-watch.ts';
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
	const foundation = await openFoundation(configuration, options, logger);
	const { opened, store, headSeq, pseudonymKey, settingsHistory, place, floor, start } = foundation;
	const { tables, probe, leases, shared } = opened;
	const viewsFile = foundation.views;
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
	const onRefused = (failure: StoreFailure): void => {
		probe.refused(failure);
		attempts.run('taking events in', () => {
			throw new Error(`the log took nothing: ${failure.failure}`);
		});
	};
	const order = shared === null ? {} : { order: shared };
	const log = new EventLog({ store, ...order, clock, onListenerError: onFailure, onRefused });
	shared?.onReset((reason) => options.onLogReset?.(reason));
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
	const accessConfiguration = configuration.access ?? closedAccess;
	const seal = loadSeal(accessConfiguration.appKeys, besideLog(configuration.databaseFile, 'seal'));
	await agreeOnSeal(opened, seal, configuration.databaseFile);
	const erasing = await openErasing(opened, viewsFile, seal);
	shared?.start(headSeq);
	await projection.start((seq) => options.onProgress?.(seq, headSeq));
	held?.resume(projection.state.latestTime, projection.state.receivedAt);
	log.onStored((events) => {
		for (const { type, time, backfill } of events) if (backfill !== true && !isAside(type)) held?.heard(time);
	});
	const build = buildId();
	const around = { log, projection, current, clock };
	const problemOfOrder = () => shared?.problem ?? null;
	const serverProblem = () => probe.standing?.kind ?? (problemOfOrder() === null ? null : 'log-unwritable');
	const clockHeldByMs = () => held?.heldByMs ?? 0;
	const views = createViews({
		...{ ...around, messages, annotations, settingsHistory, serverProblem, clockHeldByMs, build, samples, attempts },
		...{ epoch: store.epoch, file: viewsFile, areNamesCurrent: erasing.areNamesCurrent },
		intervals: new SqliteHistoryIntervals(viewsFile.file, store)
	});
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
	const rejectedStore = new StoredRejectedRecords(tables);
	const rejected = new RejectedRecords(rejectedStore, {
		// Its message may tell the record itself.
		onError: (error) => logger.error({ error: error instanceof Error ? error.name : null }, 'refused records were lost')
	});
	// People live by the machine's time, also while a replay's clock is elsewhere.
	const access = openAccess(tables, accessConfiguration, seal, options.accessClock ?? systemClock, logger);
	const openStreams = new OpenStreams();
	access.displays.onChanged = (id, standing) => openStreams.tellDisplay(id, 'display', standing);
	const displayChanges = new DisplayChanges(access.displays, openStreams, (error) =>
		logger.error({ err: error }, 'it cannot be looked what another server changed of screens')
	);
	if (shared !== null) displayChanges.start();
	const pseudonyms = new Pseudonyms(pseudonymKey);
	const comments = new Comments(tables, seal);
	const figures = new LiveFigures({ projection, log, current, history: settingsHistory, clock });
	const backup = openBackups(configuration, tables, { access, current, logger });
	const { noteErasure } = backup;
	const retention = new RetentionJob({
		database: tables,
		comments,
		rejected: rejectedStore,
		audit: access.audit,
		settings: () => current.now.retention,
		now: () => clock.now(),
		accessNow: access.now,
		onFailure: (error) => logger.error({ err: error }, 'what was kept long enough could not be erased')
	});
	const privacy = new Privacy({
		...{ database: tables, log, pseudonyms, rejected, comments, clock, seal, audit: access.audit },
		...erasing.parts({ ...{ log, history, projection, figures, pseudonyms, rejected, attempts }, noteErasure }),
		peopleTurns: access.peopleTurns,
		endSession: (id) => access.watch.end('sessions', id),
		noteErasure
	});
	const finishing = attempts.finish('bringing erasures to their end that broke off', () => privacy.finishBegun());
	const endHousekeeping = keepHouse({ file: opened.file, leases, projection, retention, privacy, logger });
	log.onStored(() => probe.wrote());
	const { audit } = access;
	const { keys, webhookSecrets } = access;
	const { tally, ...intake } = openIntake({
		clock,
		log,
		rejected,
		pseudonyms,
		comments,
		keys,
		webhookSecrets,
		projection,
		current
	});
	const followed = { place, base: floor, start, revision, streams, audit, logger, pace: options.settingsPace };
	const office = followSettings({ ...around, ...followed });
	messages.onChange(() => streams.touch());
	const clockWatch = new ClockWatch({
		onJump: (byMs) => {
			logger.warn({ byMs }, 'the clock of the machine was set');
			streams.touch();
		}
	});
	clockWatch.start();
	const { databaseFile } = configuration;
	const metrics = openMetrics({
		...{ build, tables, file: opened.file, databaseFile, tally, retention, clockWatch },
		...{ log, projection, history, streams, sources, access, current, backups: backup.backups, rejected },
		writeProblem: () => probe.problem()
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
		keys,
		rejected,
		imports: new ImportLedger(tables),
		pseudonyms,
		comments,
		privacy,
		retention,
		...intake,
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
			lookAtServer({
				...{ log, projection, history, clockHeldByMs },
				hasFailed: () => failed,
				writeProblem: () => probe.problem() ?? problemOfOrder(),
				warnings: [
					office.problem,
					() => streams.problem,
					() => retention.problem,
					() => access.proxies.problem,
					() => backup.backups.problem,
					() => sources.problem
				]
			}),
		async close() {
			endHousekeeping();
			clockWatch.stop();
			await attempts.finish('ending the backup', () => backup.backups.close());
			await attempts.finish('following files', () => sources.close());
			displayChanges.stop();
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
			await attempts.finish('following erasures', () => erasing.stop());
			await history.end();
			await attempts.finish('following the log', async () => shared?.close());
			await attempts.finish('giving the last checkpoint', foundation.checkpointGiven);
			await attempts.finish('letting go of what only one server does', () => leases.releaseAll());
			await attempts.finish('closing the log', () => log.close());
			attempts.run('closing the views', () => viewsFile.close());
			letGo(app);
		}
	};
	sources.follow({
		...app,
		current,
		databaseFile: configuration.databaseFile,
		leases: shared === null ? null : leases
	});
	hold(app);
	return app;
}
