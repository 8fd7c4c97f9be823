import { actorOf } from '#lib/server/access/principal.ts';
import { application } from '#lib/server/application.ts';
import { readJson } from '#lib/server/http/read-json.ts';
import { cannot, nothing } from '#lib/server/people/answers.ts';
import { personChangesSchema } from '#lib/server/people/person-schema.ts';
import type { RequestHandler } from './$types';

/** Changes a person. */
export const PATCH: RequestHandler = async ({ params, request, locals }) => {
	const read = await readJson(request, personChangesSchema);
	if (!read.ok) return read.response;
	const { administration } = application().access;
	const outcome = await administration.change(actorOf(locals.principal), params.id, read.value);
	return outcome.ok ? nothing() : cannot(outcome);
};
