import { rmSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { type RunningServer, startServer } from '#lib/cli/serve.ts';
import { readWebhookSecret, signatureOf } from '#lib/server/access/webhook-signature.ts';
import { createLogger } from '#lib/server/logger.ts';
import { cloudEvent } from '../support/contact-events.ts';
import { testConfiguration } from '../support/open-application.ts';

const folder = mkdtempSync(join(tmpdir(), 'bereik-signed-'));
let server: RunningServer;
let secretText = '';
let no = 0;

beforeAll(async () => {
	server = await startServer(testConfiguration(folder), { logger: createLogger('silent') });
	secretText = (await server.app.access.webhookSecrets.create('pbx')).text;
});
afterAll(async () => {
	await server.stop();
	rmSync(folder, { recursive: true, force: true });
});
beforeEach(() => {
	no++;
});

type Sent = Readonly<{
	body: string | Buffer;
	id?: string;
	at?: number;
	secret?: string;
	query?: string;
	headers?: Readonly<Record<string, string>>;
}>;

function headersOf({ body, id = `msg.${no}`, at = Date.now(), secret = secretText, headers }: Sent) {
	const timestamp = String(Math.floor(at / 1000));
	const key = readWebhookSecret(secret) ?? Buffer.alloc(0);
	return {
		'content-type': 'application/cloudevents+json',
		'webhook-id': id,
		'webhook-timestamp': timestamp,
		'webhook-signature': `v1,${signatureOf(key, id, timestamp, Buffer.from(body)).toString('base64')}`,
		...headers
	};
}

async function post(
	headers: Readonly<Record<string, string>>,
	body: string | Buffer,
	query = '?source=pbx'
): Promise<{ status: number; body: unknown; retryAfter: string | null }> {
	const url = `${server.web.url}/api/events${query}`;
	const sent = typeof body === 'string' ? body : new Uint8Array(body);
	const response = await fetch(url, { method: 'POST', headers, body: sent });
	return { status: response.status, body: await response.json(), retryAfter: response.headers.get('retry-after') };
}

/** Signs and sends. */
function send(sent: Sent) {
	return post(headersOf(sent), sent.body, sent.query);
}

function event(changes: Readonly<Record<string, unknown>> = {}): string {
	return JSON.stringify(cloudEvent(`e${no}`, changes));
}

async function head(): Promise<number> {
	return (await server.app.log.head()).seq;
}

describe('an event that its sender signs', () => {
	test('is taken without a key, and its repeat gets the same place', async () => {
		const sent = { body: event() };
		const first = await send(sent);
		expect(first).toMatchObject({ status: 200, body: [{ id: `e${no}`, status: 'stored' }] });
		const again = await send(sent);
		const [{ seq }] = first.body as [{ seq: number }];
		expect(again).toMatchObject({ status: 200, body: [{ id: `e${no}`, seq, status: 'duplicate' }] });
		expect(await head()).toBe(seq);
	});

	test('may have the id of the message as its own, in the body or in headers', async () => {
		const { id: _id, ...withoutId } = cloudEvent('x');
		const sent = { body: JSON.stringify(withoutId), id: `evt_${no}.a` };
		const first = await send(sent);
		expect(first).toMatchObject({ status: 200, body: [{ id: `evt_${no}.a`, status: 'stored' }] });
		expect(await send(sent)).toMatchObject({ body: [{ ...(first.body as object[])[0], status: 'duplicate' }] });
		expect(await send({ ...sent, body: JSON.stringify({ id: null, ...withoutId }) })).toMatchObject({
			body: [{ id: `evt_${no}.a`, status: 'duplicate' }]
		});
		const { data, ...attributes } = withoutId;
		const ceHeaders = Object.fromEntries(
			Object.entries(attributes).map(([name, value]) => [`ce-${name}`, String(value)])
		);
		const binary = {
			...sent,
			body: JSON.stringify(data),
			headers: { ...ceHeaders, 'content-type': 'application/json' }
		};
		expect(await send(binary)).toMatchObject({ body: [{ id: `evt_${no}.a`, status: 'duplicate' }] });
		expect(await send({ ...binary, query: '' })).toMatchObject({ status: 200 });
		// Headers are not signed: one message must not be sent again as many.
		const another = { ...binary, headers: { ...binary.headers, 'ce-id': 'another' } };
		expect(await send(another)).toMatchObject({ status: 401 });
		expect(await send({ ...binary, headers: { ...binary.headers, 'ce-id': sent.id } })).toMatchObject({ status: 200 });
	});

	test('has an id of its own where it has one, and where many come together', async () => {
		const batch = { headers: { 'content-type': 'application/cloudevents-batch+json' } };
		const { id: _id, ...withoutId } = cloudEvent('x');
		expect(await send({ ...batch, body: `[${event()},${JSON.stringify(withoutId)}]` })).toMatchObject({
			status: 207,
			body: [
				{ id: `e${no}`, status: 'stored' },
				{ id: null, status: 'rejected', reason: 'id: missing' }
			]
		});
		expect(await send({ body: JSON.stringify(withoutId), id: 'a message/7' })).toMatchObject({
			status: 422,
			body: [{ reason: expect.stringMatching(/^id: must be 1 to 128/) }]
		});
	});

	test('is signed as it travels: what is zipped is signed zipped', async () => {
		const zipped = gzipSync(event());
		expect(await send({ body: zipped, headers: { 'content-encoding': 'gzip' } })).toMatchObject({ status: 200 });
		const before = await head();
		const overPlain = headersOf({ body: event(), headers: { 'content-encoding': 'gzip' } });
		expect(await post(overPlain, zipped)).toMatchObject({ status: 401 });
		expect(await head()).toBe(before);
	});

	test('speaks for the source of its secret alone', async () => {
		const { text } = await server.app.access.webhookSecrets.create('chat');
		const before = await head();
		expect(await send({ body: event({ source: 'chat' }) })).toMatchObject({ status: 403 });
		expect(await send({ body: event(), secret: text })).toMatchObject({ status: 401 });
		expect(await send({ body: event(), secret: text, query: '?source=chat' })).toMatchObject({ status: 403 });
		expect(await head()).toBe(before);
		expect(await send({ body: event({ source: 'chat' }), secret: text, query: '?source=chat' })).toMatchObject({
			status: 200
		});
	});
});

describe('a signed request is refused and changes nothing', () => {
	const wrong: readonly (readonly [string, () => Promise<{ status: number; body: unknown }>])[] = [
		['with another body', () => post(headersOf({ body: event() }), event({ time: '2025-11-22T08:00:00Z' }))],
		['with a byte more', () => post(headersOf({ body: event() }), `${event()} `)],
		['under another id', () => post({ ...headersOf({ body: event() }), 'webhook-id': 'other' }, event())],
		['5 minutes old', () => send({ body: event(), at: Date.now() - 300_000 })],
		['5 minutes ahead', () => send({ body: event(), at: Date.now() + 302_000 })],
		[
			'with its time set anew',
			() => post({ ...headersOf({ body: event(), at: Date.now() - 400_000 }), 'webhook-timestamp': stamp() }, event())
		],
		['by another secret', () => send({ body: event(), secret: Buffer.alloc(32, 5).toString('base64') })],
		['for a source that has no secret', () => send({ body: event(), query: '?source=nobody' })],
		['for no source', () => send({ body: event(), query: '' })],
		['without an id', () => without('webhook-id')],
		['without a time', () => without('webhook-timestamp')],
		['without a signature', () => without('webhook-signature')],
		['with a key that is none beside it', () => send({ body: event(), headers: { authorization: 'Bearer brk_x' } })]
	];

	function stamp(): string {
		return String(Math.floor(Date.now() / 1000));
	}

	function without(name: string) {
		const headers = Object.entries(headersOf({ body: event() })).filter(([header]) => header !== name);
		return post(Object.fromEntries(headers), event());
	}

	test.each(wrong)('%s', async (_name, request) => {
		const before = await head();
		const { status, body } = await request();
		expect([status, body]).toEqual([401, { error: expect.any(String) }]);
		expect(await head()).toBe(before);
		expect(await send({ body: event() })).toMatchObject({ status: 200 });
	});

	test('after its secret was revoked, while a second one goes on', async () => {
		const { webhookSecrets } = server.app.access;
		const old = await webhookSecrets.create('ivr');
		const anew = await webhookSecrets.create('ivr');
		const body = event({ source: 'ivr' });
		const by = (secret: string) => send({ body, secret, query: '?source=ivr' });
		const oldHeaders = headersOf({ body, secret: old.text });
		const both = {
			...oldHeaders,
			'webhook-signature': `${oldHeaders['webhook-signature']} ${headersOf({ body, secret: anew.text })['webhook-signature']}`
		};
		expect([(await by(old.text)).status, (await by(anew.text)).status]).toEqual([200, 200]);
		await webhookSecrets.revoke(old.secret.id);
		expect([(await by(old.text)).status, (await by(anew.text)).status]).toEqual([401, 200]);
		expect((await post(both, body, '?source=ivr')).status).toBe(200);
	});

	test('when there are more than its sender may send, before they are read, and others go on', async () => {
		// Rates are counted on this clock: a slow machine must not let them fill up meanwhile.
		const clock = vi.spyOn(performance, 'now').mockReturnValue(performance.now());
		onTestFinished(() => clock.mockRestore());
		const { webhookSecrets, keys } = server.app.access;
		const { text } = await webhookSecrets.create('fast');
		const sent = { body: event({ source: 'fast' }), secret: text, query: '?source=fast' };
		const { intakeRates } = server.app;
		for (let at = 0; at < 400; at++) intakeRates.admitRequest('signed fast', ['intake']);
		const answers = await Promise.all(Array.from({ length: 100 }, () => send(sent)));
		const refused = answers.filter(({ status }) => status === 429);
		expect(refused.length).toBeGreaterThan(0);
		expect(refused[0]).toEqual({
			status: 429,
			body: { error: 'too many at once, try again later' },
			retryAfter: '1'
		});
		const { text: key } = await keys.create('other', ['intake']);
		const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/cloudevents+json' };
		expect((await post(headers, event({ source: 'other' }))).status).toBe(200);
	});
});
