import { json } from '@sveltejs/kit';
import { actorOf } from '#lib/server/access/principal.ts';
import { application } from '#lib/server/application.ts';
import { readJson } from '#lib/server/http/read-json.ts';
import { cannot } from '#lib/server/people/answers.ts';
import { invitationSchema } from '#lib/server/people/person-schema.ts';
import { originForLinks, welcomeLink } from '#lib/server/people/welcome-link.ts';
import type { RequestHandler } from './$types';

/** Invites somebody: the link is for whoever invites to pass on. */
export const POST: RequestHandler = async ({ request, url, locals }) => {
	const read = await readJson(request, invitationSchema);
	if (!read.ok) return read.response;
	const { access, configuration } = application();
	const outcome = await access.administration.invite(actorOf(locals.principal), read.value);
	if (!outcome.ok) return cannot(outcome);
	const { token, expiresAt } = outcome.value;
	return json({ url: welcomeLink(originForLinks(configuration.origin, locals.origin, url), token), expiresAt });
};
