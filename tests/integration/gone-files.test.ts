import { cpSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { type OwnLog, placeForLog } from '../support/bereik-process.ts';
import { type Child, killAllChildren, packageRoot, startChild } from '../support/child-processes.ts';
import { askHttp } from '../support/http-ask.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

let log: OwnLog;

afterEach(() => {
	killAllChildren();
	log.remove();
});

/** The program with a build of its own, which the test may break. */
async function serveFromCopy(): Promise<Readonly<{ folder: string; child: Child; port: number }>> {
	const folder = temporaryFolder();
	for (const part of ['package.json', 'bin', 'src/lib', 'drizzle', 'build'])
		cpSync(join(packageRoot, part), join(folder, part), { recursive: true });
	symlinkSync(join(packageRoot, 'node_modules'), join(folder, 'node_modules'));
	log = placeForLog();
	const environment = { BEREIK_OPEN: '1', ...log.environment };
	const child = startChild(process.execPath, [join(folder, 'bin/bereik.mjs'), 'serve'], environment, folder);
	const [, port] = await child.heard(/^Bereik is at http:\/\/localhost:(\d+)$/m);
	return { folder, child, port: Number(port) };
}

test('a server whose build is taken away, or that is asked for an odd range, answers so and lives on', async () => {
	const { folder, child, port } = await serveFromCopy();
	const client = join(folder, 'build/client');
	const script = readdirSync(join(client, '_app/immutable/entry')).find((name) => name.endsWith('.js')) ?? '';
	const path = `/_app/immutable/entry/${script}`;
	const statusOf = async (asked: string, headers = {}): Promise<number> =>
		(await askHttp(port, { path: asked, headers })).status;

	expect(await statusOf(path)).toBe(200);
	expect(await statusOf(path, { 'accept-encoding': 'br' })).toBe(200);
	// Without a bound that makes sense the framework would throw where nobody catches.
	expect(await statusOf(path, { range: 'bytes=5-2' })).toBe(200);
	expect(await statusOf(path, { range: 'bytes=0-9' })).toBe(206);

	rmSync(client, { recursive: true });
	for (const headers of [{}, { 'accept-encoding': 'br' }, { 'accept-encoding': 'gzip' }, { range: 'bytes=0-9' }])
		expect([headers, await statusOf(path, headers)]).toEqual([headers, 404]);
	expect(await statusOf('/api/health/live')).toBe(200);

	// Pages that were never asked for are not loaded yet.
	rmSync(join(folder, 'build/server'), { recursive: true });
	for (const page of ['/board/now', '/settings', '/phone', '/reports', '/login'])
		expect([page, await statusOf(page)]).toEqual([page, expect.toBeOneOf([200, 303, 307, 404, 500])]);
	expect(await statusOf('/api/health/live')).toBeLessThan(600);
	expect(child.isRunning()).toBe(true);
	child.kill('SIGTERM');
	expect(await child.ended).toEqual({ code: 0, signal: null });
});
