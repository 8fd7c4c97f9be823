import { json } from '@sveltejs/kit';
import { application } from '#lib/server/application.ts';
import { TooManyQuestions } from '#lib/server/live/historical-folds.ts';
import { InvalidQuery, parseLiveQuery } from '#lib/server/live/live-query.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = async ({ url }) => {
	const { calendar, figures } = application();
	try {
		return json(await figures.answer(parseLiveQuery(url.searchParams, calendar)));
	} catch (error) {
		if (error instanceof InvalidQuery) return json({ error: error.message, field: error.field }, { status: 400 });
		if (error instanceof TooManyQuestions) {
			const headers = { 'retry-after': String(error.retryAfterSeconds) };
			return json({ error: error.message }, { status: 503, headers });
		}
		throw error;
	}
};
