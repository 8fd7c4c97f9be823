import { application } from '#lib/server/application.ts';
import { commentsResponse } from '#lib/server/privacy/comments-response.ts';
import type { RequestHandler } from './$types';

/** What customers wrote, of the reader's own queues. */
export const GET: RequestHandler = ({ locals: { principal }, url }) =>
	commentsResponse(application(), principal, url.searchParams);
