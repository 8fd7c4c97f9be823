import { join } from 'node:path';
import { packageRoot } from './child-processes.ts';
import type { CommandAsked, CommandTold } from './kept-process.ts';

/**
 * Run as a process of its own that stays: the command line, again and again, as its parent asks. What a command leaves open is told
 * as well, for it would keep a process of its own from ending.
 */
const lean = (await import(join(packageRoot, 'bin/lean-loading.mjs'))) as { loadLean(): void }; // what the entry of the command line does
lean.loadLean();
const { main } = await import('#lib/cli/main.ts');
const ownEnvironment = { ...process.env };
const home = process.cwd();
const write = { stdout: process.stdout.write.bind(process.stdout), stderr: process.stderr.write.bind(process.stderr) };

process.on('message', (asked: CommandAsked) => void run(asked).then((told) => process.send?.(told)));
process.once('disconnect', () => process.exit(0));
const atRest = await keepingAlive();
process.send?.('ready');

async function run({ args, environment, folder, lingersAtMostMs, leavesOpen }: CommandAsked): Promise<CommandTold> {
	for (const name of Object.keys(process.env)) delete process.env[name];
	Object.assign(process.env, ownEnvironment, environment);
	process.chdir(folder ?? home);
	if (leavesOpen) setInterval(() => {}, 60_000);
	const said = { stdout: '', stderr: '' };
	for (const name of ['stdout', 'stderr'] as const) process[name].write = into(said, name);
	try {
		const code = await main(args);
		const leftOpen = await leftOpenAtLast(lingersAtMostMs);
		return { code, ...said, leftOpen };
	} finally {
		process.stdout.write = write.stdout;
		process.stderr.write = write.stderr;
	}
}

/** A stream's own function, which keeps what is written. */
function into(said: Record<'stdout' | 'stderr', string>, name: 'stdout' | 'stderr'): typeof process.stdout.write {
	return (text: string | Uint8Array, encoding?: unknown, written?: unknown) => {
		said[name] += typeof text === 'string' ? text : Buffer.from(text).toString('utf8');
		const done = typeof encoding === 'function' ? encoding : written;
		if (typeof done === 'function') setImmediate(() => done() as unknown);
		return true;
	};
}

/** What it left open, if a process of its own would not have ended after so long either. */
async function leftOpenAtLast(lingersAtMostMs: number): Promise<readonly string[]> {
	const until = performance.now() + lingersAtMostMs;
	for (;;) {
		const left = [...(await keepingAlive())];
		for (const name of atRest) if (left.includes(name)) left.splice(left.indexOf(name), 1);
		if (left.length === 0 || performance.now() > until) return left;
		await new Promise((resolve) => setTimeout(resolve, 10));
	}
}

/** What keeps this process from ending, looked at where no timer of this file is among it. */
function keepingAlive(): Promise<readonly string[]> {
	return new Promise((resolve) => setImmediate(() => resolve(process.getActiveResourcesInfo())));
}
