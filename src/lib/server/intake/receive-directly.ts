import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { BlockList } from 'node:net';
import { type Origin, originOf } from '../access/client-address.ts';
import type { Door } from '../access/door.ts';
import type { FailedCredentials } from '../access/failed-credentials.ts';
import { storeFailureOf } from '../event-log/event-store.ts';
import type { BodyRefusal } from '../http/read-body.ts';
import { setSecurityHeaders } from '../http/security-headers.ts';
import {
	answerEvents,
	asResponse,
	type EventsAnswer,
	type IncomingEvents,
	type ReceivingParts
} from './receive-events.ts';

/** What it takes to answer for the web framework. */
export type DirectParts = Readonly<{
	receiving: ReceivingParts;
	door: Pick<Door, 'admit'>;
	failedCredentials: Pick<FailedCredentials, 'answer'>;
	trustedProxies: BlockList;
	logger: Readonly<{ error(details: object, message: string): void }>;
}>;

/** Answers a request if it is one of its own; says whether it is. */
export type DirectHandler = (message: IncomingMessage, response: ServerResponse) => boolean;

const routeId = '/api/events';
/** What the framework could make an address of, without a doubt. */
const plainHost = /^(?:[\w.-]+|\[[0-9a-fA-F:.]+\])(?::\d{1,5})?$/;

/**
 * Answers `POST /api/events` in front of the web framework, whose objects cost more than a small batch does. Whatever is unusual
 * about a request (another spelling of the path, no Content-Type, an odd Host) is left to the framework's route, which gives the
 * same answers.
 * @see docs/decisions/0032-events-are-answered-before-the-framework.md
 */
export function receiveDirectly(parts: DirectParts): DirectHandler {
	return (message, response) => {
		if (!isPlain(message)) return false;
		void answer(parts, message).then(
			(answered) => send(response, answered.answer, answered.isSecure),
			(error: unknown) => send(response, failed(parts, error), false)
		);
		return true;
	};
}

function isPlain({ method, url, headers }: IncomingMessage): boolean {
	const isThere = url === routeId || url?.startsWith(`${routeId}?`) === true;
	return method === 'POST' && isThere && headers['content-type'] !== undefined && plainHost.test(headers.host ?? '');
}

async function answer(
	parts: DirectParts,
	message: IncomingMessage
): Promise<Readonly<{ answer: EventsAnswer; isSecure: boolean }>> {
	const header = (name: string): string | null => headerOf(message, name);
	const { socket } = message;
	const isEncrypted = 'encrypted' in socket && socket.encrypted === true;
	const origin = originOf(socket.remoteAddress ?? null, isEncrypted, header, parts.trustedProxies);
	const refusal = await refusalAtTheDoor(parts, origin, header);
	if (refusal !== null) return { answer: refusal, isSecure: origin.isSecure };
	const answered = await answerEvents(parts.receiving, incomingOf(message, header));
	const isWrongKey = answered.status === 401;
	return {
		answer: isWrongKey ? await slowedDown(parts, origin, answered) : answered,
		isSecure: origin.isSecure
	};
}

/** The route asks for a key itself; were that to change, it would be refused here and not let in. */
async function refusalAtTheDoor(
	{ door }: DirectParts,
	origin: Origin,
	header: (name: string) => string | null
): Promise<EventsAnswer | null> {
	const { refusal } = await door.admit({
		routeId,
		method: 'POST',
		origin,
		page: {
			fetchSite: header('sec-fetch-site'),
			fetchMode: header('sec-fetch-mode'),
			origin: header('origin'),
			siteOrigin: null
		},
		contentType: header('content-type'),
		authorization: header('authorization'),
		sessionToken: null,
		displayToken: null
	});
	if (refusal === null) return null;
	const headers = { 'content-type': 'application/json' };
	return { status: refusal.status, body: JSON.stringify({ error: refusal.reason }), headers };
}

