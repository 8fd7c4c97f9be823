import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { cloudEvent } from '../../../../tests/support/contact-events.ts';
import { openIntake } from '../../../../tests/support/open-intake.ts';
import { StoreFailure } from '../event-log/event-store.ts';
import { readWebhookSecret, signatureOf } from '../access/webhook-signature.ts';
import { IntakeRates } from './intake-rates.ts';
import { allowWebhook, receiveEvents } from './receive-events.ts';

const now = Date.parse('2025-11-22T08:30:00Z');
const one = 'application/cloudevents+json';

type Headers = Readonly<Record<string, string>>;

function post(headers: Headers, body: BodyInit): Request {
	const init = { method: 'POST', headers, body, duplex: 'half' };
	return new Request('http://localhost/api/events', init);
}

async function openFor(scopes: readonly ('intake' | 'bulk' | 'read' | 'metrics')[]) {
	const parts = openIntake(now);
	const { text, key } = await parts.keys.create('pbx', scopes);
	return { parts, key, authorization: `Bearer ${text}` };
}

test('takes an event from the holder of a key', async () => {
	const { parts, authorization } = await openFor(['intake']);
	const response = await receiveEvents(
		parts,
		post({ authorization, 'content-type': one }, JSON.stringify(cloudEvent('a')))
	);
	expect(response.status).toBe(200);
	expect(response.headers.get('content-type')).toBe('application/json');
	expect(response.headers.get('cache-control')).toBe('no-store');
	expect(await response.json()).toEqual([{ id: 'a', seq: 1, status: 'stored' }]);
});

test('takes an event whose envelope is headers, and a body that is deflated', async () => {
	const { parts, authorization } = await openFor(['intake']);
	const { data, ...attributes } = cloudEvent('a');
	const headers = Object.fromEntries(Object.entries(attributes).map(([name, value]) => [`CE-${name}`, String(value)]));
	const binary = post({ authorization, 'content-type': 'application/json', ...headers }, JSON.stringify(data));
	expect((await receiveEvents(parts, binary)).status).toBe(200);
	const batch = { authorization, 'content-type': 'application/cloudevents-batch+json', 'content-encoding': 'gzip' };
	const deflated = post(batch, new Uint8Array(gzipSync(JSON.stringify([cloudEvent('a'), cloudEvent('b')]))));
	expect(await (await receiveEvents(parts, deflated)).json()).toMatchObject([{ status: 'duplicate' }, { seq: 2 }]);
});

test.each([
	['no key', {}, 401],
	['another scheme', { authorization: 'Basic eDp5' }, 401],
	['something that is no key', { authorization: 'Bearer brk_abc' }, 401]
])('refuses %s', async (_name, headers, status) => {
	const { parts } = await openFor(['intake']);
	const response = await receiveEvents(
		parts,
		post({ 'content-type': one, ...headers }, JSON.stringify(cloudEvent('a')))
	);
	expect(response.status).toBe(status);
	expect(response.headers.get('www-authenticate')).toBe('Bearer');
	expect((await parts.log.head()).seq).toBe(0);
});

test('refuses a key that may only read, and one that was revoked', async () => {
	const reading = await openFor(['read', 'metrics']);
	const event = JSON.stringify(cloudEvent('a'));
	const headers = { authorization: reading.authorization, 'content-type': one };
	expect((await receiveEvents(reading.parts, post(headers, event))).status).toBe(403);
	const { parts, key, authorization } = await openFor(['intake']);
	await parts.keys.revoke(key.id);
	expect((await receiveEvents(parts, post({ authorization, 'content-type': one }, event))).status).toBe(401);
});

test('stops taking in a body that has no end, and leaves its connection alone for the answer', async () => {
	const { parts, authorization } = await openFor(['intake']);
	let sent = 0;
	let isCancelled = false;
	const endless = new ReadableStream<Uint8Array>({
		pull(controller) {
			sent += 65_536;
			controller.enqueue(new Uint8Array(65_536).fill(0x20));
		},
		cancel() {
			isCancelled = true;
		}
	});
	const response = await receiveEvents(parts, post({ authorization, 'content-type': one }, endless));
	expect(response.status).toBe(413);
	expect(isCancelled).toBe(false);
	expect(sent).toBeLessThan(2_000_000);
});

