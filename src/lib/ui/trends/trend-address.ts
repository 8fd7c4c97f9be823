import { channels } from '#lib/domain/contact/channel.ts';
import type { Channel } from '#lib/domain/contact/channel.ts';
import type { Language } from '../i18n/language.ts';
import type { TrendMessages } from '../i18n/trends-nl.ts';
import type { SurveyKind } from '#lib/domain/settings/survey-settings.ts';

/** What is asked of the years, as it stands in the address. */
export type TrendQuery = Readonly<{
	/** Null = the latest there is. */
	year: number | null;
	/** Years it is compared with, ascending; null = those before it, as the server chooses. */
	vs: readonly number[] | null;
	/** Null = all. */
	channel: Channel | null;
	queue: string | null;
	topic: string | null;
	/** Null = the kind that boards show. */
	survey: SurveyKind | null;
	/** By what differences are split. */
	by: 'channel' | 'topic';
}>;

/** What is ticked and picked in a form, before it is shown; '' = all, or as on the boards. */
export type FilterDraft = Readonly<{ years: readonly number[] }> & { queue: string; topic: string; survey: string };

/** Kinds of survey in the order they are offered. */
export const surveys = ['csat', 'grade', 'ces', 'nps'] as const satisfies readonly SurveyKind[];

/** The kinds of survey in words. */
export function surveyNames(text: TrendMessages): Readonly<Record<SurveyKind, string>> {
	return { csat: text.surveyCsat, grade: text.surveyGrade, ces: text.surveyCes, nps: text.surveyNps };
}

/** Years that are compared at most. */
export const mostCompared = 10;
const mostLetters = 200;

/** Reads an address. What it does not understand is left out: a link of another version still opens. */
export function readTrendQuery(params: URLSearchParams): TrendQuery {
	const asked = params.get('vs');
	const years = asked === null ? null : asked.split(',').flatMap((one) => yearOf(one) ?? []);
	const unique = years === null ? null : [...new Set(years)].sort((a, b) => a - b).slice(-mostCompared);
	return {
		year: yearOf(params.get('year')),
		vs: unique,
		channel: channels.find((one) => one === params.get('channel')) ?? null,
		queue: textOf(params.get('queue')),
		topic: textOf(params.get('topic')),
		survey: surveys.find((one) => one === params.get('survey')) ?? null,
		by: params.get('by') === 'topic' ? 'topic' : 'channel'
	};
}

/**
 * The query of an address that shows this, with its `?`; '' where nothing was chosen. Always in one order: the same view has the
 * same address.
 * @param kept language and look, which go along
 */
export function trendSearch(query: TrendQuery, kept: URLSearchParams): '' | `?${string}` {
	const params = new URLSearchParams(asked(query));
	if (query.by === 'topic') params.set('by', 'topic');
	for (const name of ['lang', 'theme']) {
		const value = kept.get(name);
		if (value !== null) params.set(name, value);
	}
	// Commas may stand in a query as they are, and are read by people.
	const text = params.toString().replaceAll('%2C', ',');
	return text === '' ? '' : `?${text}`;
}

/** The query that what is searched for in a scope is asked with: whatever year is shown, the search is the same. */
export function findingsApiQuery(query: TrendQuery, language: Language): string {
	return trendApiQuery({ ...query, year: null, vs: null }, language);
}

/** The query that the API is asked with, with its `?`; what it is split by is no part of it, the language of events is. */
export function trendApiQuery(query: TrendQuery, language: Language): string {
	const text = new URLSearchParams([...asked(query), ['language', language]]).toString().replaceAll('%2C', ',');
	return `?${text}`;
}

function asked({ year, vs, channel, queue, topic, survey }: TrendQuery): [string, string][] {
	const all: readonly (readonly [string, string | null])[] = [
		['year', year === null ? null : String(year)],
		['vs', vs === null ? null : vs.join(',')],
		['channel', channel],
		['queue', queue],
		['topic', topic],
		['survey', survey]
	];
	return all.flatMap(([name, value]) => (value === null ? [] : [[name, value]]));
}

function yearOf(text: string | null): number | null {
	return text !== null && /^(?:19|20|21)\d\d$/.test(text) ? Number(text) : null;
}

function textOf(text: string | null): string | null {
	return text === null || text === '' || text.length > mostLetters ? null : text;
}