async function slowedDown(
	{ failedCredentials }: DirectParts,
	{ address }: Origin,
	refusal: EventsAnswer
): Promise<EventsAnswer> {
	const answered = failedCredentials.answer(address, asResponse(refusal));
	const headers = Object.fromEntries([...answered.headers].filter(([name]) => name !== 'content-length'));
	return { status: answered.status, body: await answered.text(), headers };
}

function incomingOf(message: IncomingMessage, header: (name: string) => string | null): IncomingEvents {
	return {
		header,
		headers: () =>
			Object.keys(message.headers)
				.filter((name) => name.startsWith('ce-'))
				.map((name) => [name, header(name) ?? ''] as const)
				// As the framework's headers come: in the order of their names.
				.sort(([a], [b]) => (a < b ? -1 : 1)),
		source: () => new URL(message.url ?? '', 'http://localhost').searchParams.get('source'),
		read: (maxBytes) => readMessage(message, maxBytes)
	};
}

function headerOf({ headers }: IncomingMessage, name: string): string | null {
	const value = headers[name];
	return value === undefined ? null : typeof value === 'string' ? value : value.join(', ');
}

/** The bytes of a body. What a refusal leaves unread, the web server reads and throws away after the answer. */
function readMessage(message: IncomingMessage, maxBytes: number): Promise<Buffer | BodyRefusal> {
	const tooLarge = { status: 413, reason: `larger than ${maxBytes} bytes` } as const;
	if (Number(message.headers['content-length'] ?? 0) > maxBytes) return Promise.resolve(tooLarge);
	return new Promise((resolve) => {
		const chunks: Buffer[] = [];
		let bytes = 0;
		const settle = (read: Buffer | BodyRefusal): void => {
			message.off('data', take).off('end', end).off('close', breakOff).off('error', breakOff);
			resolve(read);
		};
		const take = (chunk: Buffer): void => {
			bytes += chunk.length;
			chunks.push(chunk);
			if (bytes <= maxBytes) return;
			message.pause();
			settle(tooLarge);
		};
		const end = (): void => {
			const [only] = chunks;
			settle(chunks.length === 1 && only !== undefined ? only : Buffer.concat(chunks, bytes));
		};
		const breakOff = (): void => settle({ status: 400, reason: 'broke off' });
		message.on('data', take).once('end', end).once('close', breakOff).once('error', breakOff);
	});
}

function failed({ logger }: DirectParts, error: unknown): EventsAnswer {
	if (storeFailureOf(error) !== null) {
		// Whose key it is could not be looked up: like events that could not be committed, they may come again.
		const headers = { 'content-type': 'application/json', 'retry-after': '5' };
		return { status: 503, body: JSON.stringify({ error: 'the event log is away, try again' }), headers };
	}
	const reference = randomUUID().slice(0, 8);
	logger.error({ err: error, reference }, 'request failed');
	const body = JSON.stringify({ message: `Internal error, reference ${reference}` });
	return { status: 500, body, headers: { 'content-type': 'application/json' } };
}

const alwaysSent = { plain: sentAlways(false), secure: sentAlways(true) };

/** What every answer that is no page says, name by name and value by value. */
function sentAlways(isSecure: boolean): readonly string[] {
	const headers = new Headers();
	setSecurityHeaders(headers, isSecure);
	return [...headers].filter(([name]) => name !== 'cache-control').flat();
}

function send(response: ServerResponse, { status, body, headers }: EventsAnswer, isSecure: boolean): void {
	const lines = [...(isSecure ? alwaysSent.secure : alwaysSent.plain)];
	for (const name in headers) lines.push(name, headers[name] ?? '');
	if (headers['cache-control'] === undefined) lines.push('cache-control', 'no-store');
	const length = Buffer.byteLength(body);
	lines.push('content-length', String(length));
	// As good as always nothing but ASCII, which is copied as it is: a thousand answers are 68 kB.
	response.writeHead(status, lines).end(body, length === body.length ? 'latin1' : 'utf8');
}
