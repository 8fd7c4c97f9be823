import { gzipSync } from 'node:zlib';
import { readWebhookSecret, signatureOf } from '#lib/server/access/webhook-signature.ts';
import { cloudEvent } from './contact-events.ts';

/** What a request for events may be made of. */
export type EventRequestParts = Readonly<{
	/** Good for sending, for sending in bulk, for reading alone, and not good any more. */
	key: string;
	bulkKey: string;
	readingKey: string;
	revokedKey: string;
	/** A signing secret of the source `pbx`. */
	secret: string;
	/** Makes ids that no other request has. */
	prefix: string;
}>;

/** A request as it is sent; the path without its query goes before `query`. */
export type SentEvents = Readonly<{
	query?: string;
	headers: Readonly<Record<string, string>>;
	body: Buffer;
	/** Without a length, piece by piece. */
	isChunked?: boolean;
}>;

const one = 'application/cloudevents+json';
const batch = 'application/cloudevents-batch+json';
const lines = 'application/x-ndjson';

/** Requests of every kind that senders make, by what they are. */
export function eventRequests(parts: EventRequestParts): ReadonlyMap<string, SentEvents> {
	const { key, bulkKey, readingKey, revokedKey, prefix } = parts;
	const event = (id: string, changes: Readonly<Record<string, unknown>> = {}) => cloudEvent(`${prefix}.${id}`, changes);
	const by = (token: string, type: string, body: unknown, more: Readonly<Record<string, string>> = {}): SentEvents => ({
		headers: { authorization: `Bearer ${token}`, 'content-type': type, ...more },
		body: Buffer.isBuffer(body) ? body : Buffer.from(typeof body === 'string' ? body : JSON.stringify(body))
	});
	const { data, ...attributes } = event('binary');
	const asHeaders = Object.fromEntries(
		Object.entries(attributes).map(([name, value]) => [`ce-${name}`, String(value)])
	);
	const requests: Readonly<Record<string, SentEvents>> = {
		'one event': by(key, one, event('one')),
		'the same again': by(key, one, event('one')),
		'the same id with something else': by(key, one, event('one', { time: '2025-11-22T08:00:01Z' })),
		'a batch': by(key, batch, [event('b1'), event('b2'), event('b1')]),
		'an empty batch': by(key, batch, '[]'),
		'a batch of which one is wrong': by(key, batch, [event('b3'), event('b4', { type: 'contact.unknown' })]),
		'one a line': by(key, lines, `${JSON.stringify(event('l1'))}\n\n${JSON.stringify(event('l2'))}\nrubbish`),
		'an envelope of headers': by(key, 'application/json', data, asHeaders),
		'a header that is no UTF-8': by(key, 'application/json', data, { ...asHeaders, 'ce-id': '%ff' }),
		gzip: by(key, batch, gzipSync(JSON.stringify([event('g1')])), { 'content-encoding': 'gzip' }),
		'what is no gzip': by(key, batch, 'rubbish', { 'content-encoding': 'gzip' }),
		'another encoding': by(key, batch, '[]', { 'content-encoding': 'br' }),
		'gzip of too much': by(key, batch, gzipSync(Buffer.alloc(2_000_000, ' ')), { 'content-encoding': 'gzip' }),
		'no JSON': by(key, one, '{'),
		'an event that is wrong': by(key, one, event('wrong', { time: 'yesterday' })),
		'an event of the future': by(key, one, event('ahead', { time: '2999-01-01T00:00:00Z' })),
		'somebody else’s event': by(key, one, event('foreign', { source: 'other' })),
		'a form': by(key, 'application/x-www-form-urlencoded', 'a=b'),
		'plain text of another site': by(key, 'text/plain', '{}', {
			origin: 'https://evil.example.org',
			'sec-fetch-site': 'cross-site'
		}),
		'another charset': by(key, `${one}; charset=latin1`, event('latin')),
		'a body that is too large': by(key, batch, Buffer.alloc(1_048_577, ' ')),
		'the same without a length': { ...by(key, batch, Buffer.alloc(1_048_577, ' ')), isChunked: true },
		'too many events': by(key, batch, `[${Array(501).fill('{}').join()}]`),
		'as many in bulk': by(bulkKey, batch, `[${Array(501).fill('{}').join()}]`),
		pieces: { ...by(key, batch, [event('p1'), event('p2')]), isChunked: true },
		nothing: by(key, one, ''),
		'no key': { headers: { 'content-type': one }, body: Buffer.from('{}') },
		'another scheme': { headers: { 'content-type': one, authorization: 'Basic eDp5' }, body: Buffer.from('{}') },
		'no key at all behind Bearer': by('brk_abc', one, event('nokey')),
		'a key that may only read': by(readingKey, one, event('reader')),
		'a key that was revoked': by(revokedKey, one, event('revoked')),
		'a cookie beside no key': {
			headers: { 'content-type': one, cookie: 'session=x; display=y' },
			body: Buffer.from('{}')
		},
		'a proxy that nobody trusts': by(key, one, event('proxied'), {
			'x-forwarded-for': '10.0.0.9',
			'x-forwarded-proto': 'https'
		}),
		'no Content-Type': {
			headers: { authorization: `Bearer ${key}` },
			body: Buffer.from(JSON.stringify(event('untyped')))
		},
		...signedRequests(parts, event)
	};
	return new Map(Object.entries(requests));
}

function signedRequests(
	{ secret, prefix }: EventRequestParts,
	event: (id: string) => object
): Readonly<Record<string, SentEvents>> {
	const key = readWebhookSecret(secret) ?? Buffer.alloc(0);
	const signed = (id: string, query: string, at = Date.now(), own = key): SentEvents => {
		const body = Buffer.from(JSON.stringify(event(id)));
		const timestamp = String(Math.floor(at / 1_000));
		const signature = `v1,${signatureOf(own, `${prefix}.${id}`, timestamp, body).toString('base64')}`;
		const named = { 'webhook-id': `${prefix}.${id}`, 'webhook-timestamp': timestamp, 'webhook-signature': signature };
		return { query, headers: { 'content-type': one, ...named }, body };
	};
	return {
		'a signature': signed('s1', '?source=pbx'),
		'a signature whose source is a header': {
			...signed('s2', ''),
			headers: { ...signed('s2', '').headers, 'ce-source': 'pbx' }
		},
		'a signature of nobody': signed('s3', ''),
		'a signature of a source without a secret': signed('s4', '?source=nobody'),
		'a signature of this morning': signed('s5', '?source=pbx', Date.now() - 3_600_000),
		'a signature with another secret': signed('s6', '?source=pbx', Date.now(), Buffer.alloc(32, 9))
	};
}
