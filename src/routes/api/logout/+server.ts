import { application } from '#lib/server/application.ts';
import { nothing, withoutSession } from '#lib/server/people/answers.ts';
import type { RequestHandler } from './$types';

export const POST: RequestHandler = async ({ locals }) => {
	const { principal, origin } = locals;
	if (principal.kind === 'person') await application().access.signIn.logOut(principal);
	return withoutSession(nothing(), origin.isSecure);
};
