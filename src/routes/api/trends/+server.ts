import { application } from '#lib/server/application.ts';
import { seriesResponse } from '#lib/server/trends/trends-response.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = ({ url }) => {
	const { trends, settings } = application();
	return seriesResponse(trends, url, settings.languages.default);
};
