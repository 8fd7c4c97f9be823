import { json } from '@sveltejs/kit';
import { application } from '#lib/server/application.ts';
import { me } from '#lib/server/people/me.ts';
import type { RequestHandler } from './$types';

/** Who asks, and what they may do. */
export const GET: RequestHandler = async ({ locals }) => {
	const { access, settings } = application();
	const { people, isOpen, now } = access;
	return json(await me(locals.principal, locals.origin, people, isOpen, now(), settings.zone));
};
