import { json } from '@sveltejs/kit';
import { answerMade, keyRequestSchema } from '#lib/server/access/credential-requests.ts';
import { createKey } from '#lib/server/access/manage-credentials.ts';
import { actorOf } from '#lib/server/access/principal.ts';
import { application } from '#lib/server/application.ts';
import { readJson } from '#lib/server/http/read-json.ts';
import type { RequestHandler } from './$types';

/** Every key that was ever made, without what could be used. */
export const GET: RequestHandler = async () => json({ keys: await application().access.keys.list() });

/** Makes a key; its text is in this answer and nowhere else. */
export const POST: RequestHandler = async ({ request, locals }) => {
	const read = await readJson(request, keyRequestSchema);
	if (!read.ok) return read.response;
	const { source, scopes, expiresAt } = read.value;
	return answerMade(() => createKey(application().access, actorOf(locals.principal), source, scopes, expiresAt));
};
