import { json } from '@sveltejs/kit';
import { application } from '#lib/server/application.ts';
import type { RequestHandler } from './$types';

/** The process runs and answers. */
export const GET: RequestHandler = () => json({ status: 'live', build: application().build });
