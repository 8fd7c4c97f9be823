import { createReadStream, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { temporaryFolder } from '../../../../tests/support/temporary-folder.ts';
import { guardHandler } from './guard-handler.ts';

/** Serves a folder as the framework does: it minds nothing. */
async function serve(files: readonly string[], handler?: RequestListener) {
	const folder = temporaryFolder();
	mkdirSync(join(folder, 'app'));
	for (const file of files) writeFileSync(join(folder, file), '0123456789');
	const errors: unknown[] = [];
	const careless: RequestListener = (message, response) => {
		const [, start, end] = /^bytes=(\d*)-(\d*)$/.exec(message.headers.range ?? '') ?? [];
		const part = start === undefined ? {} : { start: Number(start), end: Number(end) };
		response.writeHead(start === undefined ? 200 : 206);
		createReadStream(join(folder, message.url ?? ''), part).pipe(response);
	};
	const server = createServer(guardHandler(handler ?? careless, folder, (error) => errors.push(error)));
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	onTestFinished(() => {
		server.closeAllConnections();
		server.close();
	});
	const { port } = server.address() as AddressInfo; // it listens on a port, not on a pipe
	const ask = (path: string, headers = {}) => fetch(`http://127.0.0.1:${port}${path}`, { headers });
	return { folder, errors, ask };
}

test('answers 404 for a file that was there at the start and is gone, compressed or not', async () => {
	const { folder, ask, errors } = await serve(['app/a.js', 'app/b.js', 'app/b.js.br']);
	expect(await (await ask('/app/a.js')).text()).toBe('0123456789');
	rmSync(join(folder, 'app/a.js'));
	rmSync(join(folder, 'app/b.js.br'));
	for (const path of ['/app/a.js', '/app/a.js?v=1', '/%61pp/a.js', '/app/b.js']) {
		const gone = await ask(path);
		expect([path, gone.status, gone.headers.get('cache-control')]).toEqual([path, 404, 'no-store']);
	}
	expect(errors).toEqual([]);
});

test('cuts an answer whose file was gone in the moment of opening, and goes on', async () => {
	const { ask, errors } = await serve(['app/a.js']);
	await expect(ask('/app/never-there.js').then((response) => response.text())).rejects.toThrow();
	expect(String(errors[0])).toContain('ENOENT');
	expect((await ask('/app/a.js')).status).toBe(200);
});

test.each(['bytes=5-2', 'bytes=-3', 'bytes=0-1,4-5', 'bytes=a-b', 'bytes=--5', 'lines=1-2', 'bytes=1e1-'])(
	'takes %s for no range',
	async (range) => {
		const { ask, errors } = await serve(['app/a.js']);
		const response = await ask('/app/a.js', { range });
		expect([response.status, await response.text(), errors]).toEqual([200, '0123456789', []]);
	}
);

test('leaves a sound range alone', async () => {
	const { ask } = await serve(['app/a.js']);
	const response = await ask('/app/a.js', { range: 'bytes=2-4' });
	expect([response.status, await response.text()]).toEqual([206, '234']);
});

test.each([
	['throws', () => { throw new Error('no such page'); }], // prettier-ignore
	['rejects', (): unknown => Promise.reject(new Error('no such page'))]
])('answers 500 where making a page %s', async (_how, handler) => {
	const { ask, errors } = await serve([], handler);
	expect((await ask('/')).status).toBe(500);
	expect(errors).toEqual([new Error('no such page')]);
});
