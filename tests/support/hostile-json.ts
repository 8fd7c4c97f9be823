import { Agent, request } from 'node:http';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import type { RouteRule } from '#lib/server/access/route-rules.ts';

/** A route that changes something, as it is asked. */
export type JsonTarget = Readonly<{ method: string; path: string; headers: Readonly<Record<string, string>> }>;

/** A body that no route can use. */
export type HostileBody = Readonly<{ name: string; headers: Readonly<Record<string, string>>; body: Buffer }>;

/** What came of the attack. */
export type JsonAttackReport = {
	sent: number;
	/** Answers by status. */
	statuses: Map<number, number>;
	/** Answers that are no refusal, or one without a reason. */
	wrong: string[];
	unanswered: string[];
};

const json = { 'content-type': 'application/json' };

/**
 * Every route that is sent JSON, taken from the table of routes, so that a new one is among them by itself. Events have an attack
 * of their own.
 */
export function jsonRoutes(
	table: Readonly<Record<string, Readonly<Record<string, RouteRule>>>>
): (readonly [method: string, path: string])[] {
	return Object.entries(table).flatMap(([route, rules]) => {
		if (!route.startsWith('/api/') || route === '/api/events') return [];
		const path = route.replaceAll(/\[[^\]]+\]/g, 'some-id');
		const methods = Object.keys(rules).filter((method) => method !== 'GET' && method !== 'OPTIONS');
		return methods.map((method) => [method, path] as const);
	});
}

/** The same for every route; those of a megabyte and more are refused unread. */
export const hostileBodies: readonly HostileBody[] = [
	plain('nothing', ''),
	plain('a word', 'hello'),
	plain('half an object', '{"name":'),
	plain('null', 'null'),
	plain('an array', '[]'),
	plain('a number', '1e400'),
	plain('60,000 brackets', '['.repeat(60_000)),
	plain('a million brackets', '['.repeat(1_000_000)),
	plain('10,000 objects, one in the other', '{"a":'.repeat(10_000)),
	plain('closed 30,000 deep', '['.repeat(30_000) + ']'.repeat(30_000)),
	plain('5,000 names', `{${Array.from({ length: 5_000 }, (_, at) => `"n${at}":1`).join()}}`),
	plain('one name for everything', `{${'"name":1,'.repeat(5_000)}"name":1}`),
	plain('a prototype', '{"__proto__":{"isAdmin":true},"constructor":{"prototype":{"isAdmin":true}}}'),
	plain('a prototype, spelled', '{"\\u005f_proto__":{"isAdmin":true}}'),
	plain('a long string', `{"name":"${'x'.repeat(60_000)}"}`),
	plain('two million bytes', `{"name":"${'x'.repeat(2_000_000)}"}`),
	plain('a NUL', '{"name":"a\\u0000b"}'),
	plain('half a letter', '{"name":"\\ud800"}'),
	plain('a byte order mark', '\ufeff{}'),
	{ name: 'UTF-16', headers: json, body: Buffer.from('{"name":"x"}', 'utf16le') },
	{
		name: 'bytes that are no text',
		headers: json,
		body: Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x3a, 0x31, 0x7d])
	},
	{ name: 'zeros', headers: json, body: Buffer.alloc(65_536) },
	{
		name: '200 MB of zeros, zipped',
		headers: { ...json, 'content-encoding': 'gzip' },
		body: gzipSync(Buffer.alloc(200_000_000))
	},
	{
		name: 'a megabyte of unknown length',
		headers: { ...json, 'transfer-encoding': 'chunked' },
		body: Buffer.alloc(1_000_000, 0x20)
	},
	{ name: 'a form', headers: { 'content-type': 'application/x-www-form-urlencoded' }, body: Buffer.from('name=x') },
	{ name: 'plain text', headers: { 'content-type': 'text/plain' }, body: Buffer.from('{}') },
	{ name: 'no type', headers: {}, body: Buffer.from('{}') },
	{
		name: 'another charset',
		headers: { 'content-type': 'application/json; charset=utf-16' },
		body: Buffer.from('{"x":1}')
	}
];

const names = [
	'email',
	'password',
	'name',
	'roles',
	'queues',
	'token',
	'source',
	'scopes',
	'expiresAt',
	'settings',
	'seq',
	'build',
	'disabled',
	'heapBytes'
];

