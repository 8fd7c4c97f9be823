import type { Selection } from '#lib/domain/live/selection.ts';
import type { ReportGrain, ReportRow } from '#lib/domain/reports/cohort-report.ts';
import { SiteCalendar } from '#lib/domain/time/calendar.ts';
import type { Interval } from '#lib/domain/time/interval.ts';
import { readConfiguration, siteSettings } from '#lib/server/configuration.ts';
import { openLogReader } from '#lib/server/database/sqlite/open-log.ts';
import { SqliteEventReader } from '#lib/server/event-log/sqlite-event-reader.ts';
import { InvalidQuery, readInstant } from '#lib/server/live/live-query.ts';
import { reportWithQueues } from '#lib/server/reports/report.ts';
import { CommandError } from './command-error.ts';
import { Progress } from './progress.ts';
import { textTable } from './text-table.ts';

/** Options of `bereik report`, as the command line gives them. */
export type ReportOptions = Readonly<{
	by: ReportGrain;
	from?: string;
	to?: string;
	queue: string;
	short?: number;
	output: 'table' | 'json';
}>;

/** `bereik report`: reads the log, beside a running server or without one. */
export async function printReport(options: ReportOptions): Promise<void> {
	const configuration = readConfiguration(process.env);
	const settings = siteSettings(configuration);
	const calendar = new SiteCalendar(settings.zone);
	const within = withinOf(options, calendar);
	const selection: Selection =
		options.queue === 'all' || options.queue === 'fast' ? options.queue : { queue: options.queue };
	const progress = new Progress('Reading the log');
	const database = openReader(configuration.databaseFile);
	try {
		const { rows, queues } = await reportWithQueues(
			new SqliteEventReader(database),
			settings,
			{
				by: options.by,
				within,
				selection,
				shortAbandonMs: options.short === undefined ? null : options.short * 1000,
				at: Date.now()
			},
			(seq) => progress.at(`${seq} events`)
		);
		progress.done(`${rows.length} rows`);
		if (typeof selection === 'object' && !queues.includes(selection.queue)) throw noSuchQueue(selection.queue, queues);
		console.log(options.output === 'json' ? JSON.stringify(rows, null, '\t') : table(rows));
	} finally {
		database.close();
	}
}

/** A misspelt queue would otherwise be a queue where nobody ever came. */
function noSuchQueue(name: string, queues: readonly string[]): CommandError {
	const known = queues.length === 0 ? 'nobody has entered one yet' : `there are: ${queues.join(', ')}`;
	return new CommandError(`there is no queue ${name} in the log; ${known}`);
}

function openReader(file: string): ReturnType<typeof openLogReader> {
	try {
		return openLogReader(file);
	} catch (error) {
		throw new CommandError(error instanceof Error ? error.message : String(error));
	}
}

function withinOf({ from, to }: ReportOptions, calendar: SiteCalendar): Interval | null {
	if (from === undefined && to === undefined) return null;
	try {
		const within = {
			from: from === undefined ? -Infinity : readInstant('--from', from, calendar),
			to: to === undefined ? Infinity : readInstant('--to', to, calendar)
		};
		if (within.from >= within.to) throw new InvalidQuery('--to', 'must be after --from');
		return within;
	} catch (error) {
		if (error instanceof InvalidQuery) throw new CommandError(error.message, 2);
		throw error;
	}
}

const columns: readonly (readonly [title: string, of: (row: ReportRow) => string])[] = [
	['bucket', (row) => row.bucket],
	['offered', (row) => String(row.offered)],
	['answered', (row) => String(row.answered)],
	['abandoned', (row) => String(row.abandoned)],
	['short', (row) => String(row.short_abandoned)],
	['flow', (row) => String(row.flow_out)],
	['waiting', (row) => String(row.pending)],
	['service level', (row) => percent(row.sl_v5)],
	['abandonment', (row) => percent(row.abandonment_rate)],
	['avg wait s', (row) => decimal(row.asa_s)],
	['final', (row) => (row.final ? 'yes' : 'no')]
];

/** A dash where there is no figure. */
function table(rows: readonly ReportRow[]): string {
	return textTable([columns.map(([title]) => title), ...rows.map((row) => columns.map(([, of]) => of(row)))], 'right');
}

function percent(share: number | null): string {
	return share === null ? '–' : `${(share * 100).toFixed(1)}%`;
}

function decimal(value: number | null): string {
	return value === null ? '–' : value.toFixed(1);
}
