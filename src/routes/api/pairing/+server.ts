import { json } from '@sveltejs/kit';
import type { PairingState } from '#lib/protocol/display-settings.ts';
import { cookieHeader, readCookie } from '#lib/server/access/cookies.ts';
import { application } from '#lib/server/application.ts';
import {
	displayCookieSeconds,
	pairingCookieSeconds,
	tooMuch,
	userAgentOf
} from '#lib/server/displays/display-answers.ts';
import type { RequestHandler } from './$types';

/** A screen asks to be paired; one that waits already is shown the same code again. */
export const POST: RequestHandler = async ({ request, url, locals: { origin, principal } }) => {
	const { access, settings } = application();
	const lang = url.searchParams.get('lang');
	const begun = await access.pairings.begin(readCookie(request.headers.get('cookie'), 'pairing', origin.isSecure), {
		address: origin.address,
		userAgent: userAgentOf(request),
		language: lang === 'nl' || lang === 'en' ? lang : settings.languages.default
	});
	if ('waitSeconds' in begun) return tooMuch(begun.waitSeconds, 'too many screens ask to be paired');
	const answer = json(begun.offer);
	const isScreen = principal.kind === 'display' || principal.kind === 'person';
	// The secret of a screen that was revoked: it opens nothing, and keeps the door from seeing who else this could be.
	if (!isScreen && readCookie(request.headers.get('cookie'), 'display', origin.isSecure) !== null)
		answer.headers.append('set-cookie', cookieHeader('display', '', origin.isSecure, 0));
	if (begun.device !== null)
		answer.headers.append('set-cookie', cookieHeader('pairing', begun.device, origin.isSecure, pairingCookieSeconds));
	return answer;
};

/** The screen looks whether it was paired. */
export const GET: RequestHandler = async ({ request, locals: { origin } }) => {
	const device = readCookie(request.headers.get('cookie'), 'pairing', origin.isSecure);
	const polled = await application().access.pairings.poll(device);
	if ('waitSeconds' in polled) return tooMuch(polled.waitSeconds, 'slow_down');
	if ('state' in polled) {
		const answer = json(polled satisfies PairingState);
		if (polled.state === 'expired' && device !== null) forgetDevice(answer, origin.isSecure);
		return answer;
	}
	const answer = json({ state: 'paired', board: `/board/${polled.displayId}` } satisfies PairingState);
	answer.headers.append('set-cookie', cookieHeader('display', polled.token, origin.isSecure, displayCookieSeconds));
	forgetDevice(answer, origin.isSecure);
	return answer;
};

/** A look that has no body gives nothing away that can be given once. */
export const HEAD: RequestHandler = () => new Response(null, { headers: { 'content-type': 'application/json' } });

function forgetDevice(answer: Response, isSecure: boolean): void {
	answer.headers.append('set-cookie', cookieHeader('pairing', '', isSecure, 0));
}