/** Values of the wrong kind, or far beyond what anybody means. */
const hostileValue = fc.oneof(
	fc.constantFrom<unknown>(
		null,
		-1,
		1.5,
		1e300,
		Number.MAX_SAFE_INTEGER + 1,
		{},
		[],
		[[]],
		[null],
		{ length: 1e9 },
		''
	),
	fc.constantFrom(
		'\u0000',
		'\ud800',
		'\u202e',
		"'; drop table people; --",
		'${7*7}',
		'../../etc/passwd',
		'\r\nset-cookie: x=1',
		'\u001b[2J'
	),
	fc.integer({ min: 9_000, max: 30_000 }).map((length) => 'x'.repeat(length)),
	fc.integer({ min: 2, max: 200 }).map((length) => Array.from({ length }, (_, at) => at)),
	fc.integer({ min: 2, max: 40 }).map((depth) => JSON.parse('['.repeat(depth) + ']'.repeat(depth)) as unknown)
);

/** Objects with names that routes know and values that none can use. */
export const hostileObject: fc.Arbitrary<HostileBody> = fc
	.dictionary(fc.constantFrom(...names), hostileValue, { minKeys: 1, maxKeys: 6 })
	.map((object) => plain('generated', JSON.stringify(object)));

/** Sends every body to every target, some at a time, and holds each answer against what is promised. */
export async function attackJson(
	url: string,
	targets: readonly JsonTarget[],
	bodies: readonly HostileBody[],
	{ together = 8, withinMs = 20_000 } = {}
): Promise<JsonAttackReport> {
	const agent = new Agent({ keepAlive: true, maxSockets: together });
	const report: JsonAttackReport = { sent: 0, statuses: new Map(), wrong: [], unanswered: [] };
	const takesNothing = new Set<JsonTarget>();
	for (const target of targets) {
		// What is done without a body may as well be done with a bad one.
		const bare = await ask(agent, url, target, { name: 'no body', headers: {}, body: Buffer.alloc(0) }, withinMs);
		if (typeof bare !== 'string' && bare.status < 400) takesNothing.add(target);
	}
	const waiting = targets.flatMap((target) => bodies.map((body) => ({ target, body })));
	const one = async (): Promise<void> => {
		for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
			const { target, body } = next;
			const what = `${target.method} ${target.path} (${body.name}) ${body.body.toString('latin1', 0, 100)}`;
			report.sent++;
			const answer = await ask(agent, url, target, body, withinMs);
			if (typeof answer === 'string') {
				report.unanswered.push(`${what}: ${answer}`);
				continue;
			}
			report.statuses.set(answer.status, (report.statuses.get(answer.status) ?? 0) + 1);
			if (!isRefusal(answer) && !(takesNothing.has(target) && answer.status < 400))
				report.wrong.push(`${what}: ${answer.status} ${answer.text.slice(0, 200)}`);
		}
	};
	await Promise.all(Array.from({ length: together }, one));
	agent.destroy();
	return report;
}

type Answer = Readonly<{ status: number; text: string }>;

function isRefusal({ status, text }: Answer): boolean {
	if (status < 400 || status > 499) return false;
	try {
		const { error } = JSON.parse(text) as { error?: unknown };
		return typeof error === 'string' && error !== '';
	} catch {
		return false;
	}
}

function ask(
	agent: Agent,
	url: string,
	{ method, path, headers }: JsonTarget,
	sent: HostileBody,
	withinMs: number
): Promise<Answer | string> {
	return new Promise((resolve) => {
		const length = 'transfer-encoding' in sent.headers ? {} : { 'content-length': String(sent.body.length) };
		const asking = request(`${url}${path}`, { method, agent, headers: { ...headers, ...sent.headers, ...length } });
		const timer = setTimeout(() => {
			resolve(`no answer in ${withinMs} ms`);
			asking.destroy();
		}, withinMs);
		const done = (answer: Answer | string): void => {
			clearTimeout(timer);
			resolve(answer);
		};
		asking.on('response', (response) => {
			let text = '';
			response.setEncoding('utf8').on('data', (more: string) => (text += more));
			response.on('error', (error) => done(error.message));
			response.on('end', () => done({ status: response.statusCode ?? 0, text }));
		});
		asking.on('error', (error) => done(error.message));
		asking.end(sent.body);
	});
}

function plain(name: string, text: string): HostileBody {
	return { name, headers: json, body: Buffer.from(text) };
}
