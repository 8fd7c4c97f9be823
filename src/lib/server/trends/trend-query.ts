import { type Channel, channels } from '#lib/domain/contact/channel.ts';
import { surveyKinds } from '#lib/domain/contact/contact-event-schema.ts';
import { type Comparison, comparisons } from '#lib/domain/reports/report-period.ts';
import type { SiteSettings } from '#lib/domain/settings/site-settings.ts';
import type { SurveyKind } from '#lib/domain/settings/survey-settings.ts';
import { canonicalTopic } from '#lib/domain/settings/topic-settings.ts';
import { countedQueue } from '#lib/domain/settings/queue-settings.ts';
import type { SiteCalendar } from '#lib/domain/time/calendar.ts';
import type { SeriesScope } from '#lib/protocol/trend-series.ts';
import { oneOf } from '../history/report-query.ts';
import { InvalidQuery, readInstant } from '../live/live-query.ts';
import { type TrendGrain, trendGrains } from './point-spans.ts';
import { type Split, splits } from './splits.ts';

/** What a series is asked for. */
export type TrendQuery = Readonly<{
	by: TrendGrain;
	/** UTC ms; null = from the first that is known, and up to now. */
	from: number | null;
	to: number | null;
	scope: SeriesScope;
	split: Split | null;
	compare: Comparison | null;
	survey: SurveyKind;
}>;

/** What an annual page is asked for. */
export type YearQuery = Readonly<{
	/** Null = the last of which a whole day is over. */
	year: number | null;
	/** Null = the three before it that something is known of. */
	against: readonly number[] | null;
	scope: SeriesScope;
	survey: SurveyKind;
	language: 'nl' | 'en';
}>;

const scopeParameters = ['queue', 'channel', 'topic', 'survey', 'language'] as const;
/** Parameters of a series besides how it is written. */
export const seriesParameters = ['by', 'from', 'to', 'split', 'compare', ...scopeParameters] as const;
/** Most years that an annual page is held against. */
const mostYears = 12;

/**
 * Reads the parameters of a series.
 * @throws InvalidQuery naming the parameter
 */
export function parseTrendQuery(
	parameters: URLSearchParams,
	settings: SiteSettings,
	calendar: SiteCalendar
): TrendQuery {
	refuseUnknown(parameters, [...seriesParameters, 'output']);
	const instant = (field: string): number | null => {
		const text = parameters.get(field);
		return text === null ? null : readInstant(field, text, calendar);
	};
	const [from, to] = [instant('from'), instant('to')];
	if (from !== null && to !== null && from >= to) throw new InvalidQuery('to', 'must be after from');
	const by = oneOf(parameters, 'by', trendGrains, 'month');
	const compare = oneOf(parameters, 'compare', comparisons, null);
	if (compare !== null && by === 'weekday' && from === null)
		throw new InvalidQuery('from', 'is needed for a comparison of weekdays');
	const split = oneOf(parameters, 'split', splits, null);
	return { by, from, to, split, compare, ...readScope(parameters, settings) };
}

/**
 * Reads the parameters of an annual page.
 * @throws InvalidQuery naming the parameter
 */
export function parseYearQuery(parameters: URLSearchParams, settings: SiteSettings): YearQuery {
	refuseUnknown(parameters, ['year', 'vs', ...scopeParameters]);
	const year = parameters.get('year');
	const against = parameters.get('vs');
	const listed = against === null || against === '' ? [] : against.split(',').map((one) => yearIn('vs', one));
	const read = year === null ? null : yearIn('year', year);
	if (listed.length > mostYears) throw new InvalidQuery('vs', `takes at most ${mostYears} years`);
	if (read !== null && listed.some((one) => one >= read)) throw new InvalidQuery('vs', `takes years before ${read}`);
	return {
		year: read,
		against: against === null ? null : [...new Set(listed)].sort((a, b) => a - b),
		language: oneOf(parameters, 'language', ['nl', 'en'] as const, settings.languages.default),
		...readScope(parameters, settings)
	};
}

/**
 * Reads what findings are asked for.
 * @throws InvalidQuery naming the parameter
 */
export function parseFindingsQuery(parameters: URLSearchParams, settings: SiteSettings) {
	refuseUnknown(parameters, scopeParameters);
	const language = oneOf(parameters, 'language', ['nl', 'en'] as const, settings.languages.default);
	return { language, ...readScope(parameters, settings) };
}

function readScope(
	parameters: URLSearchParams,
	settings: SiteSettings
): Readonly<{ scope: SeriesScope; survey: SurveyKind }> {
	const queue = parameters.get('queue') ?? 'all';
	const topic = parameters.get('topic');
	const channel: Channel | null = oneOf(parameters, 'channel', channels, null);
	return {
		scope: {
			queue: queue === 'all' || queue === 'fast' ? queue : countedQueue(settings, queue),
			channel,
			topic: topic === null ? null : canonicalTopic(settings, topic)
		},
		survey: oneOf(parameters, 'survey', surveyKinds, settings.surveys.shown)
	};
}

function refuseUnknown(parameters: URLSearchParams, known: readonly string[]): void {
	for (const name of parameters.keys()) {
		if (!known.includes(name)) throw new InvalidQuery(name, `no such parameter; there are ${known.join(', ')}`);
		if (parameters.getAll(name).length > 1) throw new InvalidQuery(name, 'is given more than once');
	}
}

function yearIn(field: string, text: string): number {
	const year = Number(text);
	if (!/^\d{4}$/.test(text) || year < 1900 || year > 2200)
		throw new InvalidQuery(field, 'must be years of four digits from 1900 to 2200');
	return year;
}
