import { json } from '@sveltejs/kit';
import { application } from '#lib/server/application.ts';
import type { RequestHandler } from './$types';

/** Where whoever asks is logged in. */
export const GET: RequestHandler = async ({ locals: { principal } }) => {
	if (principal.kind !== 'person') return json({ sessions: [] });
	const own = await application().access.sessions.list(principal.personId);
	return json({ sessions: own.map((session) => ({ ...session, isThis: session.id === principal.sessionId })) });
};
