import { Worker } from 'node:worker_threads';

/**
 * Moves the write-ahead log of a file into it and cuts it to nothing, in a thread: here it would keep everything else waiting for
 * whoever reads (2 s), and for the disk.
 * @returns false where somebody still reads in it, or writes: it is to be tried again later
 * @throws Error when the file cannot be opened
 */
export function checkpointBeside(file: string): Promise<boolean> {
	const program = new URL('./checkpoint-thread.ts', import.meta.url);
	return new Promise((resolve, reject) => {
		const thread = new Worker(program, { workerData: file });
		let isEmpty = false;
		thread.once('message', (answer: boolean) => (isEmpty = answer));
		thread.once('error', reject);
		thread.once('exit', () => resolve(isEmpty));
	});
}
