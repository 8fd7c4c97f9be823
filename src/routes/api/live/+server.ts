import { json } from '@sveltejs/kit';
import { application } from '#lib/server/application.ts';
import { isTooManyQuestions } from '#lib/server/live/historical-folds.ts';
import { isInvalidQuery, parseLiveQuery } from '#lib/server/live/live-query.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = async ({ url }) => {
	const { calendar, figures } = application();
	try {
		return json(await figures.answer(parseLiveQuery(url.searchParams, calendar)));
	} catch (error) {
		if (isInvalidQuery(error)) return json({ error: error.message, field: error.field }, { status: 400 });
		if (isTooManyQuestions(error)) {
			const headers = { 'retry-after': String(error.retryAfterSeconds) };
			return json({ error: error.message }, { status: 503, headers });
		}
		throw error;
	}
};
