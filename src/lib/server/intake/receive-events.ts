import type { ApiKeys } from '../access/api-keys.ts';
import { acceptEvents, type IntakeParts } from './accept-events.ts';
import type { BodyRefusal } from './event-request.ts';
import { inflateBody } from './inflate-body.ts';
import { bodyLimits, maySendEvents } from './intake-limits.ts';

/** Answers a request that brings events. */
export async function receiveEvents(
	parts: IntakeParts & Readonly<{ keys: Pick<ApiKeys, 'verify'> }>,
	request: Request
): Promise<Response> {
	const [, token] = /^Bearer +(\S+) *$/i.exec(request.headers.get('authorization') ?? '') ?? [];
	const key = token === undefined ? null : await parts.keys.verify(token);
	if (key === null) {
		const error = token === undefined ? 'a key is needed: Authorization: Bearer brk_…' : 'this key is not valid';
		return answer(401, { error }, { 'www-authenticate': 'Bearer' });
	}
	if (!maySendEvents(key.scopes)) return answer(403, { error: 'this key may not send events' });

	const { bytes } = bodyLimits(key.scopes);
	const sent = await readBody(request, bytes);
	const body = 'status' in sent ? sent : await inflateBody(sent, request.headers.get('content-encoding'), bytes);
	if ('status' in body) return answer(body.status, { error: body.reason });
	const contentType = request.headers.get('content-type');
	const accepted = await acceptEvents(parts, key, { contentType, headers: request.headers, body });
	const wait = 'retryAfterSeconds' in accepted ? { 'retry-after': String(accepted.retryAfterSeconds) } : {};
	return answer(accepted.status, accepted.body, wait);
}

/**
 * Answers the question that some senders ask before their first event: may they? The key decides that, so the answer is
 * yes; the address they name for a later answer is never called.
 */
export function allowWebhook(request: Request): Response {
	const headers = new Headers({ allow: 'POST, OPTIONS' });
	const origin = request.headers.get('webhook-request-origin');
	if (origin !== null) {
		headers.set('webhook-allowed-origin', origin);
		headers.set('webhook-allowed-rate', '*');
	}
	return new Response(null, { status: 204, headers });
}

async function readBody(request: Request, maxBytes: number): Promise<Buffer | BodyRefusal> {
	const tooLarge = { status: 413, reason: `body: larger than ${maxBytes} bytes` } as const;
	if (Number(request.headers.get('content-length') ?? 0) > maxBytes) return tooLarge;
	if (request.body === null) return Buffer.alloc(0);
	const chunks: Uint8Array[] = [];
	let bytes = 0;
	try {
		// Not cancelled when the loop is left: that would take the connection down before the sender has read the answer.
		for await (const chunk of request.body.values({ preventCancel: true })) {
			bytes += chunk.length;
			if (bytes > maxBytes) return tooLarge;
			chunks.push(chunk);
		}
	} catch (error) {
		// The server in front of us has a limit of its own, and a sender may hang up half-way.
		if (error instanceof Error && 'status' in error && error.status === 413) return tooLarge;
		return { status: 400, reason: 'body: broke off' };
	}
	const [only] = chunks;
	return chunks.length === 1 && only !== undefined
		? Buffer.from(only.buffer, only.byteOffset, only.length)
		: Buffer.concat(chunks);
}

function answer(status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): Response {
	const text = Buffer.from(JSON.stringify(body));
	return new Response(text, {
		status,
		headers: {
			'content-type': 'application/json',
			// Known, so that the answer need not be sent in chunks, each with a length of its own.
			'content-length': String(text.length),
			'cache-control': 'no-store',
			...headers
		}
	});
}
