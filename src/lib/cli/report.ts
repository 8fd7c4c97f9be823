import { reportCsv } from '#lib/domain/reports/report-csv.ts';
import { SiteCalendar } from '#lib/domain/time/calendar.ts';
import { readConfiguration } from '#lib/server/configuration.ts';
import { parseReportForm, parseReportQuery } from '#lib/server/history/report-query.ts';
import { type ReportAnswer, Reports } from '#lib/server/history/reports.ts';
import { InvalidQuery } from '#lib/server/live/live-query.ts';
import { answerFromHistory, isMissing, type Served, throwOption } from './read-history.ts';
import { reportSettings } from './report-settings.ts';
import { reportTable } from './report-table.ts';

/** Options of `bereik report` as they were typed, by their names. */
export type ReportOptions = Readonly<Record<string, string>>;

/** `bereik report`: asks the running server, or brings the contact history up with the log itself and reads that. */
export async function printReport(options: ReportOptions): Promise<void> {
	const configuration = readConfiguration(process.env);
	const settings = await reportSettings(configuration);
	const parameters = new URLSearchParams(options);
	try {
		parseReportQuery(parameters, settings, new SiteCalendar(settings.zone));
		const form = parseReportForm(parameters, 'table', settings.languages.default);
		const answer = await answerFromHistory<ReportAnswer>(
			configuration,
			settings,
			'report',
			parameters,
			({ openReader, head, catchUp }) =>
				new Reports({
					...{ openReader, head, catchUp },
					current: { now: settings, calendar: new SiteCalendar(settings.zone) },
					clock: Date,
					pause: async () => {}
				}).answer(parameters)
		);
		if (form.output === 'csv') process.stdout.write(reportCsv(answer.rows, form.language));
		else if (form.output === 'json') console.log(JSON.stringify(answer.rows, null, '\t'));
		else console.log(reportTable(answer.rows));
	} catch (error) {
		throwOption(error);
	}
}

/** What a server does for {@link printReport}. */
export async function serveReport(reports: Reports, parameters: string): Promise<Served<ReportAnswer>> {
	try {
		return { answer: await reports.answer(new URLSearchParams(parameters)) };
	} catch (error) {
		if (!(error instanceof InvalidQuery)) throw error;
		return { field: error.field, message: error.message, isKnown: !isMissing(error) };
	}
}
