import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { cloudEvent } from '../../../../tests/support/contact-events.ts';
import { openIntake } from '../../../../tests/support/open-intake.ts';
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
