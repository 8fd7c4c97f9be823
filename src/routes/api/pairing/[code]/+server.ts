import { json } from '@sveltejs/kit';
import { reason, reasonText } from '#lib/domain/reasons/reason.ts';
import { newDisplaySchema } from '#lib/protocol/display-settings.ts';
import { actorOf } from '#lib/server/access/principal.ts';
import { application } from '#lib/server/application.ts';
import { noSuch, tooMuch } from '#lib/server/displays/display-answers.ts';
import { readJson } from '#lib/server/http/read-json.ts';
import type { RequestHandler } from './$types';

const unknown = 'code: no screen shows this code, or not any more';
const full = reason('displays-full');
const guessed = 'code: too many wrong codes';

/** Which screen shows a code, for eyes to compare. */
export const GET: RequestHandler = async ({ params, locals }) => {
	const found = await application().access.pairings.find(params.code, actorOf(locals.principal));
	if (found === null) return noSuch(unknown, 'code');
	return 'waitSeconds' in found ? tooMuch(found.waitSeconds, guessed) : json(found);
};

/** Makes a display of the screen that shows a code. */
export const POST: RequestHandler = async ({ params, request, locals }) => {
	const body = await readJson(request, newDisplaySchema);
	if (!body.ok) return body.response;
	const made = await application().access.pairings.confirm(params.code, body.value, actorOf(locals.principal));
	if (made === null) return noSuch(unknown, 'code');
	if (made === 'full') return json({ error: reasonText(full), reason: full }, { status: 409 });
	return 'waitSeconds' in made ? tooMuch(made.waitSeconds, guessed) : json(made, { status: 201 });
};
