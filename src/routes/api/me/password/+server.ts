import * as v from 'valibot';
import { application } from '#lib/server/application.ts';
import { badRequest, readJson } from '#lib/server/http/read-json.ts';
import { tooMany } from '#lib/server/http/too-many.ts';
import { cannot, nothing, notIn, withSession } from '#lib/server/people/answers.ts';
import { isPasswordsBusy } from '#lib/server/people/passwords.ts';
import { typedPasswordSchema } from '#lib/server/people/person-schema.ts';
import type { RequestHandler } from './$types';

const schema = v.strictObject({ current: typedPasswordSchema, password: typedPasswordSchema });

/** Changes one's own password: everywhere else one is logged out, and here the session gets another token. */
export const POST: RequestHandler = async ({ request, locals: { principal, origin } }) => {
	const read = await readJson(request, schema);
	if (!read.ok) return read.response;
	if (principal.kind !== 'person') return badRequest('password', 'nobody is logged in here', 409);
	try {
		const result = await application().access.ownPassword.change(principal, read.value, origin.address);
		if ('ok' in result) return cannot(result);
		if (result.kind !== 'in') return notIn(result, 'is wrong', 'current');
		return withSession(nothing(), result.session, origin.isSecure);
	} catch (error) {
		if (isPasswordsBusy(error)) return tooMany('too many passwords are being checked: wait a moment', 2_000);
		throw error;
	}
};
