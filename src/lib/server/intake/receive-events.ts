import type { ApiKeys, VerifiedKey } from '../access/api-keys.ts';
import type { WebhookSecrets } from '../access/webhook-secrets.ts';
import { readSignature, type SignatureHeaders, signedWith } from '../access/webhook-signature.ts';
import { type BodyRefusal as UnreadBody, readBody } from '../http/read-body.ts';
import { storeFailureOf } from '../event-log/event-store.ts';
import { acceptEvents, type IntakeParts, storeRefusals, tooFast } from './accept-events.ts';
import { inflateBody } from './inflate-body.ts';
import { bodyLimits, maySendEvents } from './intake-limits.ts';
import type { IntakeRates } from './intake-rates.ts';

/** What it takes to answer a request that brings events. */
export type ReceivingParts = IntakeParts &
	Readonly<{
		keys: Pick<ApiKeys, 'verify'>;
		webhookSecrets: Pick<WebhookSecrets, 'goodFor' | 'goodAnew' | 'noteUse' | 'now'>;
		rates: IntakeRates;
	}>;

/** A request that brings events, by whichever server it came. */
export type IncomingEvents = Readonly<{
	/** @param name in lower case */
	header(name: string): string | null;
	/** Those that may be attributes of an event, `ce-*`, among others or alone; names in lower case. */
	headers(): Iterable<readonly [name: string, value: string]>;
	/** The source that the address names; null where it names none. */
	source(): string | null;
	/** The body; a larger one is refused, and not read to its end. */
	read(maxBytes: number): Promise<Buffer | UnreadBody>;
}>;

/** What its sender is told. */
export type EventsAnswer = Readonly<{
	status: number;
	/** JSON. */
	body: string;
	headers: Readonly<Record<string, string>>;
}>;

/** Who sends, and the body as it came; its length is bounded, nothing in it was looked at. */
type Sending = Readonly<{ key: VerifiedKey; body: Buffer; defaultId?: string }>;

const notSigned = 'this signature is not valid';

/** Answers a request that brings events and came through the web framework. */
export async function receiveEvents(parts: ReceivingParts, request: Request): Promise<Response> {
	const answered = await answerEvents(parts, {
		header: (name) => request.headers.get(name),
		headers: () => request.headers,
		source: () => new URL(request.url).searchParams.get('source'),
		read: (maxBytes) => readBody(request, maxBytes)
	});
	return asResponse(answered);
}

/** Answers a request that brings events: the one way in, whichever server it came by. */
export async function answerEvents(parts: ReceivingParts, incoming: IncomingEvents): Promise<EventsAnswer> {
	try {
		return await answerInOrder(parts, incoming);
	} catch (error) {
		// Whose key it is stands in the same store as the log: whoever sends is to come again, as when the log takes nothing.
		const failure = storeFailureOf(error);
		if (failure === null) throw error;
		const { status, body, retryAfterSeconds } = storeRefusals[failure.failure];
		return answer(status, body, { 'retry-after': String(retryAfterSeconds) });
	}
}

async function answerInOrder(parts: ReceivingParts, incoming: IncomingEvents): Promise<EventsAnswer> {
	const authorization = incoming.header('authorization');
	const signature = authorization === null ? signatureHeaders(incoming) : null;
	const sending =
		signature === null
			? await withKey(parts, incoming, authorization)
			: await withSignature(parts, incoming, signature);
	if ('status' in sending) return sending;
	const { key, defaultId } = sending;
	const startedAt = performance.now();
	const { bytes } = bodyLimits(key.scopes);
	const encoding = incoming.header('content-encoding');
	const body = encoding === null ? sending.body : await inflateBody(sending.body, encoding, bytes);
	if ('status' in body) return answer(body.status, { error: body.reason });
	const contentType = incoming.header('content-type');
	const accepted = await acceptEvents(parts, key, { contentType, headers: incoming.headers(), body, defaultId });
	if (accepted.status === 200 || accepted.status === 207)
		parts.tally?.onAcknowledged((performance.now() - startedAt) / 1_000);
	const wait = 'retryAfterSeconds' in accepted ? { 'retry-after': String(accepted.retryAfterSeconds) } : {};
	return answer(accepted.status, accepted.body, wait);
}

