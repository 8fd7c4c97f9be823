import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { reportCsv } from '#lib/domain/reports/report-csv.ts';
import type { SiteSettings } from '#lib/domain/settings/site-settings.ts';
import { SiteCalendar } from '#lib/domain/time/calendar.ts';
import { type Configuration, readConfiguration } from '#lib/server/configuration.ts';
import { controlSocketPath } from '#lib/server/control/control-place.ts';
import { askServer, ServerRefused } from '#lib/server/control/control-socket.ts';
import { openLog, openLogReader } from '#lib/server/database/sqlite/open-log.ts';
import { openViews, type Views } from '#lib/server/database/sqlite/open-views.ts';
import { openHistoryReader } from '#lib/server/database/sqlite/sqlite-history-reader.ts';
import { AlreadyOpen } from '#lib/server/database/sqlite/writer-lock.ts';
import { SqliteEventReader } from '#lib/server/event-log/sqlite-event-reader.ts';
import { ContactHistory } from '#lib/server/history/contact-history.ts';
import { parseReportForm, parseReportQuery } from '#lib/server/history/report-query.ts';
import { type ReportAnswer, Reports } from '#lib/server/history/reports.ts';
import { InvalidQuery } from '#lib/server/live/live-query.ts';
import { CommandError } from './command-error.ts';
import { patienceFor } from './patience.ts';
import { Progress } from './progress.ts';
import { reportSettings } from './report-settings.ts';
import { reportTable } from './report-table.ts';

/** Options of `bereik report` as they were typed, by their names. */
export type ReportOptions = Readonly<Record<string, string>>;

/** What a server answers: the report, or which parameter it cannot answer. */
export type ServedReport =
	Readonly<{ answer: ReportAnswer }> | Readonly<{ field: string; message: string; isKnown: boolean }>;

const eventsTogether = 5_000;

/** `bereik report`: asks the running server, or brings the contact history up with the log itself and reads that. */
export async function printReport(options: ReportOptions): Promise<void> {
	const configuration = readConfiguration(process.env);
	const settings = await reportSettings(configuration);
	const parameters = new URLSearchParams(options);
	try {
		parseReportQuery(parameters, settings, new SiteCalendar(settings.zone));
		const form = parseReportForm(parameters, 'table', settings.languages.default);
		const answer = await askOrRead(configuration, settings, parameters);
		if (form.output === 'csv') process.stdout.write(reportCsv(answer.rows, form.language));
		else if (form.output === 'json') console.log(JSON.stringify(answer.rows, null, '\t'));
		else console.log(reportTable(answer.rows));
	} catch (error) {
		if (!(error instanceof InvalidQuery)) throw error;
		// A name that is not in the log was understood; it is only not there.
		if (isMissing(error)) throw new CommandError(error.message.replace(/^\w+: /, ''));
		throw new CommandError(`--${error.message}`, 2);
	}
}

/** What a server does for {@link printReport}. */
export async function serveReport(reports: Reports, parameters: string): Promise<ServedReport> {
	try {
		return { answer: await reports.answer(new URLSearchParams(parameters)) };
	} catch (error) {
		if (!(error instanceof InvalidQuery)) throw error;
		return { field: error.field, message: error.message, isKnown: !isMissing(error) };
	}
}

function isMissing({ message }: InvalidQuery): boolean {
	return /^\w+: there is no \w+ .* in the log;/.test(message);
}

async function askOrRead(
	configuration: Configuration,
	settings: SiteSettings,
	parameters: URLSearchParams
): Promise<ReportAnswer> {
	// To look at a log is no reason to make one.
	readable(configuration.databaseFile).close();
	try {
		const database = openLog(configuration.databaseFile, {
			patienceMs: await patienceFor(configuration.databaseFile)
		});
		try {
			const views = openViews(
				configuration.databaseFile,
				(reason) =>
					console.error(`the views are made anew: ${reason instanceof Error ? reason.message : String(reason)}`),
				'bulk'
			);
			return await read(settings, new SqliteEventReader(database), views, parameters);
		} finally {
			database.close();
		}
	} catch (error) {
		if (!(error instanceof AlreadyOpen)) throw error;
		return (await ask(configuration, parameters)) ?? (await readBeside(configuration, settings, parameters));
	}
}

/** Null where none listens: another command has the log. */
async function ask({ databaseFile }: Configuration, parameters: URLSearchParams): Promise<ReportAnswer | null> {
	try {
		const served = (await askServer(controlSocketPath(databaseFile), 'report', {
			parameters: parameters.toString()
		})) as ServedReport; // as serveReport gives it
		if ('answer' in served) return served.answer;
		throw new InvalidQuery(served.field, served.message.slice(served.field.length + 2));
	} catch (error) {
		if (error instanceof ServerRefused || error instanceof InvalidQuery) throw error;
		const code = error instanceof Error && 'code' in error ? error.code : null;
		if (code === 'ENOENT' || code === 'ECONNREFUSED') return null;
		throw error;
	}
}

/** Beside whoever is at work on the log: with a history of its own, which is gone afterwards. */
async function readBeside(
	configuration: Configuration,
	settings: SiteSettings,
	parameters: URLSearchParams
): Promise<ReportAnswer> {
	const folder = mkdtempSync(join(tmpdir(), 'bereik-report-'));
	const database = readable(configuration.databaseFile);
	try {
		const views = openViews(join(folder, 'report.db'), () => {}, 'bulk');
		return await read(settings, new SqliteEventReader(database), views, parameters);
	} finally {
		database.close();
		rmSync(folder, { recursive: true, force: true });
	}
}

async function read(
	settings: SiteSettings,
	log: SqliteEventReader,
	views: Views,
	parameters: URLSearchParams
): Promise<ReportAnswer> {
	const history = new ContactHistory(log, views.history, () => settings);
	try {
		return await new Reports({
			openReader: () => openHistoryReader(views.file),
			current: { now: settings, calendar: new SiteCalendar(settings.zone) },
			clock: Date,
			head: () => log.head(),
			catchUp: () => catchUp(history),
			pause: async () => {}
		}).answer(parameters);
	} finally {
		views.close();
	}
}

async function catchUp(history: ContactHistory): Promise<void> {
	const progress = new Progress('Reading the log');
	while ((await history.takeSlice(eventsTogether)) >= eventsTogether) progress.at(`${history.seq} events`);
	progress.done(`${history.seq} events`);
}

function readable(file: string): ReturnType<typeof openLogReader> {
	try {
		return openLogReader(file);
	} catch (error) {
		throw new CommandError(error instanceof Error ? error.message : String(error));
	}
}
