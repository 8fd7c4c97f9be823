import type { ApiKeys, VerifiedKey } from '../access/api-keys.ts';
import type { WebhookSecrets } from '../access/webhook-secrets.ts';
import { readSignature, type SignatureHeaders, signedWith } from '../access/webhook-signature.ts';
import { readBody } from '../http/read-body.ts';
import { acceptEvents, type IntakeParts, tooFast } from './accept-events.ts';
import type { BodyRefusal } from './event-request.ts';
import { inflateBody } from './inflate-body.ts';
import { bodyLimits, maySendEvents } from './intake-limits.ts';
import type { IntakeRates } from './intake-rates.ts';

/** What it takes to answer a request that brings events. */
export type ReceivingParts = IntakeParts &
	Readonly<{
		keys: Pick<ApiKeys, 'verify'>;
		webhookSecrets: Pick<WebhookSecrets, 'goodFor' | 'noteUse' | 'now'>;
		rates: IntakeRates;
	}>;

/** Who sends, and the body as it came; its length is bounded, nothing in it was looked at. */
type Sending = Readonly<{ key: VerifiedKey; body: Buffer; defaultId?: string }>;

const notSigned = 'this signature is not valid';

/** Answers a request that brings events. */
export async function receiveEvents(parts: ReceivingParts, request: Request): Promise<Response> {
	const authorization = request.headers.get('authorization');
	const signature = authorization === null ? signatureHeaders(request.headers) : null;
	const sending =
		signature === null ? await withKey(parts, request, authorization) : await withSignature(parts, request, signature);
	if (sending instanceof Response) return sending;
	const { key, defaultId } = sending;
	const { bytes } = bodyLimits(key.scopes);
	const body = await inflateBody(sending.body, request.headers.get('content-encoding'), bytes);
	if ('status' in body) return answer(body.status, { error: body.reason });
	const contentType = request.headers.get('content-type');
	const accepted = await acceptEvents(parts, key, { contentType, headers: request.headers, body, defaultId });
	const wait = 'retryAfterSeconds' in accepted ? { 'retry-after': String(accepted.retryAfterSeconds) } : {};
	return answer(accepted.status, accepted.body, wait);
}

/** Somebody with a key: before the body is read it is known who they are, and whether they are too fast. */
async function withKey(
	parts: ReceivingParts,
	request: Request,
	authorization: string | null
): Promise<Sending | Response> {
	const [, token] = /^Bearer +(\S+) *$/i.exec(authorization ?? '') ?? [];
	const key = token === undefined ? null : await parts.keys.verify(token);
	if (key === null) {
		return refused(token === undefined ? 'a key is needed: Authorization: Bearer brk_…' : 'this key is not valid');
	}
	if (!maySendEvents(key.scopes)) return answer(403, { error: 'this key may not send events' });
	const waitMs = parts.rates.admitRequest(key.id, key.scopes);
	if (waitMs > 0) return slowDown(parts, waitMs);
	const body = await readBody(request, bodyLimits(key.scopes).bytes);
	return Buffer.isBuffer(body) ? { key, body } : unreadable(body);
}

/**
 * Somebody who signs. The source that they name says only which secrets may fit; whoever it is was proved by the one that does.
 * Nothing is counted against the source before that, or anybody could use its allowance up.
 */
async function withSignature(
	parts: ReceivingParts,
	request: Request,
	headers: SignatureHeaders
): Promise<Sending | Response> {
	const { webhookSecrets, rates } = parts;
	const source = new URL(request.url).searchParams.get('source') ?? request.headers.get('ce-source');
	if (source === null) return refused('source: whoever signs names it in the address, as in /api/events?source=NAME');
	const claimed = readSignature(headers, webhookSecrets.now());
	if (typeof claimed === 'string') return refused(claimed);
	// Headers are not signed: with an id of their own choosing, one message could be sent again as many.
	const ownId = request.headers.get('ce-id');
	if (ownId !== null && ownId !== claimed.id)
		return refused('ce-id: is not signed; leave it out, the event has the id of the message');
	const secrets = await webhookSecrets.goodFor(source);
	if (secrets.length === 0) return refused(notSigned);
	const sender = `signed ${source}`;
	const waitMs = rates.wouldAdmit(sender);
	if (waitMs > 0) return slowDown(parts, waitMs);
	const scopes = ['intake'] as const;
	const body = await readBody(request, bodyLimits(scopes).bytes);
	if (!Buffer.isBuffer(body)) return unreadable(body);
	const secret = signedWith(claimed, body, secrets);
	if (secret === null) return refused(notSigned);
	webhookSecrets.noteUse(secret);
	const waitNowMs = rates.admitRequest(sender, scopes);
	if (waitNowMs > 0) return slowDown(parts, waitNowMs);
	return { key: { id: secret.id, source: secret.source, scopes }, body, defaultId: claimed.id };
}

/** Null where the request is not signed, or does not say so. */
function signatureHeaders(headers: Headers): SignatureHeaders | null {
	const id = headers.get('webhook-id');
	const timestamp = headers.get('webhook-timestamp');
	const signature = headers.get('webhook-signature');
	return id === null && timestamp === null && signature === null ? null : { id, timestamp, signature };
}

function refused(error: string): Response {
	return answer(401, { error }, { 'www-authenticate': 'Bearer' });
}

function unreadable({ status, reason }: Pick<BodyRefusal, 'status' | 'reason'>): Response {
	return answer(status, { error: `body: ${reason}` });
}

function slowDown({ counters }: ReceivingParts, waitMs: number): Response {
	const { status, body, retryAfterSeconds } = tooFast(counters, waitMs);
	return answer(status, body, { 'retry-after': String(retryAfterSeconds) });
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
