import { statSync } from 'node:fs';
import { count } from 'drizzle-orm';
import { isDark } from '#lib/protocol/display-dark.ts';
import type { Access } from '../access/access.ts';
import type { Backups } from '../backup/backups.ts';
import { productVersion } from '../build-id.ts';
import { rejectedRecords } from '../database/tables/log-tables.ts';
import type { WritableLogDatabase } from '../database/sqlite/open-log.ts';
import type { Tables } from '../database/tables/tables.ts';
import { viewsFile } from '../database/sqlite/open-views.ts';
import type { EventLog } from '../event-log/event-log.ts';
import { openSinceAt } from '../displays/list-displays.ts';
import type { HistoryFollower } from '../history/history-follower.ts';
import type { RejectedRecords } from '../intake/rejected-records.ts';
import type { Projection } from '../live/projection.ts';
import type { Sources } from '../live/sources.ts';
import type { Streams } from '../live/streams.ts';
import type { RetentionJob } from '../privacy/retention.ts';
import type { CurrentSettings } from '../settings/current-settings.ts';
import type { ClockWatch } from './clock-watch.ts';
import type { IntakeTally } from './intake-tally.ts';
import { Metrics } from './metrics.ts';

/** The parts of a server that are measured. */
export type MeasuredParts = Readonly<{
	build: string;
	tables: Tables;
	/** The log's file; null where the log is in a database. */
	file: WritableLogDatabase | null;
	databaseFile: string;
	tally: IntakeTally;
	log: EventLog;
	projection: Projection;
	history: HistoryFollower;
	streams: Streams;
	sources: Sources;
	access: Pick<Access, 'displays' | 'now'>;
	current: CurrentSettings;
	backups: Pick<Backups, 'standing'>;
	rejected: RejectedRecords;
	retention: RetentionJob;
	clockWatch: ClockWatch;
	/** Why the log cannot be written, in words; null when it can. */
	writeProblem: () => string | null;
}>;

/** The figures of a whole server. */
export function openMetrics(parts: MeasuredParts): Metrics {
	const { build, tables, file, databaseFile, tally, log, projection, history, streams, sources, access, current } =
		parts;
	const { backups, rejected, retention, clockWatch, writeProblem } = parts;
	return new Metrics({
		product: { version: productVersion(), build },
		intake: tally,
		log,
		foldedSeq: () => projection.state.seq,
		historySeq: () => history.standing.seq,
		streams: () => streams.counts(),
		files: () => filesOf(databaseFile, file !== null),
		backup: () => backups.standing(),
		silentSources: () => sources.standing().filter(({ silentSince }) => silentSince !== null).length,
		darkDisplays: async () => {
			const now = access.now();
			const openSince = openSinceAt(current.now, current.calendar, now);
			return (await access.displays.list()).filter((display) => isDark(display, now, openSince)).length;
		},
		rejected: () => ({
			kept: async () => (await tables.orm.select({ rows: count() }).from(rejectedRecords))[0]?.rows ?? 0,
			lost: rejected.lost
		}),
		retention: () => retention.lastRun,
		clockJumps: () => clockWatch.jumps,
		isWritable: () => writeProblem() === null
	});
}

function filesOf(logFile: string, isLogHere: boolean): Readonly<Record<string, number>> {
	const views = viewsFile(logFile);
	return {
		...(isLogHere ? { log: sizeOf(logFile), 'log-wal': sizeOf(`${logFile}-wal`) } : {}),
		views: sizeOf(views),
		'views-wal': sizeOf(`${views}-wal`)
	};
}

function sizeOf(file: string): number {
	return statSync(file, { throwIfNoEntry: false })?.size ?? 0;
}
