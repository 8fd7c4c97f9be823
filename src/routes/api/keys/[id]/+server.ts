import { answerEnded } from '#lib/server/access/credential-requests.ts';
import { revokeKey } from '#lib/server/access/manage-credentials.ts';
import { actorOf } from '#lib/server/access/principal.ts';
import { application } from '#lib/server/application.ts';
import type { RequestHandler } from './$types';

/** Ends a key, and every stream that is open with it. */
export const DELETE: RequestHandler = async ({ params, locals }) =>
	answerEnded(await revokeKey(application().access, actorOf(locals.principal), params.id));
