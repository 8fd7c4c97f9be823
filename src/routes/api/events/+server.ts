import { application } from '#lib/server/application.ts';
import { allowWebhook, receiveEvents } from '#lib/server/intake/receive-events.ts';
import type { RequestHandler } from './$types';

/**
 * Takes events in: one, a batch, or one a line. The web server answers most of them itself, before they come here; this is the same
 * answer under the development server, and for requests that are written in an unusual way.
 */
export const POST: RequestHandler = async ({ request, locals }) => {
	const { access, receiving } = application();
	const response = await receiveEvents(receiving, request);
	return response.status === 401 ? access.failedCredentials.answer(locals.origin.address, response) : response;
};

/** The handshake of CloudEvents webhooks. */
export const OPTIONS: RequestHandler = ({ request }) => allowWebhook(request);
