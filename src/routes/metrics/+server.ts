import { application } from '#lib/server/application.ts';
import type { RequestHandler } from './$types';

/** How the server does, for Prometheus. */
export const GET: RequestHandler = async () => {
	const { metrics } = application();
	return new Response(await metrics.text(), { headers: { 'content-type': metrics.contentType } });
};
