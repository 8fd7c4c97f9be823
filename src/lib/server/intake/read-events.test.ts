import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { cloudEvent } from '../../../../tests/support/contact-events.ts';
import type { BodyRefusal, EventsRead } from './event-request.ts';
import { inflateBody } from './inflate-body.ts';
import { readEvents } from './read-events.ts';

const limits = { bytes: 1024 * 1024, events: 500 };
const batch = 'application/cloudevents-batch+json';

function read(contentType: string | null, body: unknown, headers: Record<string, string> = {}, most = limits) {
	const bytes = Buffer.isBuffer(body) ? body : Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
	return readEvents({ contentType, headers: Object.entries(headers), body: bytes }, most);
}

function taken(result: EventsRead | BodyRefusal): EventsRead {
	if ('status' in result) throw new Error(`refused: ${result.reason}`);
	return result;
}

/** For each event of a request its id, or the reason why it was refused. */
function eventsOf(result: EventsRead | BodyRefusal): string[] {
	return taken(result).parsed.map((parsed) => ('event' in parsed ? parsed.event.id : parsed.reason));
}

test('reads one event', () => {
	const result = taken(read('application/cloudevents+json; charset=UTF-8', cloudEvent('a')));
	expect(result.isSingle).toBe(true);
	expect(eventsOf(result)).toEqual(['a']);
});

test('reads a batch in order, each event on its own, and keeps the text of each', () => {
	const text = `[ ${JSON.stringify(cloudEvent('a'))} , {"id": "b", "x":[1,{"]":"\\"}]"}]}, 7,[],\n${JSON.stringify(cloudEvent('c'))}]`;
	const result = taken(read(batch, text));
	expect(result.isSingle).toBe(false);
	expect(eventsOf(result)).toEqual([
		'a',
		'specversion: missing',
		'event: must be a JSON object',
		'event: must be a JSON object',
		'c'
	]);
	expect(result.parsed.map((_, at) => result.rawAt(at))).toEqual([
		JSON.stringify(cloudEvent('a')),
		'{"id": "b", "x":[1,{"]":"\\"}]"}]}',
		'7',
		'[]',
		JSON.stringify(cloudEvent('c'))
	]);
});

test('reads an empty batch', () => {
	expect(eventsOf(read(batch, ' [ ] '))).toEqual([]);
	expect(eventsOf(read('application/x-ndjson', '\n\n'))).toEqual([]);
});

test('reads one event a line and refuses only the lines that are wrong', () => {
	const body = `${JSON.stringify(cloudEvent('a'))}\r\n\n  \n{"id":\nnull\n${JSON.stringify(cloudEvent('b'))}`;
	const result = taken(read('application/x-ndjson', body));
	expect(eventsOf(result)).toEqual(['a', 'event: not JSON', 'event: must be a JSON object', 'b']);
	expect(result.rawAt(1)).toBe('{"id":');
});

test('reads an event whose envelope is headers', () => {
	const { data, ...attributes } = cloudEvent('a', { subject: 'Müller "7" 🦔', backfill: 'true' });
	const headers = Object.fromEntries(
		Object.entries(attributes).map(([name, value]) => [`ce-${name}`, encodeURIComponent(String(value))])
	);
	const contact = { ...(data as object), contact: 'Müller "7" 🦔' };
	const result = taken(read('application/json', contact, { ...headers, 'ce-data': 'x', host: 'y' }));
	expect(result.isSingle).toBe(true);
	expect(result.parsed[0]).toMatchObject({ event: { id: 'a', backfill: true, data: contact }, droppedKeys: 0 });
	expect(JSON.parse(result.rawAt(0))).toMatchObject({ id: 'a', data: contact });
	expect(eventsOf(read(null, '', { ...headers, 'ce-type': 'source.alive', 'ce-subject': '' }))).toEqual([
		'subject: must repeat data.contact or data.agent'
	]);
	const alive: Record<string, string> = { ...headers, 'ce-type': '"source.\\alive"' };
	delete alive['ce-subject'];
	expect(eventsOf(read(null, '', alive))).toEqual(['a']);
	expect(read('application/json', contact, { ...headers, 'ce-subject': '%ZZ' })).toMatchObject({ status: 400 });
	expect(read('text/xml', '<a/>', headers)).toMatchObject({ status: 415 });
});

test('reads the examples of the specification, and says why they are not events of ours', (context) => {
	const folder = join(process.env['BEREIK_SHARED'] ?? join(process.cwd(), '../shared'), 'formats/cloudevents');
	if (!existsSync(folder)) context.skip(`the examples are not at ${folder}`);
	const example = (name: string) => readFileSync(join(folder, name), 'utf8');
	expect(eventsOf(read(batch, example('empty-batch.json')))).toEqual([]);
	expect(eventsOf(read(batch, example('batch.json')))).toEqual([
		'type: "com.example.someevent" is not known',
		'type: "com.example.someotherevent" is not known'
	]);
	const [head = '', body = ''] = example('binary-mode.http').split(/\r?\n\r?\n/);
	const lines = head
		.split(/\r?\n/)
		.slice(1)
		.map((line) => line.split(/: (.*)/));
	const headers = Object.fromEntries(lines.map(([name = '', value = '']) => [name.toLowerCase(), value]));
	expect(eventsOf(read(headers['content-type'] ?? null, body, headers))).toEqual([
		'type: "com.example.someevent" is not known'
	]);
});

