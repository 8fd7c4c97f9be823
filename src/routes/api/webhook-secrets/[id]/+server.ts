import { answerEnded } from '#lib/server/access/credential-requests.ts';
import { revokeWebhookSecret } from '#lib/server/access/manage-credentials.ts';
import { actorOf } from '#lib/server/access/principal.ts';
import { application } from '#lib/server/application.ts';
import type { RequestHandler } from './$types';

/** Ends a webhook secret. */
export const DELETE: RequestHandler = async ({ params, locals }) =>
	answerEnded(await revokeWebhookSecret(application().access, actorOf(locals.principal), params.id));
