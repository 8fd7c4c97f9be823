import { application } from '#lib/server/application.ts';
import { startResponse } from '#lib/server/sign-on/sign-on-responses.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = ({ url, request, locals }) =>
	startResponse(application().access.signOn, { url, request, ...locals });
