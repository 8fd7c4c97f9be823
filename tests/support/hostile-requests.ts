import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { cloudEvent } from './contact-events.ts';

/** A request that holds no event that may enter the log. */
export type HostileRequest = Readonly<{ name: string; headers: Readonly<Record<string, string>>; body: Buffer }>;

const structured = 'application/cloudevents+json';
const batch = 'application/cloudevents-batch+json';
const lines = 'application/x-ndjson';

/** An event that would be taken, with what makes it unfit in place of a part of its text. */
function spoiled(replace: string, by: string): string {
	return JSON.stringify(cloudEvent('hostile')).replace(replace, () => by);
}

const field = '"queue":"sales"';

function inData(text: string): string {
	return spoiled(field, `${field},${text}`);
}

/** An event that would be taken but for one attribute. */
function unfit(changes: Readonly<Record<string, unknown>>): string {
	return JSON.stringify(cloudEvent('hostile', changes));
}

function ahead(ms: number): string {
	return new Date(Date.now() + ms).toISOString();
}

const spoiledText = fc.oneof(
	fc.integer({ min: 17, max: 6_000 }).map((depth) => inData(`"x":${'['.repeat(depth)}${']'.repeat(depth)}`)),
	fc.integer({ min: 17, max: 6_000 }).map((depth) => inData(`"x":${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`)),
	fc
		.integer({ min: 201, max: 900 })
		.map((names) => inData(Array.from({ length: names }, (_, n) => `"n${n}":0`).join())),
	fc.integer({ min: 8_193, max: 40_000 }).map((length) => inData(`"x":"${'y'.repeat(length)}"`)),
	fc
		.constantFrom('1e400', '-1e999', '18446744073709551616', '9007199254740993', '1e308')
		.map((number) => inData(`"priority":${number}`)),
	fc
		.constantFrom('\\ud800', '\\udc00\\ud800', 'a\\u0000b', '\\u0000', 'x\\udfff')
		.map((text) => spoiled(field, `"queue":"${text}"`)),
	fc.constantFrom('"queue":"service"', '"x":1,"x":1', '"x":{"y":1,"\\u0079":2}').map(inData),
	fc
		.constantFrom('__proto__', '\\u005f_proto__', '_\\u005Fproto__')
		.map((name) => inData(`"${name}":{"queue":"x","isAdmin":true}`)),
	fc
		.constantFrom('', '"queue":undefined', '"queue":NaN', "'queue':'sales'", `${field},`, '"queue":"\t"')
		.map((text) => spoiled(field, text)),
	fc
		.constantFrom(
			'2026-11-22T10:00:00',
			'2026-02-30T00:00:00Z',
			'2026-11-22',
			'now',
			'1763800000',
			'',
			'2026-11-22T25:00:00Z'
		)
		.map((time) => unfit({ time })),
	fc.integer({ min: 180_000, max: 3 * 86_400_000 }).map((ms) => unfit({ time: ahead(ms) })),
	fc
		.constantFrom('a b', '', ' ', 'a/b', 'é', 'x'.repeat(129), '../../etc', "';drop table events;--")
		.map((id) => unfit({ id })),
	fc.constantFrom('other', 'PBX', 'pbx ', 'bereik', '', '__proto__').map((source) => unfit({ source })),
	fc
		.constantFrom('contact.exploded', 'bereik.settings.changed', 'bereik.import.undone', 'toString', '__proto__', '')
		.map((type) => unfit({ type })),
	fc.constantFrom('0.3', '1', '', '1.0.0').map((specversion) => unfit({ specversion })),
	fc
		.tuple(
			fc.constantFrom('id', 'source', 'type', 'time', 'specversion', 'data', 'supersedes', 'backfill'),
			// No string, which may well be an id; no null, which counts as absent; neither of the two that `backfill` may be.
			fc.json({ maxDepth: 2 }).filter((json) => !/^(?:"|null|true|false)/.test(json))
		)
		.filter(([name, json]) => name !== 'data' || !json.includes('contact'))
		.map(([name, json]) => unfit({ [name]: JSON.parse(json) as unknown })),
	fc.nat(JSON.stringify(cloudEvent('hostile')).length - 1).map((length) => unfit({}).slice(0, length)),
	fc.json({ maxDepth: 4 }),
	fc.string({ unit: 'binary', maxLength: 300 })
);

const spoiledBody = fc.oneof(
	{ weight: 8, arbitrary: spoiledText.map((text) => Buffer.from(text)) },
	{
		weight: 4,
		arbitrary: fc.array(spoiledText, { minLength: 1, maxLength: 8 }).map((texts) => Buffer.from(`[${texts.join()}]`))
	},
	{
		weight: 3,
		arbitrary: fc.array(spoiledText, { minLength: 1, maxLength: 8 }).map((texts) => Buffer.from(texts.join('\n')))
	},
	fc.uint8Array({ minLength: 1, maxLength: 400 }).map((bytes) => Buffer.from(bytes)),
	fc
		.constantFrom(unfit({}), `[${unfit({})}]`)
		.chain((good) =>
			fc.constantFrom(
				Buffer.from(`\ufeff${good}`),
				Buffer.from(good, 'utf16le'),
				Buffer.concat([Buffer.from(good), Buffer.from([0xff])]),
				Buffer.from(`${good}\0`),
				Buffer.concat([Buffer.from(good.slice(0, 20)), Buffer.from([0xed, 0xa0, 0x80]), Buffer.from(good.slice(20))])
			)
		)
);

const latin1 = /^[\x20-\x7e\xa0-\xff]*$/;

const contentType = fc.oneof(
	{ weight: 8, arbitrary: fc.constantFrom(structured, batch, lines) },
	fc.constantFrom(`${structured}; charset=utf-16`, 'text/plain', 'text/html', 'application/xml', 'multipart/form-data'),
	fc.constantFrom('application/json', 'application/x-www-form-urlencoded', `${batch};charset="latin1"`, ';', '/'),
	fc.string({ maxLength: 40 }).filter((text) => latin1.test(text))
);

const encoding = fc.oneof(
	{ weight: 9, arbitrary: fc.constant(undefined) },
	fc.constantFrom('gzip', 'br', 'deflate', 'gzip, gzip', 'x-gzip', 'chunked', '*')
);

const eventHeaders = fc.oneof(
	{ weight: 5, arbitrary: fc.constant({}) },
	fc.dictionary(
		fc.constantFrom('ce-id', 'ce-type', 'ce-source', 'ce-specversion', 'ce-time', 'ce-__proto__', 'ce-data', 'ce-'),
		fc.oneof(
			fc.constantFrom('%00', '%ff', '%', '"\\', '1.0', 'pbx', 'contact.queued', '2025-11-22T08:26:40Z'),
			fc.string().filter((text) => latin1.test(text))
		)
	)
);

/** Requests of every kind that goes wrong in practice or on purpose. */
export const hostileRequest: fc.Arbitrary<HostileRequest> = fc
	.record({ type: contentType, encoding, more: eventHeaders, isZipped: fc.boolean(), body: spoiledBody })
	// An empty batch, or one of blank lines, is no attack: it is taken, and nothing is in it.
	.filter(({ body }) => !/^\s*(?:\[\s*\]\s*)?$/.test(body.toString('latin1')))
	.map(({ type, encoding: coding, more, isZipped, body }) => ({
		name: 'generated',
		headers: { ...more, 'content-type': type, ...(coding === undefined ? {} : { 'content-encoding': coding }) },
		body: coding?.includes('gzip') && isZipped ? gzipSync(body) : body
	}));

/** Requests too large or too strange to be generated, each made when it is sent. */
export const monsters: readonly (readonly [name: string, make: () => Omit<HostileRequest, 'name'>])[] = [
	['a million opening brackets', () => plain(batch, '['.repeat(1_000_000))],
	['a million objects, one in the other', () => plain(structured, '{"a":'.repeat(200_000))],
	['brackets closed a million deep', () => plain(batch, '['.repeat(500_000) + ']'.repeat(500_000))],
	['data half a million deep', () => plain(structured, inData(`"x":${'['.repeat(250_000)}${']'.repeat(250_000)}`))],
	['two million bytes', () => plain(batch, `[${' '.repeat(2_000_000)}]`)],
	['twelve million bytes', () => plain(batch, 'x'.repeat(12_000_000))],
	['two million bytes of unknown length', () => chunked(batch, 'x'.repeat(2_000_000))],
	['twelve million bytes of unknown length', () => chunked(batch, 'x'.repeat(12_000_000))],
	['a large body without a key', () => withHeader('authorization', '', 'x'.repeat(900_000))],
	['a large body of no known type', () => plain('text/csv', 'x'.repeat(900_000))],
	['200 MB of zeros, zipped', () => zipped(batch, zippedZeros())],
	['a zipped million of brackets', () => zipped(batch, gzipSync('['.repeat(1_000_000)))],
	['half of a zipped body', () => zipped(batch, gzipSync('[]'.repeat(5_000)).subarray(0, 30))],
	['a zip in a zip', () => zipped(batch, gzipSync(gzipSync(`[${unfit({})}]`)))],
	['501 events', () => plain(batch, `[${Array.from({ length: 501 }, () => unfit({ type: 'x' })).join()}]`)],
	['one name for everything', () => plain(structured, `{${'"id":"a",'.repeat(50_000)}"id":"a"}`)],
	['100,000 names', () => plain(structured, `{${Array.from({ length: 100_000 }, (_, n) => `"n${n}":1`).join()}}`)],
	['a string of a million', () => plain(structured, unfit({ subject: 'x'.repeat(1_000_000) }))],
	['a number of a million digits', () => plain(structured, inData(`"x":${'9'.repeat(900_000)}`))],
	['half a million commas', () => plain(batch, `[${','.repeat(500_000)}]`)],
	['half a million empty lines and a word', () => plain(lines, `${'\n'.repeat(500_000)}x`)],
	['100,000 lines of rubbish', () => plain(lines, '{}\n'.repeat(100_000))],
	['a quote that never ends', () => plain(structured, `"${'\\"'.repeat(400_000)}`)],
	['nothing at all', () => plain(structured, '')],
	['zero bytes', () => ({ headers: { 'content-type': structured }, body: Buffer.alloc(1_000_000) })],
	['a type of 5,000 characters', () => plain(`application/${'x'.repeat(5_000)}`, unfit({}))],
	['headers beyond any use', () => ({ ...plain(structured, unfit({})), headers: { 'x-long': 'x'.repeat(20_000) } })],
	[
		'a thousand headers',
		() => ({
			...plain(structured, unfit({})),
			headers: Object.fromEntries(Array.from({ length: 1_000 }, (_, n) => [`x-${n}`, 'x'.repeat(10)]))
		})
	],
	['a form', () => plain('application/x-www-form-urlencoded', `event=${encodeURIComponent(unfit({}))}`)],
	['another method in a header', () => withHeader('x-http-method-override', 'DELETE', unfit({ type: 'x' }))],
	['data as base64', () => plain(structured, unfit({ data: undefined, data_base64: 'e30=' }))],
	['data as XML', () => plain(structured, unfit({ datacontenttype: 'text/xml' }))],
	['an event that replaces itself', () => plain(structured, unfit({ supersedes: 'hostile' }))],
	['a time three days ahead', () => plain(structured, unfit({ time: ahead(3 * 86_400_000) }))],
	[
		"somebody else's source, 500 times",
		() =>
			plain(
				batch,
				`[${Array(500)
					.fill(unfit({ source: 'other' }))
					.join()}]`
			)
	],
	['the settings of the product', () => plain(structured, unfit({ type: 'bereik.settings.changed', source: 'bereik' }))]
];

let zeros: Buffer | null = null;

/** Made once: it takes a second. */
function zippedZeros(): Buffer {
	return (zeros ??= gzipSync(Buffer.alloc(200_000_000)));
}

function plain(contentTypeText: string, body: string): Omit<HostileRequest, 'name'> {
	return { headers: { 'content-type': contentTypeText }, body: Buffer.from(body) };
}

function chunked(contentTypeText: string, body: string): Omit<HostileRequest, 'name'> {
	return { headers: { 'content-type': contentTypeText, 'transfer-encoding': 'chunked' }, body: Buffer.from(body) };
}

function zipped(contentTypeText: string, body: Buffer): Omit<HostileRequest, 'name'> {
	return { headers: { 'content-type': contentTypeText, 'content-encoding': 'gzip' }, body };
}

function withHeader(name: string, value: string, body: string): Omit<HostileRequest, 'name'> {
	return { headers: { 'content-type': structured, [name]: value }, body: Buffer.from(body) };
}
