import { application } from '#lib/server/application.ts';
import { findingsResponse } from '#lib/server/trends/trends-response.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = ({ url }) => findingsResponse(application().trends, url);
