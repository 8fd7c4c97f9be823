import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, writeFileSync } from 'node:fs';
import { get } from 'node:http';
import { createServer, type AddressInfo } from 'node:net';
import { delimiter, join } from 'node:path';
import { afterEach, describe, expect, onTestFinished, test } from 'vitest';
import { headOf } from '../support/audit-log.ts';
import { bereikEntry, createKey, runBereik, startBereik, startServe } from '../support/bereik-process.ts';
import { killAllChildren, startChild } from '../support/child-processes.ts';
import { runInTurn } from '../support/kept-process.ts';
import { logOfTest } from '../support/log-of-test.ts';
import { queueLogLines } from '../support/queue-log-file.ts';

afterEach(killAllChildren);

/** A Node of the machine itself that is too old to run the product; null where there is none. */
function oldNode(): string | null {
	const folders = (process.env['PATH'] ?? '').split(delimiter).filter((folder) => !folder.includes('node_modules'));
	for (const folder of [...folders, '/usr/local/bin', '/usr/bin']) {
		const candidate = join(folder, 'node');
		if (!existsSync(candidate)) continue;
		const version = spawnSync(candidate, ['--version'], { encoding: 'utf8' }).stdout.trim();
		if (/^v(?:18|20|22)\./.test(version)) return candidate;
	}
	return null;
}

const commands = [
	['serve'],
	['demo', '--seed'],
	['dev'],
	['keys', 'create'],
	['keys', 'create', '--source', '--scope'],
	['keys', 'list'],
	['keys', 'revoke', '<ID>'],
	['import', '<FILE>', '--format', 'asterisk-queue-log', '--source'],
	['import', 'list'],
	['import', 'undo', '<BATCH>'],
	['rejected', 'list', '--source', '--since', '--output'],
	['rejected', 'retry', '[NO...]', '--source', '--format'],
	['verify'],
	['replay', '<FILE>', '--mapping', '--source', '--speed', '--from'],
	['report', '--by', '--from', '--to', '--queue', '--short', '--output']
];

describe('help', () => {
	test('of the whole names every command, every variable and the exit codes', async () => {
		const { code, stdout, stderr } = await runBereik(['--help']);
		expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
		for (const word of ['serve', 'demo', 'dev', 'keys', 'import', 'rejected', 'verify', 'replay', 'report'])
			expect(stdout).toContain(`  ${word}`);
		for (const name of ['DATABASE_URL', 'HOST, PORT', 'ORIGIN', 'BEREIK_ZONE']) expect(stdout).toContain(name);
		expect(stdout).toContain('Exit codes: 0 done, 1 it could not be done, 2 the command was not understood.');
	});

	test.each(commands)('of %s says how it is used', async (...words) => {
		const names = words.filter((word) => /^[a-z]+$/.test(word));
		const { code, stdout, stderr } = await runInTurn([...names, '--help']);
		expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
		expect(stdout).toContain(`Usage: bereik ${names.join(' ')}`);
		for (const word of words) expect(stdout).toContain(word);
	});
});

describe('a command that is not understood ends with 2 and says why', () => {
	test.each([
		[[], /Usage: bereik/],
		[['sevre'], /unknown command 'sevre'/],
		[['--wrong'], /unknown option '--wrong'/],
		[['serve', 'now'], /too many arguments/],
		[['keys', 'create'], /required option '--source <NAME>'/],
		[
			['keys', 'create', '--source', 'pbx', '--scope', 'everything'],
			/Allowed choices are intake, bulk, read, metrics\.$/
		],
		[['keys', 'create', '--source', ''], /^source: must have 1 to 200 characters$/],
		[['keys', 'create', '--source', 'bereik'], /^source: bereik is the product itself$/],
		[['demo', '--seed', 'x'], /^x is not a whole number$/],
		[['replay', 'f', '--speed', '0'], /^0 is not a number above 0$/],
		[['replay'], /missing required argument 'FILE'/],
		[['report', '--by', 'decade'], /Allowed choices are/],
		[['report', '--from', 'yesterday'], /^--from: /],
		[['report', '--short', '-1'], /-1/]
	])('%j', async (args, reason) => {
		const log = logOfTest();
		const { code, stdout, stderr } = await runInTurn(args, log.environment);
		expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
		expect(stderr.trim()).toMatch(reason);
		expect(stderr).not.toMatch(/^ {4}at /m);
	});
});