test('reads an event of the shape of the specification: any extra attribute, any order', () => {
	const body = `{"datacontenttype":"application/json","comexampleothervalue":5,"data":{"channel":"chat","contact":"c","queue":"q"},
		"time":"2018-04-05T17:31:05Z","id":"C234-1234-1234","source":"/mycontext/9","type":"contact.queued","specversion":"1.0"}`;
	expect(taken(read('application/cloudevents+json', body)).parsed).toMatchObject([
		{ event: { source: '/mycontext/9', id: 'C234-1234-1234', time: 1522949465000 }, droppedKeys: 1 }
	]);
});

test.each([
	[null],
	['text/plain'],
	['application/json'],
	['application/cloudevents+avro'],
	['application/cloudevents+json; charset=iso-8859-1'],
	['multipart/form-data; boundary=x']
])('refuses content of type %s', (contentType) => {
	expect(read(contentType, cloudEvent('a'))).toMatchObject({ status: 415 });
});

test.each([
	['not JSON', '{"id": "a"', 400],
	['an empty body', '', 400],
	['a byte order mark', `\ufeff${JSON.stringify([cloudEvent('a')])}`, 400],
	['bytes that are not UTF-8', Buffer.from([0x5b, 0x22, 0xff, 0x22, 0x5d]), 400],
	['UTF-16', Buffer.from(JSON.stringify([cloudEvent('a')]), 'utf16le'), 400],
	['a raw NUL', `["\0"]`, 400],
	['something else than an array', cloudEvent('a'), 400],
	['a million brackets', '['.repeat(1_000_000), 400],
	['a million objects in each other', '{"a":'.repeat(200_000), 400],
	['too many events', Array.from({ length: 501 }, () => 1), 413],
	['too many bytes', Buffer.alloc(limits.bytes + 1, 0x20), 413]
])('refuses a batch that is %s', (_name, body, status) => {
	expect(read(batch, body)).toMatchObject({ status });
});

test('takes exactly as much as the limit allows', () => {
	const events = Array.from({ length: 500 }, (_, at) => cloudEvent(`${at}`));
	expect(eventsOf(read(batch, events))).toHaveLength(500);
	const lines = events.map((event) => JSON.stringify(event)).join('\n');
	expect(eventsOf(read('application/x-ndjson', lines))).toHaveLength(500);
	expect(read('application/x-ndjson', `${lines}\n1`)).toMatchObject({ status: 413 });
});

test('costs a hostile body no more than an honest one', () => {
	const deep = Buffer.from('['.repeat(1_000_000));
	const startedAt = performance.now();
	for (let round = 0; round < 20; round++) read(batch, deep);
	// Parsed first, each of them would take a third of a second.
	expect(performance.now() - startedAt).toBeLessThan(1000);
});

test.each(['application/x-ndjson', 'application/cloudevents-batch+json'])('refuses single events in %s', (type) => {
	const wrap = (texts: string[]) => (type === batch ? `[${texts.join()}]` : texts.join('\n'));
	const good = JSON.stringify(cloudEvent('a'));
	const large = JSON.stringify(cloudEvent('b', { note: Array.from({ length: 5 }, () => 'x'.repeat(7000)) }));
	const twice = good.replace('"id":"a"', '"id":"z","id":"a"');
	const twiceInside = good.replace('"queue":"sales"', '"queue":"sales","queue":"service"');
	const huge = good.replace('"queue":"sales"', '"queue":"sales","x":1e400');
	const lone = good.replace('sales', '\\ud800');
	expect(eventsOf(read(type, wrap([large, twice, twiceInside, huge, lone, good])))).toEqual([
		'event: larger than 32768 bytes',
		'event: a name appears twice in one object',
		'event: a name appears twice in one object',
		'data.x: number out of range',
		'data.queue: not well-formed Unicode',
		'a'
	]);
});

test('does not take colons and quotes inside strings for names', () => {
	const odd = cloudEvent('a', { data: { contact: '":"\\', queue: '{"a":1,', channel: 'chat' } });
	expect(eventsOf(read(batch, [odd, odd]))).toEqual(['a', 'a']);
	expect(eventsOf(read('application/cloudevents+json', odd))).toEqual(['a']);
});

test('inflates a body up to the limit and not a byte further', async () => {
	const body = Buffer.from(JSON.stringify(cloudEvent('a')));
	expect(await inflateBody(body, null, 10_000)).toBe(body);
	expect(await inflateBody(gzipSync(body), 'GZIP', body.length)).toEqual(body);
	expect(await inflateBody(gzipSync(body), 'gzip', body.length - 1)).toMatchObject({ status: 413 });
	const bomb = gzipSync(Buffer.alloc(50_000_000));
	expect(await inflateBody(bomb, 'gzip', limits.bytes)).toMatchObject({ status: 413 });
	expect(await inflateBody(Buffer.concat([gzipSync(body), bomb]), 'gzip', limits.bytes)).toMatchObject({ status: 413 });
	expect(await inflateBody(body, 'gzip', 10_000)).toMatchObject({ status: 400 });
	expect(await inflateBody(gzipSync(body).subarray(0, 30), 'gzip', 10_000)).toMatchObject({ status: 400 });
	expect(await inflateBody(body, 'br', 10_000)).toMatchObject({ status: 415 });
});
