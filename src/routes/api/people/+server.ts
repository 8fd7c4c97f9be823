import { json } from '@sveltejs/kit';
import { application } from '#lib/server/application.ts';
import type { RequestHandler } from './$types';

/** Everybody who has an account, and who was invited. */
export const GET: RequestHandler = async () => json(await application().access.administration.list());