/** The same answer for the web framework. */
export function asResponse({ status, body, headers }: EventsAnswer): Response {
	// The length is known, so that the answer need not be sent in chunks, each with a length of its own.
	return new Response(body, { status, headers: { ...headers, 'content-length': String(Buffer.byteLength(body)) } });
}

/** Somebody with a key: before the body is read it is known who they are, and whether they are too fast. */
async function withKey(
	parts: ReceivingParts,
	incoming: IncomingEvents,
	authorization: string | null
): Promise<Sending | EventsAnswer> {
	const [, token] = /^Bearer +(\S+) *$/i.exec(authorization ?? '') ?? [];
	const key = token === undefined ? null : await parts.keys.verify(token);
	if (key === null) {
		return refused(token === undefined ? 'a key is needed: Authorization: Bearer brk_…' : 'this key is not valid');
	}
	if (!maySendEvents(key.scopes)) return answer(403, { error: 'this key may not send events' });
	const waitMs = parts.rates.admitRequest(key.id, key.scopes);
	if (waitMs > 0) return slowDown(parts, waitMs);
	const body = await incoming.read(bodyLimits(key.scopes).bytes);
	return Buffer.isBuffer(body) ? { key, body } : unreadable(body);
}

/**
 * Somebody who signs. The source that they name says only which secrets may fit; whoever it is was proved by the one that does.
 * Nothing is counted against the source before that, or anybody could use its allowance up.
 */
async function withSignature(
	parts: ReceivingParts,
	incoming: IncomingEvents,
	headers: SignatureHeaders
): Promise<Sending | EventsAnswer> {
	const { webhookSecrets, rates } = parts;
	const source = incoming.source() ?? incoming.header('ce-source');
	if (source === null) return refused('source: whoever signs names it in the address, as in /api/events?source=NAME');
	const claimed = readSignature(headers, webhookSecrets.now());
	if (typeof claimed === 'string') return refused(claimed);
	// Headers are not signed: with an id of their own choosing, one message could be sent again as many.
	const ownId = incoming.header('ce-id');
	if (ownId !== null && ownId !== claimed.id)
		return refused('ce-id: is not signed; leave it out, the event has the id of the message');
	const known = await webhookSecrets.goodFor(source);
	if (known.length === 0 && (await webhookSecrets.goodAnew(source)).length === 0) return refused(notSigned);
	const sender = `signed ${source}`;
	const waitMs = rates.wouldAdmit(sender);
	if (waitMs > 0) return slowDown(parts, waitMs);
	const scopes = ['intake'] as const;
	const body = await incoming.read(bodyLimits(scopes).bytes);
	if (!Buffer.isBuffer(body)) return unreadable(body);
	const secret = signedWith(claimed, body, known) ?? signedWith(claimed, body, await webhookSecrets.goodAnew(source));
	if (secret === null) return refused(notSigned);
	webhookSecrets.noteUse(secret);
	const waitNowMs = rates.admitRequest(sender, scopes);
	if (waitNowMs > 0) return slowDown(parts, waitNowMs);
	return { key: { id: secret.id, source: secret.source, scopes }, body, defaultId: claimed.id };
}

/** Null where the request is not signed, or does not say so. */
function signatureHeaders({ header }: IncomingEvents): SignatureHeaders | null {
	const id = header('webhook-id');
	const timestamp = header('webhook-timestamp');
	const signature = header('webhook-signature');
	return id === null && timestamp === null && signature === null ? null : { id, timestamp, signature };
}

function refused(error: string): EventsAnswer {
	return answer(401, { error }, { 'www-authenticate': 'Bearer' });
}

function unreadable({ status, reason }: UnreadBody): EventsAnswer {
	return answer(status, { error: `body: ${reason}` });
}

function slowDown({ counters }: ReceivingParts, waitMs: number): EventsAnswer {
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

function answer(status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): EventsAnswer {
	const always = { 'content-type': 'application/json', 'cache-control': 'no-store' };
	return { status, body: JSON.stringify(body), headers: { ...always, ...headers } };
}
