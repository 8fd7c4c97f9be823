import { application } from '#lib/server/application.ts';
import { yearResponse } from '#lib/server/trends/trends-response.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = ({ url }) => yearResponse(application().trends, url);
