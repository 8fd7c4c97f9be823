import { json } from '@sveltejs/kit';
import { application } from '#lib/server/application.ts';
import { noSuch } from '#lib/server/displays/display-answers.ts';
import type { RequestHandler } from './$types';

/** A screen's own settings; a person sees those of any (`?id=`), as a preview. */
export const GET: RequestHandler = async ({ url, locals: { principal } }) => {
	const asked = url.searchParams.get('id');
	const id = principal.kind === 'display' ? principal.displayId : asked;
	// A screen learns nothing of another one, not even whether there is one.
	const isOther = principal.kind === 'display' && asked !== null && asked !== id;
	const found = id === null || isOther ? null : await application().access.displays.find(id);
	return found === null ? noSuch('id: there is no such display', 'id') : json(found);
};
