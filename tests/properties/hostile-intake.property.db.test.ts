import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { acceptEvents } from '#lib/server/intake/accept-events.ts';
import { receiveEvents } from '#lib/server/intake/receive-events.ts';
import { cloudEvent } from '../support/contact-events.ts';
import { openIntake } from '../support/open-intake.ts';
import { runsOf } from '../support/seed.ts';

const now = Date.parse('2025-11-22T08:30:00Z');
const good = JSON.stringify(cloudEvent('a'));
const field = '"queue":"sales"';

/** Texts in place of one field, each of which alone makes the event unfit. */
const spoiledField = fc.oneof(
	fc.integer({ min: 17, max: 3000 }).map((depth) => `${field},"x":${'['.repeat(depth)}${']'.repeat(depth)}`),
	fc.integer({ min: 17, max: 3000 }).map((depth) => `${field},"x":${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`),
	fc
		.integer({ min: 201, max: 400 })
		.map((names) => `${field}${Array.from({ length: names }, (_, at) => `,"n${at}":0`).join('')}`),
	fc.integer({ min: 8193, max: 40_000 }).map((length) => `${field},"x":"${'y'.repeat(length)}"`),
	fc
		.constantFrom('1e400', '-1e999', '18446744073709551616', '9007199254740993')
		.map((number) => `${field},"x":${number}`),
	fc.constantFrom('\\ud800', '\\udc00\\ud800', 'a\\u0000b', '\\u0000').map((text) => `"queue":"${text}"`),
	fc.constantFrom('"queue":"service"', '"x":1,"x":1', '"x":{"y":1,"\\u0079":2}').map((twice) => `${field},${twice}`),
	fc.constantFrom('__proto__', '\\u005f_proto__').map((name) => `${field},"${name}":{"queue":"x"}`),
	fc
		.json({ maxDepth: 3 })
		.filter(isNoString)
		.map((json) => `"queue":${json}`),
	fc.constantFrom(
		'',
		'"queue":undefined',
		'"queue":NaN',
		"'queue':'sales'",
		`${field},`,
		`${field},/**/"x":1`,
		'"queue":"\t"'
	)
);

const spoiledEvent = fc.oneof(
	spoiledField.map((spoiled) => good.replace(field, spoiled)),
	fc.nat(good.length - 1).map((length) => good.slice(0, length)),
	fc.json({ maxDepth: 4 }),
	fc.string({ unit: 'binary', maxLength: 200 }),
	// No string: it may well be an id.
	fc
		.tuple(
			fc.constantFrom('id', 'source', 'type', 'time', 'specversion', 'data'),
			fc.json({ maxDepth: 2 }).filter(isNoString)
		)
		.map(([name, json]) => JSON.stringify({ ...cloudEvent('a'), [name]: JSON.parse(json) as unknown }))
);

const spoiledBody = fc.oneof(
	spoiledEvent.map((text) => Buffer.from(text)),
	fc.array(spoiledEvent, { maxLength: 5 }).map((texts) => Buffer.from(`[${texts.join()}]`)),
	fc.array(spoiledEvent, { maxLength: 5 }).map((texts) => Buffer.from(texts.join('\n'))),
	fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)),
	fc.constantFrom(good, `[${good}]`).map((text) => Buffer.from(`\ufeff${text}`)),
	fc.constantFrom(good, `[${good}]`).map((text) => Buffer.from(text, 'utf16le')),
	fc.constantFrom(good, `[${good}]`).map((text) => Buffer.concat([Buffer.from(text), Buffer.from([0xff])])),
	fc.constantFrom(good, `[${good}]`).map((text) => Buffer.from(`${text}\0`)),
	fc.integer({ min: 100_000, max: 1_000_000 }).map((depth) => Buffer.from('['.repeat(depth)))
);

const contentType = fc.oneof(
	{
		weight: 6,
		arbitrary: fc.constantFrom(
			'application/cloudevents+json',
			'application/cloudevents-batch+json',
			'application/x-ndjson'
		)
	},
	fc.constantFrom('application/json', 'text/plain', 'application/cloudevents+json; charset=utf-16', ''),
	fc.string({ maxLength: 40 })
);

const headers = fc.dictionary(
	fc.constantFrom('ce-id', 'ce-type', 'ce-source', 'ce-specversion', 'ce-time', 'ce-__proto__', 'ce-data', 'ce-'),
	fc.oneof(
		fc.constantFrom('%00', '%ff', '%', '"\\', '1.0', 'pbx', 'contact.queued', '2025-11-22T08:26:40Z'),
		fc.string()
	)
);

function refusedOnly(status: number, answers: unknown): boolean {
	const isEmpty = Array.isArray(answers) && answers.length === 0;
	return (status >= 400 && status < 500) || status === 207 || (status === 200 && isEmpty);
}

test('answers every hostile body without a throw, and not a row of it is in the log', async () => {
	const parts = openIntake(now);
	const key = { id: 'k', source: 'pbx', scopes: ['intake' as const] };
	const seen = new Set<number>();
	await fc.assert(
		fc.asyncProperty(contentType, headers, spoiledBody, async (type, ceHeaders, body) => {
			const request = { contentType: type === '' ? null : type, headers: Object.entries(ceHeaders), body };
			const { status, body: answers } = await acceptEvents(parts, key, request);
			seen.add(status);
			expect([status, answers]).toSatisfy(() => refusedOnly(status, answers));
			expect(JSON.stringify(answers).isWellFormed()).toBe(true);
		}),
		runsOf(5000)
	);
	expect((await parts.log.head()).seq).toBe(0);
	// The bodies have to reach every corner, or the test shows nothing.
	expect([...seen].sort()).toEqual(expect.arrayContaining([207, 400, 415, 422]));
	expect(
		await acceptEvents(parts, key, {
			contentType: 'application/cloudevents+json',
			headers: [],
			body: Buffer.from(good)
		})
	).toMatchObject({
		status: 200,
		body: [{ seq: 1 }]
	});
	await parts.rejected.flush();
	expect((await parts.rejectedStore.list(1)).length).toBe(1);
}, 120_000);

test('answers every hostile request, deflated or not, without a throw', async () => {
	const parts = openIntake(now);
	const { text: token } = await parts.keys.create('pbx', ['intake']);
	const encoding = fc.constantFrom(undefined, 'gzip', 'br', 'gzip, gzip');
	await fc.assert(
		fc.asyncProperty(contentType, encoding, fc.boolean(), spoiledBody, async (type, coding, isCoded, body) => {
			const init = new Headers({ authorization: `Bearer ${token}` });
			if (/^[ -~]+$/.test(type)) init.set('content-type', type);
			if (coding !== undefined) init.set('content-encoding', coding);
			const sent = new Uint8Array(isCoded ? gzipSync(body) : body);
			const response = await receiveEvents(
				parts,
				new Request('http://x/api/events', { method: 'POST', headers: init, body: sent })
			);
			expect(refusedOnly(response.status, await response.json())).toBe(true);
		}),
		runsOf(1000)
	);
	expect((await parts.log.head()).seq).toBe(0);
}, 120_000);

function isNoString(json: string): boolean {
	return !json.startsWith('"');
}
