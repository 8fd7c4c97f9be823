import { application } from '#lib/server/application.ts';
import { auditResponse } from '#lib/server/audit/audit-answers.ts';
import type { RequestHandler } from './$types';

/** Who did what, and when. */
export const GET: RequestHandler = ({ url, locals }) =>
	auditResponse(application(), locals.principal, url.searchParams);
