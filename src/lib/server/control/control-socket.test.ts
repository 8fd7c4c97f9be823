import { chmodSync, existsSync, statSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { temporaryFolder } from '../../../../tests/support/temporary-folder.ts';
import { askServer, type ControlCommands, isListening, startControlSocket } from './control-socket.ts';

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
	await expect(askServer(null, 'ping', null)).rejects.toMatchObject({ code: 'ENOENT' });
	const server = await startControlSocket(path, {});
	await server.close();
	expect(existsSync(path)).toBe(false);
});

test('is seen to listen, and not where nobody does, whatever lies in its place', async () => {
	const path = join(temporaryFolder(), 'bereik.sock');
	expect(await isListening(path)).toBe(false);
	expect(await isListening(null)).toBe(false);
	writeFileSync(path, '');
	expect(await isListening(path)).toBe(false);
	const server = await startControlSocket(path, {});
	expect(await isListening(path)).toBe(true);
	await server.close();
	expect(await isListening(path)).toBe(false);
});
