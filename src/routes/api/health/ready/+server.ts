import { json } from '@sveltejs/kit';
import { isAtTheMachine } from '#lib/server/access/at-the-machine.ts';
import { may } from '#lib/server/access/principal.ts';
import { application } from '#lib/server/application.ts';
import type { RequestHandler } from './$types';

/**
 * The log can be read and the live figures keep up with it. How many events there are, and what is wrong, is for whoever may see
 * figures and for this machine; others learn whether it is ready, and the build.
 */
export const GET: RequestHandler = async ({ locals }) => {
	const running = application();
	const health = await running.health();
	const isTold = may(locals.principal, 'figures.see') || isAtTheMachine(locals.origin);
	const said = isTold ? health : { status: health.status };
	return json({ ...said, build: running.build }, { status: health.status === 'ready' ? 200 : 503 });
};
