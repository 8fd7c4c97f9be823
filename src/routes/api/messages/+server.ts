import { application } from '#lib/server/application.ts';
import { listMessages, showMessage } from '#lib/server/messages/message-answers.ts';
import type { RequestHandler } from './$types';

/** The messages on the walls, those to come and those of late. */
export const GET: RequestHandler = () => listMessages(application());

/** Puts a message on the walls. */
export const POST: RequestHandler = ({ request, locals }) => showMessage(application(), locals.principal, request);
