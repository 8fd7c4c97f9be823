import { reportCsv } from '#lib/domain/reports/report-csv.ts';
import { InvalidQuery, isInvalidQuery } from '../live/live-query.ts';
import type { Reports } from './reports.ts';
import { parseReportForm } from './report-query.ts';

/** Answers `GET /api/report`: JSON, or CSV with `output=csv`. What cannot be answered is 400 and names the parameter. */
export async function reportResponse(
	reports: Pick<Reports, 'answer'>,
	parameters: URLSearchParams,
	language: 'nl' | 'en'
): Promise<Response> {
	try {
		const form = parseReportForm(parameters, 'json', language);
		if (form.output === 'table') throw new InvalidQuery('output', 'must be one of json, csv');
		const answer = await reports.answer(parameters);
		if (form.output === 'json') return Response.json(answer);
		return new Response(reportCsv(answer.rows, form.language), {
			headers: {
				'content-type': 'text/csv; charset=utf-8',
				'content-disposition': `attachment; filename="report-${answer.query.by}.csv"`
			}
		});
	} catch (error) {
		if (isInvalidQuery(error)) return Response.json({ error: error.message, field: error.field }, { status: 400 });
		throw error;
	}
}
