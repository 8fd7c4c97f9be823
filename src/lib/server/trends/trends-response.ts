import { oneOf } from '../history/report-query.ts';
import { isInvalidQuery } from '../live/live-query.ts';
import { trendCsv } from './trend-csv.ts';
import type { Trends } from './trends.ts';

type Language = 'nl' | 'en';

/** Answers `GET /api/trends`: JSON, or CSV with `output=csv`. What cannot be answered is 400 and names the parameter. */
export async function seriesResponse(trends: Pick<Trends, 'series'>, url: URL, language: Language): Promise<Response> {
	return refusing(async () => {
		const form = parseForm(url.searchParams, language);
		const answer = await trends.series(url.searchParams);
		if (form.output === 'json') return told(JSON.stringify(answer), 'application/json');
		return told(trendCsv(answer, form.language), 'text/csv; charset=utf-8', {
			'content-disposition': `attachment; filename="trends-${answer.by}.csv"`
		});
	});
}

/** Answers `GET /api/trends/year`. */
export async function yearResponse(trends: Pick<Trends, 'year'>, url: URL): Promise<Response> {
	return refusing(async () => told(JSON.stringify(await trends.year(url.searchParams)), 'application/json'));
}

/** Answers `GET /api/trends/findings`: 200 with what was found, or 202 while it is searched for. */
export async function findingsResponse(trends: Pick<Trends, 'findings'>, url: URL): Promise<Response> {
	return refusing(async () => {
		const answer = await trends.findings(url.searchParams);
		if (answer.state === 'running')
			return Response.json(answer, { status: 202, headers: { 'cache-control': 'no-store', 'retry-after': '1' } });
		return told(JSON.stringify(answer), 'application/json');
	});
}

/**
 * Reads how a series is to be written.
 * @throws InvalidQuery naming the parameter
 */
export function parseForm(
	parameters: URLSearchParams,
	language: Language
): Readonly<{ output: 'json' | 'csv'; language: Language }> {
	return {
		output: oneOf(parameters, 'output', ['json', 'csv'], 'json'),
		language: oneOf(parameters, 'language', ['nl', 'en'], language)
	};
}

function told(body: string, type: string, headers: Readonly<Record<string, string>> = {}): Response {
	return new Response(body, { headers: { 'cache-control': 'no-store', 'content-type': type, ...headers } });
}

async function refusing(answer: () => Promise<Response>): Promise<Response> {
	try {
		return await answer();
	} catch (error) {
		if (!isInvalidQuery(error)) throw error;
		return Response.json(
			{ error: error.message, field: error.field },
			{ status: 400, headers: { 'cache-control': 'no-store' } }
		);
	}
}
