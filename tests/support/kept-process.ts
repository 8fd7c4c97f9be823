import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { CommandResult } from './bereik-process.ts';
import { ownEnvironment, packageRoot } from './child-processes.ts';

/** A command that is to be run in a process that is kept. */
export type CommandAsked = Readonly<{
	args: readonly string[];
	environment: Readonly<Record<string, string>>;
	/** Where it is run; null for the folder of the package. */
	folder: string | null;
	/** How long what it began may take to end after it. */
	lingersAtMostMs: number;
	/** The canary: something is left open on purpose. */
	leavesOpen: boolean;
}>;

/** How a command is run, beside its words and variables. */
export type CommandOptions = Readonly<{
	folder?: string;
	/** The zone of the machine; each has a process of its own. Default: this one's. */
	processZone?: string;
	lingersAtMostMs?: number;
	leavesOpen?: boolean;
}>;

/** What came of it, and what it left open, by Node's names for what keeps a process from ending. */
export type CommandTold = Readonly<{ code: number; stdout: string; stderr: string; leftOpen: readonly string[] }>;

const script = fileURLToPath(new URL('./command-host.ts', import.meta.url));
const patienceMs = 120_000;

/** By zone. They end with this process: their channel is closed then. */
const kept = new Map<string, Promise<ChildProcess>>();
const last = new Map<string, Promise<unknown>>();

/**
 * Runs a command to its end as `runBereik` does, but in a process that is kept for the next one: that takes a twentieth of the time.
 * One after another, however they are asked for; each with an environment of its own. For commands of which it does not matter that
 * they are a process: a signal, a server that goes on, or who holds a lock are matters of a process of their own.
 * @throws Error where it leaves something open that would keep a process of its own from ending
 */
export function runInTurn(
	args: readonly string[],
	environment: Readonly<Record<string, string>> = {},
	{ folder, processZone = '', lingersAtMostMs = 10_000, leavesOpen = false }: CommandOptions = {}
): Promise<CommandResult> {
	const asked = { args, environment, folder: folder ?? null, lingersAtMostMs, leavesOpen };
	const result = (last.get(processZone) ?? Promise.resolve()).then(() => ask(asked, processZone));
	last.set(
		processZone,
		result.catch(() => {})
	); // it is the asker's to see
	return result;
}

async function ask(asked: CommandAsked, processZone: string): Promise<CommandResult> {
	const starting = kept.get(processZone) ?? startHost(processZone);
	kept.set(processZone, starting);
	const host = await starting;
	try {
		const { leftOpen, ...told } = await answerOf<CommandTold>(host, asked.args.join(' '), () => void host.send(asked));
		if (leftOpen.length > 0) throw new Error(`${asked.args.join(' ')} left open: ${leftOpen.join(', ')}`);
		return { ...told, signal: null };
	} catch (error) {
		// Whatever it still does, it shall not disturb the next one.
		host.kill('SIGKILL');
		kept.delete(processZone);
		throw error;
	}
}

async function startHost(processZone: string): Promise<ChildProcess> {
	const host = fork(script, [], {
		cwd: packageRoot,
		env: { ...ownEnvironment(), ...(processZone === '' ? {} : { TZ: processZone }) },
		execArgv: [],
		stdio: ['ignore', 'ignore', 'inherit', 'ipc']
	});
	await answerOf(host, 'its start', () => {});
	host.unref();
	host.channel?.unref();
	return host;
}

/** The next that a host tells. */
function answerOf<Told>(host: ChildProcess, what: string, begin: () => void): Promise<Told> {
	return new Promise((resolve, reject) => {
		const finish = (settle: () => void): void => {
			clearTimeout(timer);
			host.off('message', onMessage).off('exit', onExit);
			settle();
		};
		const onMessage = (told: unknown): void => finish(() => resolve(told as Told)); // as command-host.ts sends it
		const onExit = (): void => finish(() => reject(new Error(`${what}: the process that is kept has ended`)));
		const timer = setTimeout(
			() => finish(() => reject(new Error(`${what}: not done after ${patienceMs} ms`))),
			patienceMs
		);
		host.on('message', onMessage).on('exit', onExit);
		begin();
	});
}
