import { addAnnotation, listAnnotations } from '#lib/server/annotations/annotation-answers.ts';
import { application } from '#lib/server/application.ts';
import type { RequestHandler } from './$types';

/** What happened in the years, as people wrote it down. */
export const GET: RequestHandler = ({ url }) => listAnnotations(application(), url);

/** Writes down something that happened. */
export const POST: RequestHandler = ({ request, locals }) => addAnnotation(application(), locals.principal, request);
