import { json } from '@sveltejs/kit';
import { application } from '#lib/server/application.ts';
import { listDisplays } from '#lib/server/displays/list-displays.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = async () => json(await listDisplays(application()));
