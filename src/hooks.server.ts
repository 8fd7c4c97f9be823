import type { Handle, HandleServerError } from '@sveltejs/kit';
import { refusal } from '#lib/server/access/route-rules.ts';
import { application, hasApplication, startApplicationFromEnvironment } from '#lib/server/application.ts';

/** Headers by which a proxy says that it stands between. */
const forwardingHeaders = ['forwarded', 'x-forwarded-for', 'x-forwarded-host', 'x-forwarded-proto', 'x-real-ip', 'via'];

const securityHeaders = {
	'x-content-type-options': 'nosniff',
	'referrer-policy': 'no-referrer',
	'cross-origin-opener-policy': 'same-origin',
	'cross-origin-resource-policy': 'same-origin',
	'x-frame-options': 'DENY'
};

/** Where the server was not started by the command line (as under the development server), it starts here. */
export async function init(): Promise<void> {
	if (!hasApplication()) await startApplicationFromEnvironment();
}

export const handle: Handle = async ({ event, resolve }) => {
	const { request } = event;
	const refused = refusal(event.route.id, request.method, {
		address: addressOf(event),
		host: request.headers.get('host'),
		isForwarded: forwardingHeaders.some((name) => request.headers.has(name)),
		fetchSite: request.headers.get('sec-fetch-site'),
		fetchMode: request.headers.get('sec-fetch-mode'),
		origin: request.headers.get('origin')
	});
	const response = refused === null ? await resolve(event) : refuse(refused.status, refused.reason, event.route.id);
	for (const [name, value] of Object.entries(securityHeaders)) response.headers.set(name, value);
	if (!response.headers.has('cache-control')) response.headers.set('cache-control', 'no-store');
	return response;
};

export const handleError: HandleServerError = ({ error, status, message }) => {
	if (status === 404) return { message };
	const reference = crypto.randomUUID().slice(0, 8);
	application().logger.error({ err: error, reference }, 'request failed');
	return { message: `Internal error, reference ${reference}` };
};

function addressOf(event: Parameters<Handle>[0]['event']): string | null {
	try {
		return event.getClientAddress();
	} catch {
		// A request without a socket (a closed one, a test's) comes from nowhere that could be trusted.
		return null;
	}
}

function refuse(status: number, reason: string, routeId: string | null): Response {
	const asked = routeId ?? '';
	const headers = { 'content-type': asked.startsWith('/api/') ? 'application/json' : 'text/plain; charset=utf-8' };
	return new Response(asked.startsWith('/api/') ? JSON.stringify({ error: reason }) : reason, { status, headers });
}
