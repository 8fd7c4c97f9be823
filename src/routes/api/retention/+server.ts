import { json } from '@sveltejs/kit';
import { application } from '#lib/server/application.ts';
import type { RequestHandler } from './$types';

/** What is kept for how long, and what the last look erased. */
export const GET: RequestHandler = async () => json(await application().retention.standing());
