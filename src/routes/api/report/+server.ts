import { application } from '#lib/server/application.ts';
import { reportResponse } from '#lib/server/history/report-response.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = ({ url }) => {
	const { reports, settings } = application();
	return reportResponse(reports, url.searchParams, settings.languages.default);
};
