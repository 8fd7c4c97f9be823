import type { SiteSettings } from '#lib/domain/settings/site-settings.ts';
import type { SiteCalendar } from '#lib/domain/time/calendar.ts';
import type { Access } from './access/access.ts';
import type { Annotations } from './annotations/annotations.ts';
import type { Clock } from './clock.ts';
import type { Configuration } from './configuration.ts';
import type { CspReports } from './http/csp-reports.ts';
import type { BackupParts } from './backup/open-backups.ts';
import type { EventLog } from './event-log/event-log.ts';
import type { ImportLedger } from './event-log/import-ledger.ts';
import type { IntakeCounters } from './intake/intake-counters.ts';
import type { Health } from './health.ts';
import type { Comments } from './privacy/comments.ts';
import type { Privacy } from './privacy/privacy.ts';
import type { RetentionJob } from './privacy/retention.ts';
import type { IntakeRates } from './intake/intake-rates.ts';
import type { NewNames } from './intake/new-names.ts';
import type { Pseudonyms } from './intake/pseudonyms.ts';
import type { ReceivingParts } from './intake/receive-events.ts';
import type { RejectedRecords } from './intake/rejected-records.ts';
import type { HistoryFollower } from './history/history-follower.ts';
import type { Reports } from './history/reports.ts';
import type { LiveFigures } from './live/live-figures.ts';
import type { OpenStreams } from './live/open-streams.ts';
import type { Projection } from './live/projection.ts';
import type { Sources } from './live/sources.ts';
import type { Streams } from './live/streams.ts';
import type { Logger } from './logger.ts';
import type { Messages } from './messages/messages.ts';
import type { CurrentSettings } from './settings/current-settings.ts';
import type { SettingsOffice } from './settings/follow-settings.ts';
import type { SettingsHistory } from './settings/settings-history.ts';
import type { Metrics } from './monitoring/metrics.ts';
import type { Trends } from './trends/trends.ts';

/** The parts of a running server. Route handlers ask it for one of them. */
export type Application = Readonly<{
	configuration: Configuration;
	/** Those in force: ask again each time. */
	settings: SiteSettings;
	calendar: SiteCalendar;
	/** The same, for parts that want to be told of a change. */
	currentSettings: CurrentSettings;
	/** Where they are changed, and what each of them ever was. */
	settingsOffice: SettingsOffice;
	settingsHistory: SettingsHistory;
	/** The lines of text on the walls. */
	messages: Messages;
	/** What happened in the years, as people wrote it down. */
	annotations: Annotations;
	clock: Clock;
	logger: Logger;
	build: string;
	log: EventLog;
	/** Who may see and do what. */
	access: Access;
	keys: Access['keys'];
	rejected: RejectedRecords;
	/** Imports of files, and which of them were undone. */
	imports: ImportLedger;
	pseudonyms: Pseudonyms;
	/** What customers wrote. */
	comments: Comments;
	/** Gives out, or erases, what is held of somebody. */
	privacy: Privacy;
	retention: RetentionJob;
	backups: BackupParts['backups'];
	/** What a restore has shut. */
	heldBack: BackupParts['heldBack'];
	intakeCounters: IntakeCounters;
	/** How fast events may come, and how many new names they may bring. */
	intakeRates: IntakeRates;
	newNames: NewNames;
	/** What answers a request that brings events, by whichever server it came. */
	receiving: ReceivingParts;
	/** How the server does, in figures. */
	metrics: Metrics;
	projection: Projection;
	figures: LiveFigures;
	/** What became of every contact, as far back as the log goes. */
	history: HistoryFollower;
	reports: Reports;
	/** What the years say, of contacts and of imported totals. */
	trends: Trends;
	streams: Streams;
	/** When the sources were last heard. */
	sources: Sources;
	/** Who follows them, and how many may. */
	openStreams: OpenStreams;
	/** What browsers say that pages were not allowed. */
	cspReports: CspReports;
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

/** Makes it the running one, for this process and both copies of the code. */
export function hold(app: Application): void {
	holder[running] = app;
}

/** It runs no more; another that was started since stays. */
export function letGo(app: Application): void {
	if (holder[running] === app) delete holder[running];
}
