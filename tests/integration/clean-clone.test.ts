import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';

const root = join(import.meta.dirname, '../..');
const scratch = mkdtempSync(join(tmpdir(), 'bereik-clone-'));
/** Makes a Node believe that it is an old one. */
const asOldNode = `data:text/javascript,Object.defineProperty(process,'versions',{value:{...process.versions,node:'20.1.0'}})`;
let clone = '';

beforeEach(() => {
	clone = mkdtempSync(join(scratch, 'a clone '));
	cpSync(join(root, 'bin'), join(clone, 'bin'), { recursive: true });
	cpSync(join(root, 'scripts'), join(clone, 'scripts'), { recursive: true });
	put('src/lib/cli/main.ts', stubMain);
	put('package.json', '{ "type": "module" }');
	put('package-lock.json', lockfile('1.0.0'));
});

afterAll(() => rmSync(scratch, { recursive: true, force: true }));

describe('the command line entry', () => {
	test('refuses in one sentence where there is no Node that will do', () => {
		const { status, stdout, stderr } = run(['--import', asOldNode, 'bin/bereik.mjs', 'demo']);
		expect(status).toBe(1);
		expect(stdout).toBe('');
		expect(stderr.trim().split('\n')).toEqual([
			expect.stringMatching(/needs Node 24, this is 20\.1\.0: run `npm install` in .*clone/)
		]);
	});

	test('says so where nothing is installed', () => {
		const { status, stderr } = run(['bin/bereik.mjs', 'demo']);
		expect(status).toBe(1);
		expect(stderr).toContain('dependencies are not installed');
	});

	test('changes to its own Node and keeps arguments and exit code', () => {
		bringNode();
		const { status, stdout } = run(['--import', asOldNode, 'bin/bereik.mjs', 'exit', '7', 'a b']);
		expect(stdout).toBe(`${process.versions.node} exit|7|a b\n`);
		expect(status).toBe(7);
	});

	test('is found by its real place when it is called through a link', () => {
		bringNode();
		symlinkSync(join(clone, 'bin/bereik.mjs'), join(clone, 'node_modules/.bin/bereik'));
		const { status } = run(['--import', asOldNode, join(clone, 'node_modules/.bin/bereik'), 'exit', '3'], tmpdir());
		expect(status).toBe(3);
	});

	test.each(['SIGTERM', 'SIGINT', 'SIGHUP'] as const)('passes %s on once', async (signal) => {
		bringNode();
		const child = start(['--import', asOldNode, 'bin/bereik.mjs', 'wait']);
		await heard(child, 'waiting');
		child.kill(signal);
		const [code] = await once(child, 'exit');
		expect(code).toBe(40 + 1);
	});
});

describe('the set-up', () => {
	test('installs once, and again when the lockfile changes', () => {
		expect(setup()).toEqual({ status: 0, npm: ['ci'] });
		expect(setup()).toEqual({ status: 0, npm: [] });
		put('package-lock.json', lockfile('1.0.1'));
		expect(setup()).toEqual({ status: 0, npm: ['ci'] });
	});

	test('leaves alone what somebody installed by hand, if it is what the lockfile says', () => {
		bringNode();
		put('node_modules/.package-lock.json', lockfile('1.0.0'));
		expect(setup()).toEqual({ status: 0, npm: [] });
	});

	test('does not leave a half finished installation alone', () => {
		bringNode();
		expect(setup()).toEqual({ status: 0, npm: ['ci'] });
	});

	test('says what failed, and tries again the next time', () => {
		expect(setup('exit 1')).toEqual({ status: 1, npm: ['ci'] });
		expect(existsSync(join(clone, 'node_modules/.bereik'))).toBe(false);
		expect(setup()).toEqual({ status: 0, npm: ['ci'] });
	});

	test('names its commands when it is asked for another', () => {
		const { status, stderr } = run(['scripts/start.mjs', 'dance']);
		expect(status).toBe(1);
		expect(stderr).toContain('setup | build | demo | test');
	});
});

const stubMain = `
export async function main(args: readonly string[]): Promise<number> {
	if (args[0] === 'exit') console.log(process.versions.node + ' ' + args.join('|'));
	if (args[0] === 'exit') return Number(args[1]);
	let signals = 0;
	for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP']) process.on(signal, () => signals++);
	console.log('waiting');
	const start = Date.now();
	while (signals === 0 && Date.now() - start < 5000) await new Promise((resolve) => setTimeout(resolve, 20));
	await new Promise((resolve) => setTimeout(resolve, 100));
	return 40 + signals;
}`;

function lockfile(version: string): string {
	return JSON.stringify({ packages: { '': {}, 'node_modules/thing': { version, integrity: version } } });
}

function put(file: string, text: string): void {
	mkdirSync(dirname(join(clone, file)), { recursive: true });
	writeFileSync(join(clone, file), text, { mode: 0o755 });
}

function bringNode(): void {
	mkdirSync(join(clone, 'node_modules/.bin'), { recursive: true });
	symlinkSync(process.execPath, join(clone, 'node_modules/.bin/node'));
}

function run(args: readonly string[], cwd = clone, env = process.env) {
	return spawnSync(process.execPath, args, { cwd, env, encoding: 'utf8' });
}

function start(args: readonly string[]): ChildProcess {
	return spawn(process.execPath, args, { cwd: clone, stdio: ['ignore', 'pipe', 'inherit'] });
}

async function heard(child: ChildProcess, text: string): Promise<void> {
	for await (const chunk of child.stdout ?? []) if (String(chunk).includes(text)) return;
	throw new Error(`it ended without saying ${text}`);
}

/** Runs the set-up with an npm that notes what it is asked, then does what a good one would, or `instead`. */
function setup(instead?: string): { status: number | null; npm: readonly string[] } {
	const install = [
		'rm -rf node_modules && mkdir -p node_modules/.bin',
		`ln -s "${process.execPath}" node_modules/.bin/node`,
		'cp package-lock.json node_modules/.package-lock.json'
	];
	put('stub/npm', ['#!/bin/sh', 'echo "$1" >> npm.log', ...(instead === undefined ? install : [instead])].join('\n'));
	writeFileSync(join(clone, 'npm.log'), '');
	const { status } = run(['scripts/start.mjs', 'setup'], clone, {
		...process.env,
		PATH: `${join(clone, 'stub')}:${process.env['PATH']}`
	});
	const asked = readFileSync(join(clone, 'npm.log'), 'utf8').split('\n');
	return { status, npm: asked.filter((line) => line !== '') };
}
