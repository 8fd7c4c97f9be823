import { application } from '#lib/server/application.ts';
import { changesResponse } from '#lib/server/settings/settings-answers.ts';
import type { RequestHandler } from './$types';

/** What changed when, and which of it made figures mean something else. */
export const GET: RequestHandler = ({ url }) => changesResponse(application(), url.searchParams);
