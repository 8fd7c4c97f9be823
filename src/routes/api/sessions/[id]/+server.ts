import { actorOf, may } from '#lib/server/access/principal.ts';
import { application } from '#lib/server/application.ts';
import { notFound, nothing, withoutSession } from '#lib/server/people/answers.ts';
import type { RequestHandler } from './$types';

/** Ends a session: one's own or, for whoever administers people, anybody's. */
export const DELETE: RequestHandler = async ({ params: { id }, locals: { principal, origin } }) => {
	if (principal.kind !== 'person') return notFound();
	const { sessions, administration } = application().access;
	const personId = await sessions.personOf(id);
	// Whether there is somebody else's is nobody's business.
	if (personId === null || (personId !== principal.personId && !may(principal, 'people.manage'))) return notFound();
	await administration.endSession(actorOf(principal), id);
	return id === principal.sessionId ? withoutSession(nothing(), origin.isSecure) : nothing();
};
