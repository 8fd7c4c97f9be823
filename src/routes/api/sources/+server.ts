import { json } from '@sveltejs/kit';
import { application } from '#lib/server/application.ts';
import { sourceList } from '#lib/server/live/source-list.ts';
import type { RequestHandler } from './$types';

/** How the sources stand, and the files that are followed for them. */
export const GET: RequestHandler = () => {
	const { sources, clock } = application();
	return json(sourceList(sources, clock.now()), { headers: { 'cache-control': 'no-store' } });
};
