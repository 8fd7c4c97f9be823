import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { type RunningServer, startServer } from '#lib/cli/serve.ts';
import { closedAccess } from '#lib/server/access/access-configuration.ts';
import { readWebhookSecret, signatureOf } from '#lib/server/access/webhook-signature.ts';
import type { LogDatabase } from '#lib/server/database/sqlite/open-log.ts';
import { createLogger } from '#lib/server/logger.ts';
import { cloudEvent } from '../support/contact-events.ts';
import { testConfiguration } from '../support/open-application.ts';

const folder = mkdtempSync(join(tmpdir(), 'bereik-logged-'));
const lines: string[] = [];
/** What must never be written, by what it is. */
const secrets = new Map<string, string>();
let server: RunningServer;

/** What somebody sends who wants to forge a line or to speak to a terminal; a header cannot hold all of it. */
const hostile = 'x\r\n{"level":60,"msg":"forged"}\u001B[2J\u009B31m\u202E';
const hostileHeader = 'x\u009B31m{"level":60,"msg":"forged"}';

beforeAll(async () => {
	const write = (text: unknown): boolean => lines.push(String(text)) > 0;
	vi.spyOn(process.stdout, 'write').mockImplementation(write);
	vi.spyOn(process.stderr, 'write').mockImplementation(write);
	const configuration = { ...testConfiguration(folder), access: closedAccess };
	server = await startServer(configuration, { logger: createLogger('trace', { write: (line) => void write(line) }) });
});
afterAll(async () => {
	vi.restoreAllMocks();
	await server.stop();
	rmSync(folder, { recursive: true, force: true });
});

type Asked = Readonly<{ method?: string; headers?: Readonly<Record<string, string>>; body?: unknown }>;

async function ask(path: string, { method = 'POST', headers = {}, body }: Asked = {}) {
	const text = typeof body === 'string' ? body : JSON.stringify(body);
	const response = await fetch(`${server.web.url}${path}`, {
		method,
		redirect: 'manual',
		headers: { 'user-agent': hostileHeader, 'content-type': 'application/json', ...headers },
		...(body === undefined ? {} : { body: text })
	});
	const answer = await response.text();
	return {
		status: response.status,
		json: (answer.startsWith('{') ? JSON.parse(answer) : {}) as Record<string, unknown>,
		cookies: cookiesOf(response)
	};
}

function cookiesOf(response: Response): string {
	const pairs = response.headers.getSetCookie().map((cookie) => cookie.split(';')[0] ?? '');
	for (const pair of pairs)
		if (pair.split('=')[1] !== '') secrets.set(`cookie ${pair.split('=')[0]}`, pair.split('=')[1] ?? '');
	return pairs.join('; ');
}

function kept(what: string, secret: unknown): string {
	if (typeof secret !== 'string' || secret.length < 8) throw new Error(`${what}: no secret was given`);
	secrets.set(what, secret);
	return secret;
}

/** Secrets and hostile signs found in what was written. */
function found(): string[] {
	const text = lines.join('');
	const named = [...secrets].flatMap(([what, secret]) => (text.includes(secret) ? [what] : []));
	const isForged = lines.some((line) => /^\{"level":60,"msg":"forged"\}/m.test(line));
	const signs = /[\p{Cc}\u202E]/u.test(text.replaceAll('\n', '')) ? ['control characters'] : [];
	return [...named, ...signs, ...(isForged ? ['a forged line'] : [])];
}

const email = 'canary-ada@example.org';
const password = kept('password', 'correct battery canary 71');
const settings = {
	team: 'x',
	board: 'now',
	secondsPerBoard: 15,
	language: 'nl',
	theme: 'dark',
	diagonalInches: 55,
	readingMetres: 6
};

