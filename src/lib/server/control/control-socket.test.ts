import { chmodSync, existsSync, mkdirSync, statSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { temporaryFolder } from '../../../../tests/support/temporary-folder.ts';
import { askServer, type ControlCommands, controlSocketPath, startControlSocket } from './control-socket.ts';

async function listen(commands: ControlCommands, path = join(temporaryFolder(), 'bereik.sock')): Promise<string> {
	const server = await startControlSocket(path, commands);
	onTestFinished(() => server.close());
	return path;
}

test('carries a question to the server and its answer back', async () => {
	const path = await listen({ add: async ({ one, two }: { one: number; two: number }) => ({ sum: one + two }) });
	expect(await askServer(path, 'add', { one: 1, two: 2 })).toEqual({ sum: 3 });
});

test('carries many megabytes, and letters of several bytes', async () => {
	const path = await listen({ length: async (text: string) => [text.length, text.at(-1)] });
	expect(await askServer(path, 'length', 'é'.repeat(5_000_000))).toEqual([5_000_000, 'é']);
});

test('belongs to its owner alone, whatever the umask', async () => {
	const before = process.umask(0);
	onTestFinished(() => void process.umask(before));
	const path = await listen({});
	expect(statSync(path).mode & 0o777).toBe(0o600);
	expect(process.umask()).toBe(0);
});

test('passes an error on in the server’s own words', async () => {
	const path = await listen({
		fail: async () => {
			throw new RangeError('source: must not be empty');
		}
	});
	await expect(askServer(path, 'fail', {})).rejects.toThrow(/^source: must not be empty$/);
	await expect(askServer(path, 'fail', {})).rejects.toThrow();
});

test.each(['elsewhere', 'constructor', '__proto__', 'hasOwnProperty'])('knows no command %s', async (name) => {
	const path = await listen({});
	await expect(askServer(path, name, {})).rejects.toThrow(`no command ${name}`);
});

test('takes no question that was not posted, and no text that is not JSON', async () => {
	let calls = 0;
	const path = await listen({ count: async () => ++calls });
	const ask = (method: string, body: string): Promise<number> =>
		new Promise((resolve, reject) => {
			const asked = request({ socketPath: path, path: '/count', method }, (answer) => {
				answer.resume().once('end', () => resolve(answer.statusCode ?? 0));
			});
			asked.once('error', reject).end(body);
		});
	expect(await ask('PUT', '{}')).toBe(404);
	expect(await ask('POST', '{')).toBe(500);
	expect(calls).toBe(0);
});

test('takes the place of a socket that a dead server left', async () => {
	const path = join(temporaryFolder(), 'bereik.sock');
	writeFileSync(path, '');
	chmodSync(path, 0o644);
	await listen({ ping: async () => 'pong' }, path);
	expect(await askServer(path, 'ping', null)).toBe('pong');
	expect(statSync(path).mode & 0o777).toBe(0o600);
});

test('says by its code when nobody listens', async () => {
	const path = join(temporaryFolder(), 'bereik.sock');
	await expect(askServer(path, 'ping', null)).rejects.toMatchObject({ code: 'ENOENT' });
	const server = await startControlSocket(path, {});
	await server.close();
	expect(existsSync(path)).toBe(false);
});

test('stands beside the log, or among temporary files where that path is too long for a socket', async () => {
	expect(controlSocketPath('/var/lib/bereik/bereik.db')).toBe('/var/lib/bereik/bereik.sock');
	const deep = join(temporaryFolder(), 'd'.repeat(100), 'bereik.db');
	const path = controlSocketPath(deep);
	expect(dirname(path)).toBe(tmpdir());
	expect(Buffer.byteLength(path)).toBeLessThanOrEqual(100);
	expect(controlSocketPath(deep)).toBe(path);
	expect(controlSocketPath(`${deep}2`)).not.toBe(path);
	mkdirSync(dirname(deep));
	await listen({ ping: async () => 'pong' }, path);
	expect(await askServer(path, 'ping', null)).toBe('pong');
});
