import * as v from 'valibot';
import { json } from '@sveltejs/kit';
import { actorOf } from '#lib/server/access/principal.ts';
import { application } from '#lib/server/application.ts';
import { readJson } from '#lib/server/http/read-json.ts';
import type { RequestHandler } from './$types';

const schema = v.strictObject({
	ids: v.pipe(v.array(v.pipe(v.string(), v.maxLength(100))), v.minLength(1), v.maxLength(1000))
});

/** Opens again what a restore has shut. */
export const POST: RequestHandler = async ({ request, locals }) => {
	const read = await readJson(request, schema);
	if (!read.ok) return read.response;
	return json({ confirmed: await application().heldBack.confirm(actorOf(locals.principal), read.value.ids) });
};
