import { removeAnnotation } from '#lib/server/annotations/annotation-answers.ts';
import { application } from '#lib/server/application.ts';
import type { RequestHandler } from './$types';

/** Takes an annotation away. */
export const DELETE: RequestHandler = ({ params, locals }) =>
	removeAnnotation(application(), locals.principal, params.id);
