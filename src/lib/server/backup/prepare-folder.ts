import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { BackupFailed } from './backup-failed.ts';

/** A disk that has not taken a few bytes by then will not take a log. */
const patienceMs = 10_000;

/** Where backups go to, and who said so. */
export type BackupTarget = Readonly<{
	folder: string;
	/** The option or variable that names it. */
	field: string;
}>;

/**
 * Makes the folder of backups where there is none, and sees whether it takes what is written. In a process of its own: some places
 * never answer, such as the share of a server that is away, and a call that waits for one holds up everything else.
 * @param ending aborted when it is not wanted any more
 * @throws BackupFailed naming the field and what is wrong
 */
export async function prepareFolder(
	{ folder, field }: BackupTarget,
	ending?: AbortSignal,
	withinMs = patienceMs,
	program = fileURLToPath(new URL('./prepare-folder-process.ts', import.meta.url))
): Promise<void> {
	const failed = (reason: string): BackupFailed => new BackupFailed(`${field} ${folder}: ${reason}`);
	const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', program, folder], {
		stdio: ['ignore', 'pipe', 'ignore'],
		env: {}
	});
	let said = '';
	child.stdout.setEncoding('utf8').on('data', (text: string) => (said += text));
	const code = await new Promise<number | null>((resolve, reject) => {
		const giveUp = (reason: Error): void => {
			clearTimeout(timer);
			// What waits for a disk may not even be killed: nobody waits for it then.
			child.kill('SIGKILL');
			child.stdout.destroy();
			child.unref();
			reject(reason);
		};
		const timer = setTimeout(() => giveUp(failed(`does not answer within ${withinMs / 1000} s`)), withinMs);
		const end = (): void => giveUp(new BackupFailed('the backup was broken off: the server ends'));
		if (ending?.aborted === true) return end();
		ending?.addEventListener('abort', end, { once: true });
		const over = (): void => {
			clearTimeout(timer);
			ending?.removeEventListener('abort', end);
		};
		child.once('error', (error) => {
			over();
			reject(error);
		});
		child.once('close', (ended) => {
			over();
			resolve(ended);
		});
	});
	if (said !== '') throw failed(said);
	if (code !== 0) throw failed('could not be looked at');
}
