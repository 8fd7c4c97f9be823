import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { join } from 'node:path';

/** How a process ended. */
export type Ending = Readonly<{ code: number | null; signal: NodeJS.Signals | null }>;

/** A process of its own, and what it has said so far. */
export type Child = Readonly<{
	pid: number;
	/** Resolves when it has ended and all it said was read. */
	ended: Promise<Ending>;
	isRunning(): boolean;
	stdout(): string;
	stderr(): string;
	kill(signal: NodeJS.Signals): void;
	/**
	 * Waits for standard output to match.
	 * @throws Error when it ends first or takes longer than `withinMs`, with what it said
	 */
	heard(pattern: RegExp, withinMs?: number): Promise<RegExpExecArray>;
}>;

/** The folder of the package. */
export const packageRoot = join(import.meta.dirname, '../..');

const running = new Set<ChildProcessWithoutNullStreams>();
// Whatever happens to the tests, no process stays behind.
process.on('exit', killAllChildren);

/** Ends every process that {@link startChild} has started and that still runs; to be called after each test. */
export function killAllChildren(): void {
	for (const child of running) child.kill('SIGKILL');
	running.clear();
}

/**
 * Starts a process. Of this process's environment it sees only where things are: what the tests are run with must not
 * decide what they find.
 */
export function startChild(
	command: string,
	args: readonly string[],
	environment: Readonly<Record<string, string>> = {},
	cwd: string = packageRoot
): Child {
	const child = spawn(command, args, { cwd, env: { ...ownEnvironment(), ...environment } });
	running.add(child);
	let stdout = '';
	let stderr = '';
	let ending: Ending | null = null;
	const onChange = new Set<() => void>();
	const changed = (): void => onChange.forEach((listener) => listener());
	child.stdin.on('error', () => {}); // it may have ended; nothing is ever written to it
	child.stdout.setEncoding('utf8').on('data', (text: string) => {
		stdout += text;
		changed();
	});
	child.stderr.setEncoding('utf8').on('data', (text: string) => {
		stderr += text;
		changed();
	});
	const ended = new Promise<Ending>((resolve, reject) => {
		child.once('error', reject);
		child.once('close', (code, signal) => {
			running.delete(child);
			ending = { code, signal };
			changed();
			resolve(ending);
		});
	});
	return {
		pid: child.pid ?? 0,
		ended,
		isRunning: () => ending === null,
		stdout: () => stdout,
		stderr: () => stderr,
		kill: (signal) => void child.kill(signal),
		heard: (pattern, withinMs = 30_000) =>
			new Promise((resolve, reject) => {
				const finish = (settle: () => void): void => {
					clearTimeout(timer);
					onChange.delete(look);
					settle();
				};
				const fail = (why: string): void =>
					finish(() => reject(new Error(`${args.join(' ')}: ${why} before it said ${pattern}\n${stdout}\n${stderr}`)));
				const timer = setTimeout(() => fail(`${withinMs} ms passed`), withinMs);
				const look = (): void => {
					const match = pattern.exec(stdout);
					if (match !== null) finish(() => resolve(match));
					else if (ending !== null) fail(`it ended with ${ending.code ?? ending.signal}`);
				};
				onChange.add(look);
				look();
			})
	};
}

/** What a process that is started may see of this one's environment. */
export function ownEnvironment(): Record<string, string> {
	const kept = ['PATH', 'HOME', 'TMPDIR', 'TEMP', 'TMP', 'LANG', 'TZ', 'SystemRoot'];
	const environment = Object.fromEntries(
		kept.flatMap((name) => {
			const value = process.env[name];
			return value === undefined ? [] : [[name, value]];
		})
	);
	// Many processes start from the same sources: what Node makes of them once, it need not make again.
	return { ...environment, NODE_COMPILE_CACHE: join(packageRoot, 'test-output/compile-cache') };
}