test('does not begin to read a body that says it is too large', async () => {
	const { parts, authorization } = await openFor(['intake']);
	const request = post({ authorization, 'content-type': one, 'content-length': '1048577' }, 'x');
	expect((await receiveEvents(parts, request)).status).toBe(413);
	expect(request.bodyUsed).toBe(false);
});

test('says that a body broke off, and that the server in front found it too large', async () => {
	const { parts, authorization } = await openFor(['intake']);
	const failing = (error: Error) => new ReadableStream({ pull: (controller) => controller.error(error) });
	const headers = { authorization, 'content-type': one };
	expect((await receiveEvents(parts, post(headers, failing(new Error('aborted'))))).status).toBe(400);
	const tooLarge = Object.assign(new Error('too large'), { status: 413 });
	expect((await receiveEvents(parts, post(headers, failing(tooLarge)))).status).toBe(413);
});

test('says when to try again', async () => {
	const { parts, authorization } = await openFor(['intake']);
	const log = { append: async () => ({ committed: false as const, refusal: 'away' as const }) };
	const request = post({ authorization, 'content-type': one }, JSON.stringify(cloudEvent('a')));
	const response = await receiveEvents({ ...parts, log }, request);
	expect(response.status).toBe(503);
	expect(response.headers.get('retry-after')).toBe('5');
});

test('says when to come again where the store of keys cannot be asked', async () => {
	const { parts, authorization } = await openFor(['intake']);
	// As a query builder wraps what a driver throws.
	const away = new Error('Failed query', { cause: new StoreFailure('away', new Error('Connection terminated')) });
	const keys = { verify: () => Promise.reject(away) };
	const sent = () => post({ authorization, 'content-type': one }, JSON.stringify(cloudEvent('a')));
	const response = await receiveEvents({ ...parts, keys }, sent());
	expect([response.status, response.headers.get('retry-after')]).toEqual([503, '5']);
	const broken = { verify: () => Promise.reject(new Error('a bug')) };
	await expect(receiveEvents({ ...parts, keys: broken }, sent())).rejects.toThrow('a bug');
});

test('answers the handshake of webhooks', () => {
	const ask = (headers: Headers) =>
		allowWebhook(new Request('http://localhost/api/events', { method: 'OPTIONS', headers }));
	const answer = ask({ 'webhook-request-origin': 'eventemitter.example.com', 'webhook-request-rate': '120' });
	expect(answer.status).toBe(204);
	expect(answer.headers.get('webhook-allowed-origin')).toBe('eventemitter.example.com');
	expect(answer.headers.get('webhook-allowed-rate')).toBe('*');
	expect(answer.headers.get('allow')).toContain('POST');
	expect(ask({}).headers.get('webhook-allowed-origin')).toBeNull();
});

/** A body that notes whether anybody began to read it. */
function watchedBody() {
	const seen = { isRead: false };
	const stream = new ReadableStream<Uint8Array>(
		{
			pull(controller) {
				seen.isRead = true;
				controller.enqueue(new TextEncoder().encode('[]'));
				controller.close();
			}
		},
		{ highWaterMark: 0 }
	);
	return { seen, stream };
}

const batch = 'application/cloudevents-batch+json';

