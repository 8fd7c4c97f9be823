import { application } from '#lib/server/application.ts';
import { allowWebhook, receiveEvents } from '#lib/server/intake/receive-events.ts';
import type { RequestHandler } from './$types';

/** Takes events in: one, a batch, or one a line. */
export const POST: RequestHandler = async ({ request, locals }) => {
	const { clock, log, keys, access, rejected, pseudonyms, comments, intakeCounters, intakeRates, newNames } =
		application();
	const { webhookSecrets } = access;
	const limits = { rates: intakeRates, names: newNames };
	const response = await receiveEvents(
		{ clock, log, keys, webhookSecrets, rejected, pseudonyms, comments, counters: intakeCounters, ...limits },
		request
	);
	return response.status === 401 ? access.failedCredentials.answer(locals.origin.address, response) : response;
};

/** The handshake of CloudEvents webhooks. */
export const OPTIONS: RequestHandler = ({ request }) => allowWebhook(request);
