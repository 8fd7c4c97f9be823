import { SiteCalendar } from '#lib/domain/time/calendar.ts';
import type { TrendSeries } from '#lib/protocol/trend-series.ts';
import { readConfiguration } from '#lib/server/configuration.ts';
import { InvalidQuery } from '#lib/server/live/live-query.ts';
import { trendCsv } from '#lib/server/trends/trend-csv.ts';
import { parseTrendQuery } from '#lib/server/trends/trend-query.ts';
import { Trends } from '#lib/server/trends/trends.ts';
import { answerFromHistory, isMissing, type Served, throwOption } from './read-history.ts';
import { reportSettings } from './report-settings.ts';
import { trendTable } from './trend-table.ts';

/** Options of `bereik trends` as they were typed, by their names. */
export type TrendOptions = Readonly<Record<string, string>>;

const nothing = { annotationsBetween: () => [], revision: 0 };
const nobody = { ask: () => Promise.resolve({ state: 'running' } as const) };

/** `bereik trends`: asks the running server, or reads contacts and totals of the log itself. */
export async function printTrends({ output = 'table', ...options }: TrendOptions): Promise<void> {
	const configuration = readConfiguration(process.env);
	const settings = await reportSettings(configuration);
	const calendar = new SiteCalendar(settings.zone);
	const parameters = new URLSearchParams(options);
	try {
		parseTrendQuery(parameters, settings, calendar);
		const answer = await answerFromHistory<TrendSeries>(
			configuration,
			settings,
			'trends',
			parameters,
			({ openReader, intervals, head, catchUp }) =>
				new Trends({
					...{ openReader, intervals, head, catchUp, annotations: nothing, findings: nobody },
					current: { now: settings, calendar },
					clock: Date,
					pause: async () => {}
				}).series(parameters)
		);
		const language = options['language'] === 'nl' || options['language'] === 'en' ? options['language'] : null;
		if (output === 'csv') process.stdout.write(trendCsv(answer, language ?? settings.languages.default));
		else if (output === 'json') console.log(JSON.stringify(answer, null, '\t'));
		else console.log(trendTable(answer));
	} catch (error) {
		throwOption(error);
	}
}

/** What a server does for {@link printTrends}. */
export async function serveTrends(trends: Pick<Trends, 'series'>, parameters: string): Promise<Served<TrendSeries>> {
	try {
		return { answer: await trends.series(new URLSearchParams(parameters)) };
	} catch (error) {
		if (!(error instanceof InvalidQuery)) throw error;
		return { field: error.field, message: error.message, isKnown: !isMissing(error) };
	}
}
