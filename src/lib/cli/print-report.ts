import type { ReportGrain, ReportRow } from '#lib/domain/reports/cohort-report.ts';
import { SiteCalendar } from '#lib/domain/time/calendar.ts';
import type { Interval } from '#lib/domain/time/interval.ts';
import { readConfiguration, siteSettings } from '#lib/server/configuration.ts';
import { openLogReader } from '#lib/server/database/sqlite/open-log.ts';
import { SqliteEventReader } from '#lib/server/event-log/sqlite-event-reader.ts';
import { InvalidQuery, readInstant } from '#lib/server/live/live-query.ts';
import { report } from '#lib/server/reports/report.ts';
import { CommandError } from './command-error.ts';
import { Progress } from './progress.ts';

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
	const progress = new Progress('Reading the log');
	const database = openReader(configuration.databaseFile);
	try {
		const rows = await report(
			new SqliteEventReader(database),
			settings,
			{
				by: options.by,
				within,
				selection: options.queue === 'all' || options.queue === 'fast' ? options.queue : { queue: options.queue },
				shortAbandonMs: options.short === undefined ? null : options.short * 1000,
				at: Date.now()
			},
			(seq) => progress.at(`${seq} events`)
		);
		progress.done(`${rows.length} rows`);
		console.log(options.output === 'json' ? JSON.stringify(rows, null, '\t') : table(rows));
	} finally {
		database.close();
	}
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

/** Rows in columns, right-aligned; a dash where there is no figure. */
function table(rows: readonly ReportRow[]): string {
	const lines = [columns.map(([title]) => title), ...rows.map((row) => columns.map(([, of]) => of(row)))];
	const widths = columns.map((_, index) => Math.max(...lines.map((line) => (line[index] ?? '').length)));
	return lines.map((line) => line.map((cell, index) => cell.padStart(widths[index] ?? 0)).join('  ')).join('\n');
}

function percent(share: number | null): string {
	return share === null ? '–' : `${(share * 100).toFixed(1)}%`;
}

function decimal(value: number | null): string {
	return value === null ? '–' : value.toFixed(1);
}
