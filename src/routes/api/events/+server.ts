import { application } from '#lib/server/application.ts';
import { allowWebhook, receiveEvents } from '#lib/server/intake/receive-events.ts';
import type { RequestHandler } from './$types';

/** Takes events in: one, a batch, or one a line. */
export const POST: RequestHandler = ({ request }) => {
	const { clock, log, keys, rejected, pseudonyms, intakeCounters } = application();
	return receiveEvents({ clock, log, keys, rejected, pseudonyms, counters: intakeCounters }, request);
};

/** The handshake of CloudEvents webhooks. */
export const OPTIONS: RequestHandler = ({ request }) => allowWebhook(request);
