import { json } from '@sveltejs/kit';
import { application } from '#lib/server/application.ts';
import { badRequest, readJson } from '#lib/server/http/read-json.ts';
import { welcomeSchema } from '#lib/server/people/person-schema.ts';
import type { RequestHandler } from './$types';

/** Whom a link is for. */
export const POST: RequestHandler = async ({ request }) => {
	const read = await readJson(request, welcomeSchema);
	if (!read.ok) return read.response;
	const invitation = await application().access.signIn.welcome(read.value.token);
	if (invitation === null) return badRequest('token', 'this link is good no more', 404);
	const { name, email, roles, personId } = invitation;
	return json({ name, email, roles, isNewPassword: personId !== null });
};
