import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/**
 * Looks through files byte by byte for texts that must not be in them any more.
 * @returns the files that hold one of them
 * @throws Error when they could not be looked through
 */
export async function sweep(files: readonly string[], texts: readonly string[]): Promise<readonly string[]> {
	if (texts.length === 0) return [];
	const program = fileURLToPath(new URL('./sweep-process.ts', import.meta.url));
	const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', program], {
		stdio: ['pipe', 'pipe', 'pipe'],
		// What is looked for is told over its input: arguments and environment are for every user of the machine to see.
		env: {}
	});
	const said: Buffer[] = [];
	const complaints: Buffer[] = [];
	child.stdout.on('data', (bytes: Buffer) => said.push(bytes));
	child.stderr.on('data', (bytes: Buffer) => complaints.push(bytes));
	const ended = new Promise<number | null>((resolve, reject) => child.once('error', reject).once('close', resolve));
	// Where the process ends before it has read, its exit code says so.
	child.stdin.on('error', () => {});
	child.stdin.end(JSON.stringify({ files, texts }));
	const code = await ended;
	if (code !== 0)
		throw new Error(`the files could not be looked through: ${Buffer.concat(complaints).toString().slice(0, 500)}`);
	return JSON.parse(Buffer.concat(said).toString()) as string[]; // written by the process
}
