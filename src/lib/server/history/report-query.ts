import { type Channel, channels } from '#lib/domain/contact/channel.ts';
import { surveyKinds } from '#lib/domain/contact/contact-event-schema.ts';
import { type ServiceLevelVariant, serviceLevelVariants } from '#lib/domain/metrics/service-level.ts';
import { type ReportGrain, reportGrains } from '#lib/domain/reports/report-grain.ts';
import { type Comparison, comparisons } from '#lib/domain/reports/report-period.ts';
import type { SiteSettings } from '#lib/domain/settings/site-settings.ts';
import type { SurveyKind } from '#lib/domain/settings/survey-settings.ts';
import type { SiteCalendar } from '#lib/domain/time/calendar.ts';
import { InvalidQuery, readInstant } from '../live/live-query.ts';

/** What a report is asked for. */
export type ReportQuery = Readonly<{
	by: ReportGrain;
	/** UTC ms; null = from the first contact on, and up to now. */
	from: number | null;
	to: number | null;
	/** A queue, `all` or `fast`. */
	queue: string;
	/** Null = any. */
	channel: Channel | null;
	topic: string | null;
	/** T and S for every channel, where they are not those of the settings. */
	targetMs: number | null;
	shortAbandonMs: number | null;
	variant: ServiceLevelVariant;
	compare: Comparison | null;
	survey: SurveyKind;
}>;

/** How a report is written. */
export type ReportForm = Readonly<{ output: 'table' | 'json' | 'csv'; language: 'nl' | 'en' }>;

/** Parameters of a report besides how it is written. */
export const reportParameters = [
	'by',
	'from',
	'to',
	'queue',
	'channel',
	'topic',
	'target',
	'short',
	'variant',
	'compare',
	'survey'
] as const;
const formParameters = ['output', 'language'] as const;

/**
 * Reads the parameters of a report, of the API and of the command line alike.
 * @throws InvalidQuery naming the parameter
 */
export function parseReportQuery(
	parameters: URLSearchParams,
	settings: SiteSettings,
	calendar: SiteCalendar
): ReportQuery {
	const known: readonly string[] = [...reportParameters, ...formParameters];
	for (const name of parameters.keys()) {
		if (!known.includes(name)) throw new InvalidQuery(name, `no such parameter; there are ${known.join(', ')}`);
		if (parameters.getAll(name).length > 1) throw new InvalidQuery(name, 'is given more than once');
	}
	const instant = (field: string): number | null => {
		const text = parameters.get(field);
		return text === null ? null : readInstant(field, text, calendar);
	};
	const from = instant('from');
	const to = instant('to');
	if (from !== null && to !== null && from >= to) throw new InvalidQuery('to', 'must be after from');
	const compare = oneOf(parameters, 'compare', comparisons, null);
	const by = oneOf(parameters, 'by', reportGrains, 'day');
	return {
		by,
		from,
		to,
		queue: parameters.get('queue') ?? 'all',
		channel: oneOf(parameters, 'channel', channels, null),
		topic: parameters.get('topic'),
		targetMs: secondsOf(parameters, 'target'),
		shortAbandonMs: secondsOf(parameters, 'short'),
		variant: oneOf(parameters, 'variant', serviceLevelVariants, 'V5'),
		compare,
		survey: oneOf(parameters, 'survey', surveyKinds, settings.surveys.shown)
	};
}

/**
 * Reads how a report is to be written.
 * @throws InvalidQuery naming the parameter
 */
export function parseReportForm(
	parameters: URLSearchParams,
	output: ReportForm['output'],
	language: ReportForm['language']
): ReportForm {
	return {
		output: oneOf(parameters, 'output', ['table', 'json', 'csv'], output),
		language: oneOf(parameters, 'language', ['nl', 'en'], language)
	};
}

/**
 * A parameter that is one of some words; `none` where it is left out.
 * @throws InvalidQuery naming the parameter and the words there are
 */
export function oneOf<Choice extends string, None extends Choice | null>(
	parameters: URLSearchParams,
	field: string,
	choices: readonly Choice[],
	none: None
): Choice | None {
	const text = parameters.get(field);
	if (text === null) return none;
	const choice = choices.find((one) => one === text);
	if (choice === undefined) throw new InvalidQuery(field, `must be one of ${choices.join(', ')}`);
	return choice;
}

/** Whole milliseconds, because instants are. */
function secondsOf(parameters: URLSearchParams, field: string): number | null {
	const text = parameters.get(field);
	if (text === null) return null;
	const ms = Number(text) * 1000;
	if (!/^\d+(\.\d+)?$/.test(text) || !Number.isSafeInteger(Math.round(ms)))
		throw new InvalidQuery(field, `must be a number of seconds from 0, not ${text === '' ? 'empty' : text}`);
	return Math.round(ms);
}
