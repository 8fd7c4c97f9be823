import { json } from '@sveltejs/kit';
import { application } from '#lib/server/application.ts';
import { readJson } from '#lib/server/http/read-json.ts';
import { changeSettings, settingsPatchSchema, settingsView } from '#lib/server/settings/settings-answers.ts';
import type { RequestHandler } from './$types';

/** What holds, and where each value comes from. */
export const GET: RequestHandler = async ({ locals }) =>
	json(await settingsView(application(), locals.principal), { headers: { 'cache-control': 'no-store' } });

/** Changes what is set in the browser. */
export const PATCH: RequestHandler = async ({ request, locals }) => {
	const read = await readJson(request, settingsPatchSchema);
	if (!read.ok) return read.response;
	return changeSettings(application(), locals.principal, read.value);
};
