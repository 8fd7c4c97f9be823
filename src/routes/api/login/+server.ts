import * as v from 'valibot';
import { application } from '#lib/server/application.ts';
import { readJson } from '#lib/server/http/read-json.ts';
import { notIn, withSession } from '#lib/server/people/answers.ts';
import { typedPasswordSchema } from '#lib/server/people/person-schema.ts';
import type { RequestHandler } from './$types';

/** What was typed as an address need not be one: the answer is the same. */
const schema = v.strictObject({
	email: v.pipe(v.string(), v.maxLength(1024), v.trim(), v.toLowerCase()),
	password: typedPasswordSchema
});

export const POST: RequestHandler = async ({ request, locals }) => {
	const read = await readJson(request, schema);
	if (!read.ok) return read.response;
	const { principal, origin } = locals;
	const { email, password } = read.value;
	const place = { address: origin.address, userAgent: request.headers.get('user-agent') };
	const before = principal.kind === 'person' ? principal : null;
	const result = await application().access.signIn.logIn(email, password, place, before);
	if (result.kind !== 'in') return notIn(result, 'address or password is wrong');
	return withSession(Response.json({}), result.session, origin.isSecure);
};
