import { application } from '#lib/server/application.ts';
import { withdrawMessage } from '#lib/server/messages/message-answers.ts';
import type { RequestHandler } from './$types';

/** Takes a message away before its time. */
export const DELETE: RequestHandler = ({ params, locals }) =>
	withdrawMessage(application(), locals.principal, params.id);