describe('who sends too fast', () => {
	function openAt() {
		const parts = openIntake(now);
		const clock = { at: 0 };
		return { clock, parts: { ...parts, rates: new IntakeRates(() => clock.at) } };
	}

	test('is told when to go on, before the body is read; 400 at once and 200 a second are not too fast', async () => {
		const { parts, clock } = openAt();
		const { text } = await parts.keys.create('pbx', ['intake', 'read']);
		const headers = { authorization: `Bearer ${text}`, 'content-type': batch };
		const send = async () => (await receiveEvents(parts, post(headers, '[]'))).status;
		for (let at = 0; at < 400; at++) expect(await send()).toBe(200);
		const { seen, stream } = watchedBody();
		const refused = await receiveEvents(parts, post(headers, stream));
		expect([refused.status, refused.headers.get('retry-after'), seen.isRead]).toEqual([429, '1', false]);
		expect(await refused.json()).toEqual({ error: 'too many at once, try again later' });
		expect(parts.counters.tooFast).toBe(1);
		// Another key is another sender.
		const { text: other } = await parts.keys.create('pbx', ['intake', 'read']);
		expect((await receiveEvents(parts, post({ ...headers, authorization: `Bearer ${other}` }, '[]'))).status).toBe(200);
		clock.at = 1000;
		for (let at = 0; at < 200; at++) expect(await send()).toBe(200);
		expect(await send()).toBe(429);
	});

	test('is nobody who may send in bulk', async () => {
		const { parts } = openAt();
		const { text } = await parts.keys.create('pbx', ['bulk']);
		const headers = { authorization: `Bearer ${text}`, 'content-type': batch };
		for (let at = 0; at < 1000; at++) expect((await receiveEvents(parts, post(headers, '[]'))).status).toBe(200);
	});

	test('is everybody together beyond 5,000 events a second, but for bulk', async () => {
		const { parts, clock } = openAt();
		const { text } = await parts.keys.create('pbx', ['intake']);
		const { text: bulk } = await parts.keys.create('pbx', ['bulk']);
		const rubbish = `[${Array(500).fill('{}').join()}]`;
		const send = (key: string, body: BodyInit = rubbish) =>
			receiveEvents(parts, post({ authorization: `Bearer ${key}`, 'content-type': batch }, body));
		for (let at = 0; at < 10; at++) expect((await send(text)).status).toBe(207);
		const { seen, stream } = watchedBody();
		expect([(await send(text, stream)).status, seen.isRead]).toEqual([429, false]);
		expect((await send(bulk)).status).toBe(207);
		clock.at = 100;
		expect((await send(text)).status).toBe(207);
		expect((await send(text)).status).toBe(429);
	});

	test('cannot be anybody in the name of a sender whose secret they have not', async () => {
		const { parts } = openAt();
		const { text } = await parts.webhookSecrets.create('pbx');
		const timestamp = String(now / 1000);
		const send = async (key: Buffer) => {
			const signature = `v1,${signatureOf(key, 'm', timestamp, Buffer.from('[]')).toString('base64')}`;
			const signed = { 'webhook-id': 'm', 'webhook-timestamp': timestamp, 'webhook-signature': signature };
			const init = { method: 'POST', headers: { ...signed, 'content-type': batch }, body: '[]' };
			return (await receiveEvents(parts, new Request('http://localhost/api/events?source=pbx', init))).status;
		};
		for (let at = 0; at < 500; at++) expect(await send(Buffer.alloc(32, 9))).toBe(401);
		const own = readWebhookSecret(text) ?? Buffer.alloc(0);
		for (let at = 0; at < 400; at++) expect(await send(own)).toBe(200);
		expect(await send(own)).toBe(429);
		expect(await send(Buffer.alloc(32, 9))).toBe(429);
	});
});

test('reads no body for a source that has no secret, a stale time, or a signature of no known kind', async () => {
	const { parts } = await openFor(['intake']);
	await parts.webhookSecrets.create('pbx');
	const signed = {
		'webhook-id': 'm',
		'webhook-timestamp': String(now / 1000),
		'webhook-signature': `v1,${Buffer.alloc(32).toString('base64')}`
	};
	const wrong = [
		['?source=nobody', signed],
		['', signed],
		['?source=pbx', { ...signed, 'webhook-timestamp': String(now / 1000 - 300) }],
		['?source=pbx', { ...signed, 'webhook-signature': 'v2,x' }]
	] as const;
	for (const [query, headers] of wrong) {
		const { seen, stream } = watchedBody();
		const init = { method: 'POST', headers: { ...headers, 'content-type': one }, body: stream, duplex: 'half' };
		const response = await receiveEvents(parts, new Request(`http://localhost/api/events${query}`, init));
		expect([response.status, seen.isRead]).toEqual([401, false]);
	}
});

test('takes 5,000 events and 10 MB a request from a bulk key, and no more', async () => {
	const { parts, authorization } = await openFor(['bulk']);
	const send = async (body: BodyInit) =>
		(await receiveEvents(parts, post({ authorization, 'content-type': batch }, body))).status;
	expect(await send(`[${Array(5000).fill('{}').join()}]`)).toBe(207);
	expect(await send(`[${Array(5001).fill('{}').join()}]`)).toBe(413);
	expect(await send(`[${' '.repeat(9_999_998)}]`)).toBe(200);
	expect(await send(`[${' '.repeat(9_999_999)}]`)).toBe(413);
});
