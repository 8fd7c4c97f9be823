import { json } from '@sveltejs/kit';
import { application } from '#lib/server/application.ts';
import type { RequestHandler } from './$types';

/** The log can be written and the live figures have caught up with it. */
export const GET: RequestHandler = async () => {
	const running = application();
	const health = await running.health();
	return json({ ...health, build: running.build }, { status: health.status === 'ready' ? 200 : 503 });
};
