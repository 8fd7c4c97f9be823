import { closeSync, existsSync, openSync, readFileSync, readSync } from 'node:fs';

/*
 * Started by `sweep` as a process of its own: to open and close a database's file in the process that has it open would let go of
 * the locks that keep others from it. Reads what to look for from standard input and writes which files hold any of it.
 */

const { files, texts } = JSON.parse(readFileSync(0, 'utf8')) as { files: string[]; texts: string[] }; // as `sweep` writes it
const marks = texts.map((text) => Buffer.from(text));
const overlap = Math.max(0, ...marks.map(({ length }) => length)) - 1;
const chunk = Buffer.alloc(8 * 1024 * 1024);

process.stdout.write(JSON.stringify(files.filter((file) => existsSync(file) && holdsAny(file))));

function holdsAny(file: string): boolean {
	const opened = openSync(file, 'r');
	try {
		for (let kept = 0; ;) {
			const read = readSync(opened, chunk, kept, chunk.length - kept, null);
			const bytes = chunk.subarray(0, kept + read);
			if (marks.some((mark) => bytes.includes(mark))) return true;
			if (read === 0) return false;
			kept = Math.min(Math.max(0, overlap), bytes.length);
			bytes.copy(chunk, 0, bytes.length - kept);
		}
	} finally {
		closeSync(opened);
	}
}
