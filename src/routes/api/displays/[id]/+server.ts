import { displayChangeSchema } from '#lib/protocol/display-settings.ts';
import { actorOf } from '#lib/server/access/principal.ts';
import { application } from '#lib/server/application.ts';
import { noSuch } from '#lib/server/displays/display-answers.ts';
import { readJson } from '#lib/server/http/read-json.ts';
import type { RequestHandler } from './$types';

/** Renames a screen, or has it show something else, within seconds. */
export const PATCH: RequestHandler = async ({ params, request, locals }) => {
	const body = await readJson(request, displayChangeSchema);
	if (!body.ok) return body.response;
	const isDone = await application().access.displays.change(params.id, body.value, actorOf(locals.principal));
	return isDone ? new Response(null, { status: 204 }) : noSuch('id: there is no such display', 'id');
};

/** Ends a screen at once. */
export const DELETE: RequestHandler = async ({ params, locals }) => {
	const isDone = await application().access.displays.revoke(params.id, actorOf(locals.principal));
	return isDone ? new Response(null, { status: 204 }) : noSuch('id: there is no such display', 'id');
};