/** Everything that a secret passes through; gives the statuses. */
async function useEverything(browser: { cookie: string }, key: string, secret: string): Promise<number[]> {
	const statuses: number[] = [];
	const note = async (asked: ReturnType<typeof ask>) => {
		const answer = await asked;
		statuses.push(answer.status);
		return answer;
	};
	await note(ask('/api/login', { body: { email, password: kept('wrong password', 'wrong horse canary 9') } }));
	await note(ask('/api/login', { body: { email: hostile, password } }));
	const stepped = await note(ask('/api/step-up', { body: { password }, headers: { cookie: browser.cookie } }));
	// Who has shown again who they are gets another token.
	if (stepped.cookies !== '') browser.cookie = stepped.cookies;
	const { cookie } = browser;
	await note(ask('/api/welcome', { body: { token: kept('no token', 'canary-token-that-is-none-at-all-0123456789') } }));
	await note(
		ask('/api/live', { method: 'GET', headers: { authorization: `Bearer ${kept('no key', 'brk_canarycanary')}` } })
	);
	await note(ask('/api/people', { method: 'GET', headers: { cookie } }));
	await note(ask('/api/keys', { body: { source: hostile, scopes: ['intake'] }, headers: { cookie } }));
	const events = { 'content-type': 'application/cloudevents+json' };
	const comment = kept('comment', 'canary words of a customer');
	const contact = kept('contact', '+31 6 canary 12345');
	const survey = {
		type: 'survey.answered',
		data: { contact, kind: 'csat', score: 5, scale: { min: 1, max: 5 }, comment }
	};
	for (const event of [
		cloudEvent('a', survey),
		cloudEvent(hostile, survey),
		cloudEvent('b', { ...survey, source: hostile })
	]) {
		const body = JSON.stringify(event);
		await note(ask('/api/events', { headers: { ...events, authorization: `Bearer ${key}` }, body }));
		const timestamp = String(Math.floor(Date.now() / 1000));
		const signature = `v1,${signatureOf(readWebhookSecret(secret) ?? Buffer.alloc(0), 'm', timestamp, Buffer.from(body)).toString('base64')}`;
		const signed = { 'webhook-id': 'm', 'webhook-timestamp': timestamp, 'webhook-signature': signature };
		await note(ask('/api/events?source=pbx', { headers: { ...events, ...signed }, body }));
	}
	const { json: offer, cookies: device } = await note(ask('/api/pairing'));
	const code = String(offer['userCode']);
	await note(ask(`/api/pairing/${code}`, { body: { name: 'wall', settings }, headers: { cookie } }));
	const { cookies: display } = await note(ask('/api/pairing', { method: 'GET', headers: { cookie: device } }));
	await note(ask('/api/display', { method: 'GET', headers: { cookie: display } }));
	await note(ask(`/api/pairing/${encodeURIComponent(hostile)}`, { method: 'GET', headers: { cookie } }));
	await note(ask(`/api/sessions/${encodeURIComponent(hostile)}`, { method: 'DELETE', headers: { cookie } }));
	return statuses;
}

test('no secret, no name and no sign that a terminal obeys is ever logged, also where things fail', async () => {
	const { access, logger } = server.app;
	const made = await access.administration.inviteFirst();
	const token = kept('link', made?.token);
	const accepted = await ask('/api/welcome/accept', { body: { token, name: 'Canary Ada', email, password } });
	expect(accepted.status).toBe(204);
	const browser = { cookie: accepted.cookies };
	secrets.set('address', email);
	secrets.set('name', 'Canary Ada');
	const headers = { cookie: browser.cookie };
	const key = await ask('/api/keys', { body: { source: 'pbx', scopes: ['intake'] }, headers });
	const keyText = kept('key', key.json['text']);
	secrets.set('secret part of the key', keyText.split('_')[2] ?? '');
	const webhook = await ask('/api/webhook-secrets', { body: { source: 'pbx' }, headers });
	const secretText = kept('webhook secret', webhook.json['text']);
	secrets.set('webhook secret without its prefix', secretText.slice('whsec_'.length));

	const statuses = await useEverything(browser, keyText, secretText);
	expect(statuses).toEqual(expect.arrayContaining([200, 204, 401, 403, 404, 422]));
	expect(statuses.filter((status) => status >= 500)).toEqual([]);
	expect([...secrets.keys()]).toContain('cookie bereik-display');
	expect(found()).toEqual([]);

	// The tables go away underneath: now everything fails, with all that the database has to say about it.
	const { client } = access.database as LogDatabase; // a test's server keeps its log in a file
	const tables = ['people', 'sessions', 'displays', 'pairings', 'webhook_secrets', 'api_keys', 'audit', 'events'];
	for (const table of tables) client.exec(`ALTER TABLE ${table} RENAME TO ${table}_away`);
	lines.length = 0;
	const failed = await useEverything(browser, keyText, secretText);
	for (const table of tables) client.exec(`ALTER TABLE ${table}_away RENAME TO ${table}`);
	expect(failed.filter((status) => status >= 500).length).toBeGreaterThan(5);
	expect(lines.join('')).toContain('request failed');
	expect(found()).toEqual([]);

	// And what would be found is found.
	logger.error({ err: new Error(`login failed for ${password}`) }, 'x');
	process.stderr.write(`${hostile}\n`);
	expect(found()).toEqual(['password', 'control characters', 'a forged line']);
});
