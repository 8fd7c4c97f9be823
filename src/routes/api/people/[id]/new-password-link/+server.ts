import { json } from '@sveltejs/kit';
import { actorOf } from '#lib/server/access/principal.ts';
import { application } from '#lib/server/application.ts';
import { cannot } from '#lib/server/people/answers.ts';
import { originForLinks, welcomeLink } from '#lib/server/people/welcome-link.ts';
import type { RequestHandler } from './$types';

/** Makes a link by which a person sets a new password. */
export const POST: RequestHandler = async ({ params, url, locals }) => {
	const { access, configuration } = application();
	const outcome = await access.administration.newPasswordLink(actorOf(locals.principal), params.id);
	if (!outcome.ok) return cannot(outcome);
	const { token, expiresAt } = outcome.value;
	return json({ url: welcomeLink(originForLinks(configuration.origin, locals.origin, url), token), expiresAt });
};
