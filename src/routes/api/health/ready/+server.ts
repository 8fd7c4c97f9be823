import { json } from '@sveltejs/kit';
import { application } from '#lib/server/application.ts';
import type { RequestHandler } from './$types';

/** The log can be read and the live figures keep up with it. */
export const GET: RequestHandler = async () => {
	const running = application();
	const health = await running.health();
	return json({ ...health, build: running.build }, { status: health.status === 'ready' ? 200 : 503 });
};
