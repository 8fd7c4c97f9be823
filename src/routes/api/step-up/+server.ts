import * as v from 'valibot';
import { application } from '#lib/server/application.ts';
import { badRequest, readJson } from '#lib/server/http/read-json.ts';
import { nothing, notIn, withSession } from '#lib/server/people/answers.ts';
import { typedPasswordSchema } from '#lib/server/people/person-schema.ts';
import type { RequestHandler } from './$types';

const schema = v.strictObject({ password: typedPasswordSchema });

/** The session gets another token: one that somebody else may have seen before is of no use from here on. */
export const POST: RequestHandler = async ({ request, locals }) => {
	const read = await readJson(request, schema);
	if (!read.ok) return read.response;
	const { principal, origin } = locals;
	if (principal.kind !== 'person') return badRequest('password', 'nobody is logged in here', 409);
	const result = await application().access.signIn.stepUp(principal, read.value.password, origin.address);
	if (result.kind !== 'in') return notIn(result, 'is wrong', 'password');
	return withSession(nothing(), result.session, origin.isSecure);
};
