import { actorOf } from '#lib/server/access/principal.ts';
import { application } from '#lib/server/application.ts';
import { notFound, nothing } from '#lib/server/people/answers.ts';
import type { RequestHandler } from './$types';

/** Ends an invitation. */
export const DELETE: RequestHandler = async ({ params: { id }, locals }) => {
	const isRevoked = await application().access.administration.revokeInvitation(actorOf(locals.principal), id);
	return isRevoked ? nothing() : notFound();
};