describe('a command that cannot be done ends with 1 and one clear sentence', () => {
	test.each([
		[
			{ DATABASE_URL: 'mysql://me:secret@host/db' },
			'DATABASE_URL: must be file:PATH or postgres://…, not mysql://…@host/db'
		],
		[{ DATABASE_URL: 'file:' }, 'DATABASE_URL: must be file:PATH or postgres://…, not file:'],
		[{ PORT: 'eighty' }, 'PORT: must be a whole number from 0 to 65535, not eighty'],
		[{ PORT: '70000' }, 'PORT: must be a whole number from 0 to 65535, not 70000'],
		[{ BEREIK_ZONE: 'Mars/Base' }, 'BEREIK_ZONE: Mars/Base is not a time zone, write one like Europe/Amsterdam'],
		[{ ORIGIN: 'wall' }, 'ORIGIN: must be a URL like https://wall.example.org, not wall']
	])('%j', async (wrong, sentence) => {
		const log = logOfTest();
		const { code, stdout, stderr } = await runInTurn(['serve'], { ...log.environment, ...wrong });
		expect({ code, stdout, stderr }).toEqual({ code: 1, stdout: '', stderr: `${sentence}\n` });
		expect(existsSync(log.file)).toBe(false);
	});

	test('a port that is in use', async () => {
		const log = logOfTest();
		const taken = createServer().listen(0, '127.0.0.1');
		await once(taken, 'listening');
		onTestFinished(() => void taken.close());
		const { port } = taken.address() as AddressInfo; // it listens on a port, not on a pipe
		const { code, stdout, stderr } = await runBereik(['serve'], { ...log.environment, PORT: String(port) });
		expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
		expect(stderr).toBe(`port ${port} is in use by another program: set PORT to a free one\n`);
	});

	test('a host that is not of this machine', async () => {
		const log = logOfTest();
		const { code, stderr } = await runBereik(['serve'], { ...log.environment, HOST: '192.0.2.1' });
		expect(code).toBe(1);
		expect(stderr.trim().split('\n')).toEqual(['HOST: 192.0.2.1 is not an address of this machine']);
	});

	test('a folder that cannot be made', async () => {
		const log = logOfTest();
		writeFileSync(log.file, '');
		const environment = { ...log.environment, DATABASE_URL: `file:${log.file}/below.db` };
		const { code, stderr } = await runInTurn(['keys', 'create', '--source', 'pbx'], environment);
		expect(code).toBe(1);
		expect(stderr.trim().split('\n')).toEqual([expect.stringContaining(log.file)]);
	});

	test('a file that is no log', async () => {
		const log = logOfTest();
		writeFileSync(log.file, 'this is a letter, not a database\n'.repeat(100));
		const { code, stderr } = await runBereik(['serve'], log.environment);
		expect(code).toBe(1);
		expect(stderr.trim().split('\n')).toEqual([expect.stringContaining(log.file)]);
	});

	test('a second server on the same log', async () => {
		const log = logOfTest();
		const { child, url } = await startServe(log);
		const { code, stdout, stderr } = await runBereik(['serve'], log.environment);
		expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
		expect(stderr).toBe(`${log.file} is already open for writing: is another server running on it?\n`);
		expect(child.isRunning()).toBe(true);
		expect((await fetch(`${url}/api/health/ready`)).status).toBe(200);
	});
});

describe('keys create', () => {
	test('prints the key alone, with a server and without', async () => {
		const log = logOfTest();
		const args = ['keys', 'create', '--source', 'pbx', '--scope', 'intake', 'bulk'];
		const alone = await runBereik(args, log.environment);
		expect(alone).toMatchObject({ code: 0, stdout: expect.stringMatching(/^brk_\w+\n$/) });
		expect(alone.stderr).toMatch(/^A key for pbx \(intake, bulk\), good for 365 days/);
		const { url } = await startServe(log);
		const beside = await runBereik(args, log.environment);
		expect(beside).toMatchObject({ code: 0, stdout: expect.stringMatching(/^brk_\w+\n$/) });
		for (const key of [alone.stdout.trim(), beside.stdout.trim()]) {
			const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/cloudevents-batch+json' };
			expect((await fetch(`${url}/api/events`, { method: 'POST', headers, body: '[]' })).status).toBe(200);
		}
	});

	test('is refused with the same words through a server', async () => {
		const log = logOfTest();
		await startServe(log);
		const { stdout, stderr } = await runInTurn(['keys', 'create', '--source', 'bereik'], log.environment);
		expect({ stdout, stderr }).toEqual({ stdout: '', stderr: 'source: bereik is the product itself\n' });
	});
});

