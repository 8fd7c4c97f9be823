import { beforeEach, expect, test } from 'vitest';
import { Asker } from './asker.ts';

let answers: (Response | Error)[];
let sent: { path: string; init: RequestInit }[];
let waits: number[];
let steps: boolean[];
let logins: number;
let asker: Asker;

beforeEach(() => {
	answers = [];
	sent = [];
	waits = [];
	steps = [];
	logins = 0;
	asker = new Asker({
		fetch: (path, init) => {
			sent.push({ path, init });
			const answer = answers.shift() ?? new Error('nothing more was expected');
			return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
		},
		toLogin: () => (logins += 1),
		stepUp: () => Promise.resolve(steps.shift() ?? false),
		wait: (ms) => {
			waits.push(ms);
			return Promise.resolve();
		}
	});
});

const json = (status: number, body: unknown, headers: Record<string, string> = {}): Response =>
	new Response(JSON.stringify(body), { status, headers });

test('what was asked for is read, and an answer without a body is null', async () => {
	answers = [json(200, { n: 7 }), new Response(null, { status: 204 })];
	const read = (body: unknown): string => `read ${JSON.stringify(body)}`;
	expect(await asker.ask('/api/x', { read })).toEqual({ isDone: true, value: 'read {"n":7}' });
	expect(await asker.ask('/api/x', { method: 'DELETE' })).toEqual({ isDone: true, value: null });
	expect(sent[0]?.init).not.toHaveProperty('body');
});

test('a body travels as JSON and says so', async () => {
	answers = [new Response(null, { status: 204 })];
	await asker.ask('/api/x', { method: 'POST', body: { name: 'hal' } });
	expect(sent[0]?.init).toMatchObject({
		method: 'POST',
		body: '{"name":"hal"}',
		headers: { 'content-type': 'application/json' }
	});
});

test('whoever is not logged in goes to the way in, unless the page itself asks for a password', async () => {
	answers = [json(401, { error: 'log in first', remedy: 'login' }), json(401, { error: 'wrong' })];
	expect(await asker.ask('/api/x')).toMatchObject({ isDone: false, problem: { kind: 'login' } });
	expect(logins).toBe(1);
	await asker.ask('/api/login', { method: 'POST', staysOn401: true });
	expect(logins).toBe(1);
	answers = [json(401, { error: 'password: is wrong', field: 'password', remedy: 'password' })];
	expect(await asker.ask('/api/step-up', { method: 'POST' })).toMatchObject({ problem: { kind: 'wrong-password' } });
	expect(logins).toBe(1);
});

test('what asks for it is asked again after showing who one is, and only then', async () => {
	const refusal = (): Response => json(403, { error: 'show again', remedy: 'step-up' });
	answers = [refusal(), json(200, 'done')];
	steps = [true];
	expect(await asker.ask('/api/x', { method: 'POST', body: 1 })).toEqual({ isDone: true, value: 'done' });
	expect(sent.map(({ init }) => init.body)).toEqual(['1', '1']);

	answers = [refusal()];
	steps = [false];
	expect(await asker.ask('/api/x')).toMatchObject({ isDone: false, problem: { kind: 'cancelled' } });
	// A server that is never content is asked twice, not for ever.
	answers = [refusal(), refusal(), refusal()];
	steps = [true, true];
	expect(await asker.ask('/api/x')).toMatchObject({ problem: { kind: 'step-up' } });
	expect(answers).toHaveLength(1);
});

test('reading waits a moment where it came too often; a password is never sent twice by itself', async () => {
	const busy = (seconds: string): Response => json(429, { error: 'too often' }, { 'retry-after': seconds });
	answers = [busy('2'), json(200, 1)];
	expect(await asker.ask('/api/x')).toEqual({ isDone: true, value: 1 });
	expect(waits).toEqual([2000]);
	answers = [busy('40')];
	expect(await asker.ask('/api/x')).toMatchObject({ problem: { kind: 'busy', retryAfterSeconds: 40 } });
	answers = [busy('2')];
	expect(await asker.ask('/api/login', { method: 'POST' })).toMatchObject({ problem: { kind: 'busy' } });
	expect(waits).toEqual([2000]);
});

test('no network, no patience and no sense are told apart from what the server says', async () => {
	answers = [new TypeError('fetch failed'), new Response('<html>', { status: 502 }), new Response('<html>')];
	expect(await asker.ask('/api/x')).toMatchObject({ problem: { kind: 'network' } });
	expect(await asker.ask('/api/x')).toMatchObject({ problem: { kind: 'failed', reason: '' } });
	const read = (body: unknown): number => {
		if (typeof body !== 'number') throw new Error('n: must be a number');
		return body;
	};
	expect(await asker.ask('/api/x', { read })).toMatchObject({
		problem: { kind: 'failed', reason: 'n: must be a number' }
	});
	answers = [new DOMException('ended', 'AbortError'), new DOMException('ended', 'AbortError')];
	const ended = new AbortController();
	ended.abort();
	expect(await asker.ask('/api/x', { signal: ended.signal })).toMatchObject({ problem: { kind: 'cancelled' } });
	expect(await asker.ask('/api/x')).toMatchObject({ problem: { kind: 'network' } });
	answers = [new RangeError('a bug')];
	await expect(asker.ask('/api/x')).rejects.toThrow('a bug');
});
