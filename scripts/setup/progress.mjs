import { spawn } from 'node:child_process';

const frames = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];
const lastLines = 40;

/** A step that failed for a reason that needs no stack: the text is for the person in front of the screen. */
export class StepFailed extends Error {}

/**
 * Runs one step and says how long it takes: a spinner on a terminal, elsewhere a line at its start, every 15 s, at its end.
 * @template Result
 * @param {string} title
 * @param {() => Promise<Result>} work
 * @returns {Promise<Result>}
 */
export async function step(title, work) {
	const start = Date.now();
	const elapsed = () => `${((Date.now() - start) / 1000).toFixed(1)} s`;
	const onTerminal = Boolean(process.stderr.isTTY) && !process.env.CI;
	let frame = 0;
	const draw = () => process.stderr.write(`\r${frames[frame++ % frames.length]} ${title} … ${elapsed()}\u001b[K`);
	if (!onTerminal) say(`· ${title} …`);
	const timer = onTerminal ? setInterval(draw, 100) : setInterval(() => say(`  … ${elapsed()}`), 15_000);
	const finish = (sign) => {
		clearInterval(timer);
		say(`${onTerminal ? '\r\u001b[K' : ''}${sign} ${title}: ${elapsed()}`);
	};
	try {
		const result = await work();
		finish('✓');
		return result;
	} catch (error) {
		finish('✗');
		throw error;
	}
}

/** @param {string} line */
export function say(line) {
	process.stderr.write(`${line}\n`);
}

/**
 * Runs a command without showing what it says, unless it fails.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {import('node:child_process').SpawnOptions} options
 * @returns {Promise<void>} rejects with {@link StepFailed} and the end of what the command said
 */
export function runQuietly(command, args, options) {
	return new Promise((resolve, reject) => {
		const child = spawn(command, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
		const said = [];
		child.stdout.on('data', (chunk) => said.push(chunk));
		child.stderr.on('data', (chunk) => said.push(chunk));
		const stop = (signal) => {
			child.kill(signal);
			process.exit(signal === 'SIGINT' ? 130 : 143);
		};
		process.once('SIGINT', stop);
		process.once('SIGTERM', stop);
		const settle = (failure) => {
			process.off('SIGINT', stop);
			process.off('SIGTERM', stop);
			if (failure === null) return resolve();
			const tail = Buffer.concat(said).toString('utf8').trimEnd().split('\n').slice(-lastLines).join('\n');
			reject(new StepFailed(`${[command, ...args].join(' ')}: ${failure}\n${tail}`));
		};
		child.on('error', (error) => settle(error.message));
		child.on('close', (code, signal) => settle(code === 0 ? null : `ended with ${signal ?? `exit code ${code}`}`));
	});
}
