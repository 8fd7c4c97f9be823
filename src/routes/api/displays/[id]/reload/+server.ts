import { actorOf } from '#lib/server/access/principal.ts';
import { application } from '#lib/server/application.ts';
import { noSuch } from '#lib/server/displays/display-answers.ts';
import type { RequestHandler } from './$types';

/** Has a screen load its page anew, within seconds. */
export const POST: RequestHandler = async ({ params, locals }) => {
	const isDone = await application().access.displays.reload(params.id, actorOf(locals.principal));
	return isDone ? new Response(null, { status: 204 }) : noSuch('id: there is no such display', 'id');
};
