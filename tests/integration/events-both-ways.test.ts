import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type RunningServer, startServer } from '#lib/cli/serve.ts';
import { receiveDirectly } from '#lib/server/intake/receive-directly.ts';
import { createLogger } from '#lib/server/logger.ts';
import { startWebServer, type WebServer } from '#lib/server/web-server.ts';
import { eventRequests, type SentEvents } from '../support/event-requests.ts';
import { testConfiguration } from '../support/open-application.ts';
import { lastingFolder } from '../support/temporary-folder.ts';

/** One way the web server answers itself, the other it leaves to the framework, which knows the path in any spelling. */
const ways = { directly: '/api/events', byFramework: '/api/%65vents' } as const;
type Way = keyof typeof ways;
type Answer = Readonly<{ status: number; headers: Readonly<Record<string, unknown>>; body: string }>;

const folder = lastingFolder();
let server: RunningServer;
let careless: WebServer;
let handled: string[] = [];
let requests: Readonly<Record<Way, ReadonlyMap<string, SentEvents>>>;

beforeAll(async () => {
	server = await startServer(testConfiguration(folder), { logger: createLogger('silent') });
	const { keys, webhookSecrets, door, failedCredentials, trustedProxies } = server.app.access;
	const ofScope = async (scope: 'intake' | 'bulk' | 'read') => (await keys.create('pbx', [scope])).text;
	const key = await ofScope('intake');
	const bulkKey = await ofScope('bulk');
	const readingKey = await ofScope('read');
	const revoked = await keys.create('pbx', ['intake']);
	await keys.revoke(revoked.key.id);
	const secret = (await webhookSecrets.create('pbx')).text;
	const made = { key, bulkKey, readingKey, revokedKey: revoked.text, secret };
	requests = {
		directly: eventRequests({ ...made, prefix: 'a' }),
		byFramework: eventRequests({ ...made, prefix: 'b' })
	};
	const { receiving, logger } = server.app;
	const forgiving = { verify: async () => ({ id: 'any', source: 'pbx', scopes: ['bulk'] as const }) };
	const broken = receiveDirectly({
		...{ door, failedCredentials, trustedProxies, logger },
		receiving: { ...receiving, keys: forgiving }
	});
	careless = await startWebServer(testConfiguration(folder), {
		answersDirectly: (message, response) => {
			const isOwn = broken(message, response);
			if (isOwn) handled.push(String(message.url));
			return isOwn;
		}
	});
});
afterAll(async () => {
	await careless.close();
	await server.stop();
});

/** Asks for everything in both ways, in turn; one sentence for each difference. */
async function differences(port: number): Promise<string[]> {
	const found: string[] = [];
	for (const name of requests.directly.keys()) {
		const [directly, byFramework] = await Promise.all([
			answerOf(port, 'directly', name),
			answerOf(port, 'byFramework', name)
		]);
		if (JSON.stringify(directly) !== JSON.stringify(byFramework))
			found.push(`${name}: ${JSON.stringify(directly)} and by the framework ${JSON.stringify(byFramework)}`);
	}
	return found;
}

describe('a request that brings events', () => {
	test('is answered the same in front of the framework and behind it', async () => {
		expect(await differences(server.web.port)).toEqual([]);
		const { status, body } = await answerOf(server.web.port, 'directly', 'one event');
		expect([status, body]).toEqual([200, expect.stringContaining('duplicate')]);
	});

	test('is found out where one of the ways looks at keys less closely', async () => {
		handled = [];
		const found = await differences(careless.port);
		expect(found.join('\n')).toMatch(/^a key that was revoked: /m);
		expect(found.join('\n')).toMatch(/^a key that may only read: /m);
		// Whatever is usual was answered directly, or this whole file would compare one way with itself.
		expect(handled.length).toBe(requests.directly.size - 1);
		expect(handled.every((path) => path.startsWith(ways.directly))).toBe(true);
	});

	test('is left to the framework where its path, host or kind is unusual', async () => {
		handled = [];
		const { headers, body } = requests.directly.get('one event') ?? { headers: {}, body: Buffer.alloc(0) };
		const odd = [
			{ path: '/api/events/' },
			{ path: '//api/events' },
			{ path: '/api/events', method: 'PUT' },
			{ path: '/api/events', method: 'OPTIONS' },
			{ path: '/api/events', headers: { ...headers, host: 'a"b' } },
			{ path: '/api/events;x=1' }
		];
		for (const one of odd) await send(careless.port, { method: 'POST', headers, ...one }, { headers, body });
		expect(handled).toEqual([]);
	});
});

async function answerOf(port: number, way: Way, name: string): Promise<Answer> {
	const sent = requests[way].get(name);
	if (sent === undefined) throw new Error(`there is no request ${name}`);
	const path = `${ways[way]}${sent.query ?? ''}`;
	const answer = await send(port, { path, method: 'POST', headers: sent.headers }, sent);
	const { date: _date, ...headers } = answer.headers;
	// What differs between any two requests: their ids, and what place they got.
	const body = answer.body
		.replaceAll(/"[ab]\./g, '"')
		.replaceAll(/"seq":\d+/g, '"seq":1')
		.replaceAll(/event \d+ of/g, 'event 1 of');
	const length = String(headers['content-length']).length;
	const ordered = Object.fromEntries(
		Object.entries({ ...headers, 'content-length': length }).sort(([a], [b]) => (a < b ? -1 : 1))
	);
	return { status: answer.status, headers: ordered, body };
}

function send(
	port: number,
	asked: Readonly<{ path: string; method: string; headers: Readonly<Record<string, string>> }>,
	{ body, isChunked = false }: SentEvents
): Promise<Answer> {
	return new Promise((resolve, reject) => {
		const length = isChunked ? {} : { 'content-length': String(body.length) };
		const options = { host: '127.0.0.1', port, ...asked, headers: { ...asked.headers, ...length }, agent: false };
		const asking = request(options, (answer) => {
			let text = '';
			answer.setEncoding('utf8').on('data', (more: string) => (text += more));
			answer.once('end', () => resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body: text }));
		});
		asking.once('error', reject);
		if (!isChunked) return void asking.end(body);
		const middle = Math.floor(body.length / 2);
		asking.write(body.subarray(0, middle));
		asking.end(body.subarray(middle));
	});
}
