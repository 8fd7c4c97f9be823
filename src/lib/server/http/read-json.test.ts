import { expect, test } from 'vitest';
import * as v from 'valibot';
import { badRequest, readJson } from './read-json.ts';

const schema = v.strictObject({
	name: v.pipe(v.string(), v.minLength(2), v.maxLength(5)),
	age: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0))),
	kind: v.optional(v.picklist(['wall', 'phone'])),
	queues: v.optional(v.pipe(v.array(v.string()), v.maxLength(2))),
	secret: v.optional(v.pipe(v.string(), v.regex(/^a+$/)))
});

function post(body: BodyInit, headers: Record<string, string> = { 'content-type': 'application/json' }): Request {
	return new Request('http://localhost/', { method: 'POST', body, headers });
}

async function refusalOf(request: Request): Promise<[status: number, body: unknown]> {
	const read = await readJson(request, schema);
	if (read.ok) throw new Error('it was taken');
	return [read.response.status, await read.response.json()];
}

test('gives what the schema makes of a body', async () => {
	expect(await readJson(post('{"name":"Ann","queues":["a"]}'), schema)).toEqual({
		ok: true,
		value: { name: 'Ann', queues: ['a'] }
	});
	const withCharset = post('{"name":"Ann"}', { 'content-type': 'Application/JSON; charset=utf-8' });
	expect(await readJson(withCharset, schema)).toMatchObject({ ok: true });
});

test.each(['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data', 'application/jsonx', ''])(
	'takes no %s',
	async (type) => {
		expect(await refusalOf(post('{"name":"Ann"}', type === '' ? {} : { 'content-type': type }))).toEqual([
			415,
			{ error: 'content-type: must be application/json', field: 'content-type' }
		]);
	}
);

test('takes no body that has to be inflated first', async () => {
	const headers = { 'content-type': 'application/json', 'content-encoding': 'gzip' };
	expect((await refusalOf(post('{}', headers)))[0]).toBe(415);
});

test('names field and reason', async () => {
	const reasons = async (body: string): Promise<unknown> => (await refusalOf(post(body)))[1];
	expect(await reasons('{"name":"Ann","kind2":1}')).toEqual({
		error: 'kind2: is not known here',
		field: 'kind2',
		reason: { key: 'unknown-here', values: {} }
	});
	expect(await reasons('{}')).toMatchObject({ error: 'name: missing', field: 'name' });
	expect(await reasons('{"name":1}')).toMatchObject({ error: 'name: must be a string', field: 'name' });
	expect(await reasons('{"name":"A"}')).toMatchObject({ error: 'name: shorter than 2 characters' });
	expect(await reasons('{"name":"Annabel"}')).toMatchObject({
		error: 'name: longer than 5 characters',
		reason: { key: 'longer-text', values: { most: '5' } }
	});
	expect(await reasons('{"name":"Ann","age":-1}')).toMatchObject({ error: 'age: must be at least 0' });
	expect(await reasons('{"name":"Ann","age":1.5}')).toMatchObject({ error: 'age: must be a whole number' });
	expect(await reasons('{"name":"Ann","kind":"tv"}')).toMatchObject({ error: 'kind: must be one of wall, phone' });
	expect(await reasons('{"name":"Ann","queues":["a",2]}')).toMatchObject({ error: 'queues[1]: must be a string' });
	expect(await reasons('{"name":"Ann","queues":["a","b","c"]}')).toMatchObject({
		error: 'queues: more than 2 entries'
	});
	expect(await reasons('[]')).toEqual({ error: 'body: must be an object', field: 'body' });
	expect(await reasons('null')).toMatchObject({ field: 'body' });
	expect(await reasons('{')).toEqual({ error: 'body: is not JSON', field: 'body' });
	expect(await reasons('')).toMatchObject({ error: 'body: is not JSON' });
	expect(await reasons('{"name":"A\\u0000n"}')).toMatchObject({ error: 'name: holds U+0000' });
	expect(await reasons('{"name":"Ann","__proto__":{}}')).toMatchObject({ field: '__proto__' });
});

test('never says a value back', async () => {
	const [, body] = await refusalOf(post('{"name":"Ann","secret":"hunter2"}'));
	expect(JSON.stringify(body)).not.toContain('hunter2');
});

test('refuses what is too large or too deep before it is parsed', async () => {
	expect((await refusalOf(post(`{"name":"${'a'.repeat(64 * 1024)}"}`)))[0]).toBe(413);
	const endless = new ReadableStream<Uint8Array>({ pull: (to) => to.enqueue(new Uint8Array(10_000).fill(0x20)) });
	const streamed = new Request('http://localhost/', {
		method: 'POST',
		body: endless,
		headers: { 'content-type': 'application/json' },
		duplex: 'half'
	} as RequestInit); // the option is missing from the types
	expect((await refusalOf(streamed))[0]).toBe(413);
	expect(await refusalOf(post('['.repeat(60_000)))).toMatchObject([400, { error: 'body: nested deeper than 16' }]);
	expect(await refusalOf(post(`{"name":${'['.repeat(15)}${']'.repeat(15)}}`))).toMatchObject([400, { field: 'name' }]);
});

test('keeps a name that was sent plain and short', async () => {
	const [, body] = await refusalOf(post(JSON.stringify({ name: 'Ann', ['a\r\nb\u202E'.padEnd(300, 'c')]: 1 })));
	const { field } = body as { field: string }; // as badRequest writes it
	expect(field.length).toBeLessThanOrEqual(80);
	expect(field).not.toMatch(/[\r\n\u202E]/);
});

test('answers with another status where one is asked for', () => {
	expect(badRequest('roles', 'the last one', 409).status).toBe(409);
});
