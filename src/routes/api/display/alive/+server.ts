import { json } from '@sveltejs/kit';
import { displayReportSchema } from '#lib/protocol/display-settings.ts';
import { cookieHeader, readCookie } from '#lib/server/access/cookies.ts';
import { application } from '#lib/server/application.ts';
import { displayCookieSeconds, userAgentOf } from '#lib/server/displays/display-answers.ts';
import { readJson } from '#lib/server/http/read-json.ts';
import type { RequestHandler } from './$types';

/** A screen says each minute how it is; once a day it is given another secret. */
export const POST: RequestHandler = async ({ request, locals: { principal, origin } }) => {
	if (principal.kind !== 'display')
		return json({ error: 'only a paired screen says that it is alive' }, { status: 403 });
	const body = await readJson(request, displayReportSchema);
	if (!body.ok) return body.response;
	const shown = readCookie(request.headers.get('cookie'), 'display', origin.isSecure);
	const seen = { report: body.value, address: origin.address, userAgent: userAgentOf(request) };
	const alive = await application().access.displays.alive(principal.displayId, shown, seen);
	// Revoked since the door let it in.
	if (alive === null) return json({ error: 'log in first', remedy: 'login' }, { status: 401 });
	const answer = json(alive.standing);
	if (alive.token !== null)
		answer.headers.append('set-cookie', cookieHeader('display', alive.token, origin.isSecure, displayCookieSeconds));
	return answer;
};
