import { chmodSync, existsSync, lstatSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import { temporaryFolder } from '../../../../tests/support/temporary-folder.ts';
import { controlSocketPath, makeControlPlace } from './control-place.ts';
import { askServer, startControl } from './control-socket.ts';

/** Temporary files of the test's own. */
let temporary = '';
/** A log in a folder whose name leaves no room for a socket. */
let deep = '';

beforeEach(() => {
	[temporary, deep] = [temporaryFolder(), join(temporaryFolder(), 'd'.repeat(100), 'bereik.db')];
	vi.stubEnv('TMPDIR', temporary);
	mkdirSync(dirname(deep));
});
afterEach(() => vi.unstubAllEnvs());

const ping = { ping: async () => 'pong' };

test('a socket stands beside its log', async () => {
	expect(controlSocketPath('/var/lib/bereik/bereik.db')).toBe('/var/lib/bereik/bereik.sock');
	const log = join(temporary, 'bereik.db');
	const server = await startControl(log, ping);
	expect(await askServer(controlSocketPath(log), 'ping', null)).toBe('pong');
	expect(readdirSync(temporary)).toEqual(['bereik.sock']);
	await server.close();
	expect(readdirSync(temporary)).toEqual([]);
});

test('where that path is too long, it stands in a folder of its owner alone that is found through a file beside the log', async () => {
	const before = process.umask(0);
	onTestFinished(() => void process.umask(before));
	expect(controlSocketPath(deep)).toBeNull();
	const server = await startControl(deep, ping);
	const path = controlSocketPath(deep) ?? '';
	expect(dirname(dirname(path))).toBe(temporary);
	expect(Buffer.byteLength(path)).toBeLessThanOrEqual(100);
	expect(lstatSync(dirname(path)).mode & 0o777).toBe(0o700);
	expect(lstatSync(path).mode & 0o777).toBe(0o600);
	const pointer = join(dirname(deep), 'bereik.socket');
	expect(readFileSync(pointer, 'utf8')).toBe(path);
	expect(lstatSync(pointer).mode & 0o777).toBe(0o600);
	expect(await askServer(path, 'ping', null)).toBe('pong');
	await server.close();
	expect([readdirSync(temporary), existsSync(pointer), controlSocketPath(deep)]).toEqual([[], false, null]);
});

test('nobody can foresee it: each start has another', async () => {
	const paths = new Set<string | null>();
	for (let start = 0; start < 3; start++) {
		const server = await startControl(deep, ping);
		paths.add(controlSocketPath(deep));
		await server.close();
	}
	expect(paths.size).toBe(3);
});

test('what a server left that was killed is cleared away by the next, and only that', () => {
	const killed = makeControlPlace(deep);
	const next = makeControlPlace(deep);
	expect(existsSync(dirname(killed.path))).toBe(false);
	expect(controlSocketPath(deep)).toBe(next.path);
	const precious = join(temporary, 'precious', 'bereik.sock');
	mkdirSync(dirname(precious));
	writeFileSync(precious, '');
	writeFileSync(join(dirname(deep), 'bereik.socket'), precious);
	makeControlPlace(deep);
	expect(existsSync(precious)).toBe(true);
});

test('a folder that others may enter, or one that is a link, is not trusted; one that is gone means that none listens', () => {
	const { path, remove } = makeControlPlace(deep);
	chmodSync(dirname(path), 0o750);
	expect(() => controlSocketPath(deep)).toThrow(`${dirname(path)}: is not a folder of this user alone`);
	chmodSync(dirname(path), 0o700);
	expect(controlSocketPath(deep)).toBe(path);
	remove();
	writeFileSync(join(dirname(deep), 'bereik.socket'), path);
	expect(controlSocketPath(deep)).toBeNull();
});

test('temporary files that are themselves too deep are refused, and nothing is left', () => {
	const far = join(temporary, 't'.repeat(100));
	mkdirSync(far);
	vi.stubEnv('TMPDIR', far);
	expect(() => makeControlPlace(deep)).toThrow('too long for a socket; name a shorter folder with TMPDIR');
	expect([readdirSync(far), controlSocketPath(deep)]).toEqual([[], null]);
});