describe('an older Node of the machine itself', () => {
	const node = oldNode();

	test.skipIf(node === null)('hands every command over to the Node that came along', async () => {
		const log = logOfTest();
		const run = async (...args: string[]) => {
			const child = startChild(node ?? '', [bereikEntry, ...args], log.environment);
			return { ...(await child.ended), stdout: child.stdout(), stderr: child.stderr() };
		};
		expect(await run('--help')).toMatchObject({ code: 0, stdout: expect.stringContaining('Usage: bereik') });
		expect(await run('sevre')).toMatchObject({ code: 2 });
		const key = await run('keys', 'create', '--source', 'asterisk');
		expect(key).toMatchObject({ code: 0, stdout: expect.stringMatching(/^brk_\w+\n$/) });
		const file = `${log.file}.queue_log`;
		writeFileSync(file, queueLogLines(200, 1).join('\n'));
		expect(await run('import', file, '--format', 'asterisk-queue-log')).toMatchObject({ code: 0 });
		expect(headOf(log.file)).toBeGreaterThan(100);
		const server = startChild(node ?? '', [bereikEntry, 'serve'], log.environment);
		const [, port] = await server.heard(/^Bereik is at http:\/\/localhost:(\d+)$/m);
		expect((await fetch(`http://127.0.0.1:${port}/api/health/ready`)).status).toBe(200);
		server.kill('SIGTERM');
		expect(await server.ended).toEqual({ code: 0, signal: null });
	});

	test.runIf(node === null)('is not on this machine: the hand-over was NOT tested here', ({ skip }) => skip());
});

describe('a server that is told to stop', () => {
	/** A stream as a screen has it open. */
	async function openStream(url: string): Promise<{ text: () => string; ended: Promise<'end' | 'cut'> }> {
		let text = '';
		return new Promise((resolve, reject) => {
			const asked = get(`${url}/api/stream`, (answer) => {
				const ended = new Promise<'end' | 'cut'>((done) => {
					answer.once('end', () => done('end')).once('error', () => done('cut'));
				});
				answer.setEncoding('utf8').on('data', (more: string) => {
					text += more;
					if (text.includes('event: snapshot')) resolve({ text: () => text, ended });
				});
			});
			asked.once('error', reject);
		});
	}

	test.each(['SIGTERM', 'SIGINT'] as const)(
		'by %s says bye on every stream and ends with 0 within a second',
		async (signal) => {
			const log = logOfTest();
			const key = await createKey(log, 'pbx', 'intake');
			const { child, url } = await startServe(log);
			const streams = await Promise.all(Array.from({ length: 20 }, () => openStream(url)));
			const body = JSON.stringify([
				{
					specversion: '1.0',
					id: 'last',
					source: 'pbx',
					type: 'source.alive',
					time: new Date().toISOString(),
					data: {}
				}
			]);
			const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/cloudevents-batch+json' };
			expect((await fetch(`${url}/api/events`, { method: 'POST', headers, body })).status).toBe(200);
			const startedAt = performance.now();
			child.kill(signal);
			const ending = await child.ended;
			const tookMs = performance.now() - startedAt;
			expect(ending).toEqual({ code: 0, signal: null });
			expect(tookMs).toBeLessThan(1_000);
			expect(await Promise.all(streams.map(({ ended }) => ended))).toEqual(Array(20).fill('end'));
			for (const { text } of streams) expect(text()).toMatch(/event: bye\ndata: \{"retryMs":\d+\}\n\n$/);
			expect(headOf(log.file)).toBe(2);
		}
	);

	test('lets the next one in, which may be started before it is gone', async () => {
		const log = logOfTest();
		const first = await startServe(log);
		first.child.kill('SIGTERM');
		// The next one is started while the first still ends, as a service manager does.
		const next = startBereik(['serve'], log.environment);
		await next.heard(/^Bereik is at /m);
		expect(await first.child.ended).toEqual({ code: 0, signal: null });
	});
});
