import { application } from '#lib/server/application.ts';
import { standingResponse } from '#lib/server/sign-on/sign-on-responses.ts';
import type { RequestHandler } from './$types';

/** Whether there is a single sign-on, for the page that shows a login. */
export const GET: RequestHandler = () => standingResponse(application().access.signOn);
