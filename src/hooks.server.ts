import { type Handle, type HandleServerError, isHttpError, isRedirect } from '@sveltejs/kit';
import { type Origin, originOf } from '#lib/server/access/client-address.ts';
import { readCookie } from '#lib/server/access/cookies.ts';
import type { Refusal } from '#lib/server/access/door.ts';
import { isForPrograms } from '#lib/server/access/route-rules.ts';
import { errorPage, storeAwayPage } from '#lib/server/http/error-page.ts';
import { badRequest } from '#lib/server/http/read-json.ts';
import { asRefused, isShownAsPage, markRefused } from '#lib/server/http/refused-page.ts';
import { setSecurityHeaders } from '#lib/server/http/security-headers.ts';
import { unwritablePart } from '#lib/server/http/unwritable-address.ts';
import { storeFailureOf } from '#lib/server/event-log/event-store.ts';
import { application, hasApplication } from '#lib/server/application.ts';
import { startApplicationFromEnvironment } from '#lib/server/start-application.ts';
import errorTemplate from './error.html?raw';

type Visit = Parameters<Handle>[0]['event'];

/** Where the server was not started by the command line (as under the development server), it starts here. */
export async function init(): Promise<void> {
	if (!hasApplication()) await startApplicationFromEnvironment();
}

export const handle: Handle = async ({ event, resolve }) => {
	try {
		return await answer(event, resolve);
	} catch (error) {
		if (isHttpError(error) || isRedirect(error)) throw error;
		// Nothing here may fail without the headers that every answer has.
		const { pathname } = event.url;
		const response =
			storeFailureOf(error) === null
				? errorPage(errorTemplate, noteError(error), pathname)
				: storeAwayPage(errorTemplate, pathname);
		setSecurityHeaders(response.headers, isEncrypted(event));
		return response;
	}
};

async function answer(event: Visit, resolve: Parameters<Handle>[0]['resolve']): Promise<Response> {
	const { headers, method } = event.request;
	const { access, configuration } = application();
	const header = (name: string): string | null => headers.get(name);
	const origin = originOf(addressOf(event), isEncrypted(event), header, access.trustedProxies);
	const cookies = header('cookie');
	const { principal, refusal } = await access.door.admit({
		routeId: event.route.id,
		method,
		origin,
		page: {
			fetchSite: header('sec-fetch-site'),
			fetchMode: header('sec-fetch-mode'),
			origin: header('origin'),
			siteOrigin: configuration.origin
		},
		contentType: header('content-type'),
		authorization: header('authorization'),
		sessionToken: readCookie(cookies, 'session', origin.isSecure),
		displayToken: readCookie(cookies, 'display', origin.isSecure)
	});
	event.locals.origin = origin;
	event.locals.principal = principal ?? { kind: 'nobody' };
	event.locals.isStoreAway = false;
	const response = await respond();
	setSecurityHeaders(response.headers, origin.isSecure);
	return response;

	async function respond(): Promise<Response> {
		const { id: routeId } = event.route;
		if (refusal === null) {
			// Whatever position a screen comes with, it is shown what there is.
			const isLooked = isForPrograms(routeId) && routeId !== '/api/stream';
			const unwritable = isLooked ? unwritablePart(event.params, event.url.searchParams) : null;
			if (unwritable !== null) return badRequest(unwritable, 'holds U+0000');
			const resolved = await resolve(event);
			return event.locals.isStoreAway ? storeAwayPage(errorTemplate, event.url.pathname) : resolved;
		}
		const asked = { accept: header('accept'), fetchMode: header('sec-fetch-mode') };
		if (event.isDataRequest || !isShownAsPage(refusal, { method, routeId, path: event.url.pathname, ...asked }))
			return refuseSlowly(refusal, event, origin);
		// Drawn as nobody: what a page might one day bring along is not for who may not see it. Of a page that there is not,
		// the router of the browser says so itself.
		const isThere = refusal.status === 403;
		const shell = await resolve(event, isThere ? { transformPageChunk: ({ html }) => markRefused(html) } : {});
		return asRefused(shell, refusal.status);
	}
}

export const handleError: HandleServerError = ({ error, event, status, message }) => {
	if (status === 404) return { message };
	if (storeFailureOf(error) !== null) {
		event.locals.isStoreAway = true;
		return { message: 'the store is away' };
	}
	return { message: `Internal error, reference ${noteError(error)}` };
};

/** Writes an error down, under a reference that can be shown to whoever met it. */
function noteError(error: unknown): string {
	const reference = crypto.randomUUID().slice(0, 8);
	application().logger.error({ err: error, reference }, 'request failed');
	return reference;
}

function addressOf(event: Visit): string | null {
	try {
		return event.platform?.req?.socket.remoteAddress ?? event.getClientAddress();
	} catch {
		// A request without a socket (a closed one, a test's) comes from nowhere that could be trusted.
		return null;
	}
}

function isEncrypted(event: Visit): boolean {
	const socket = event.platform?.req?.socket;
	return socket !== undefined && 'encrypted' in socket && socket.encrypted === true;
}

/** As {@link refuse}, but who tries keys that are not good is told to wait after a while. */
function refuseSlowly(refusal: Refusal, event: Visit, { address }: Origin): Response {
	const refused = refuse(refusal, event.route.id, event.url);
	const isBadKey = refusal.status === 401 && refusal.field === 'authorization';
	return isBadKey ? application().access.failedCredentials.answer(address, refused) : refused;
}

/** A person is shown the way in, a screen the way to be paired, a program the reason. */
function refuse({ status, reason, field, remedy }: Refusal, routeId: string | null, url: URL): Response {
	const asked = routeId ?? '';
	if (isForPrograms(routeId)) {
		const named = field === undefined ? {} : { field };
		const body = { error: reason, ...named, ...(remedy === undefined ? {} : { remedy }) };
		return new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/json' } });
	}
	if (remedy === 'login') {
		const way = asked.startsWith('/board/') ? '/pair' : `/login?to=${encodeURIComponent(url.pathname + url.search)}`;
		return new Response(null, { status: 303, headers: { location: way } });
	}
	return new Response(reason, { status, headers: { 'content-type': 'text/plain; charset=utf-8' } });
}
