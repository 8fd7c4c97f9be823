import { application } from '#lib/server/application.ts';
import { readJson } from '#lib/server/http/read-json.ts';
import { tooMany } from '#lib/server/http/too-many.ts';
import { cannot, nothing, withSession } from '#lib/server/people/answers.ts';
import { isPasswordsBusy } from '#lib/server/people/passwords.ts';
import { acceptSchema } from '#lib/server/people/person-schema.ts';
import type { RequestHandler } from './$types';

/** Makes use of a link: from here on they are logged in. */
export const POST: RequestHandler = async ({ request, locals: { principal, origin } }) => {
	const read = await readJson(request, acceptSchema);
	if (!read.ok) return read.response;
	const place = { address: origin.address, userAgent: request.headers.get('user-agent') };
	const before = principal.kind === 'person' ? principal : null;
	try {
		const outcome = await application().access.signIn.accept(read.value, place, before);
		return outcome.ok ? withSession(nothing(), outcome.value, origin.isSecure) : cannot(outcome);
	} catch (error) {
		if (isPasswordsBusy(error)) return tooMany('too many passwords are being checked: wait a moment', 2_000);
		throw error;
	}
};
