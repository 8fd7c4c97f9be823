import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { startChild } from '../../support/child-processes.ts';

/** What a disk is told in one step. Of a list of what was acknowledged nothing is ever lost: its reader is another machine. */
export type DiskStep = Readonly<{
	kind: 'write' | 'cut' | 'flush' | 'removal';
	file: DiskFile;
	offset: number;
	bytes: Buffer;
}>;

const files = ['', '-wal', '-journal', '-acknowledged'] as const;
type DiskFile = (typeof files)[number];
const kinds = new Map([
	['w', 'write'],
	['t', 'cut'],
	['s', 'flush'],
	['d', 'removal']
] as const);
/** A disk keeps or loses so much at once. */
const sectorBytes = 512;
const headBytes = 16;

/** Makes the library that follows a process's writes; null, said on standard error, where nothing can. */
export function compileDiskJournal(folder: string): string | null {
	const library = join(folder, 'disk-journal.so');
	const source = join(import.meta.dirname, 'disk-journal.c');
	if (process.platform === 'linux') {
		for (const compiler of ['cc', 'gcc', 'clang']) {
			try {
				execFileSync(compiler, ['-O1', '-shared', '-fPIC', '-o', library, source, '-ldl', '-pthread'], {
					stdio: 'pipe'
				});
				return library;
			} catch (error) {
				if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
			}
		}
	}
	console.error('SKIPPED the loss of power: there is no C compiler here, or this is not Linux');
	return null;
}

/** What a log and its disk were told, from its making to the end of the process. */
export type Recording = Readonly<{ file: string; steps: readonly DiskStep[] }>;

/** How commits are made durable: the product's way, or one that is known not to. */
export type Mode = 'as-shipped' | 'normal';

/** Lets a process of its own append to a log, and puts down what its disk is told. */
export async function recordAppending(
	library: string,
	folder: string,
	commits: number,
	seed: number,
	mode: Mode
): Promise<Recording> {
	const file = join(folder, 'bereik.db');
	const journal = join(folder, 'journal');
	const child = startChild(
		process.execPath,
		[join(import.meta.dirname, 'appending-child.ts'), file, String(commits), String(seed), mode],
		{ LD_PRELOAD: library, DISK_JOURNAL: journal, DISK_JOURNAL_OF: file }
	);
	const { signal } = await child.ended;
	if (signal !== 'SIGKILL') throw new Error(`the appending process did not come to its end: ${child.stderr()}`);
	return { file, steps: readJournal(readFileSync(journal)) };
}

function readJournal(journal: Buffer): readonly DiskStep[] {
	const steps: DiskStep[] = [];
	for (let at = 0; at < journal.length;) {
		const kind = kinds.get(String.fromCharCode(journal.readUInt8(at)) as 'w'); // an unknown one is caught below
		const file = files[journal.readUInt8(at + 1)];
		const length = journal.readUInt32LE(at + 4);
		const offset = Number(journal.readBigUInt64LE(at + 8));
		if (kind === undefined || file === undefined) throw new Error(`the journal of the disk is damaged at ${at}`);
		steps.push({ kind, file, offset, bytes: journal.subarray(at + headBytes, at + headBytes + length) });
		at += headBytes + length;
	}
	return steps;
}

/** The content of a file that grows as it is written to. */
class Content {
	#bytes = Buffer.alloc(1 << 20);
	#length = 0;

	write(bytes: Buffer, offset: number): void {
		const end = offset + bytes.length;
		if (end > this.#bytes.length) this.#bytes = Buffer.concat([this.#bytes], Math.max(end, 2 * this.#bytes.length));
		bytes.copy(this.#bytes, offset);
		this.#length = Math.max(this.#length, end);
	}

	cut(length: number): void {
		this.#bytes.fill(0, length);
		this.#length = length;
	}

	get bytes(): Buffer {
		return this.#bytes.subarray(0, this.#length);
	}
}

/**
 * What is on the disk when the power is cut before step `upTo`: all that was flushed, and of what was not any part, by sectors. A
 * removal counts at once: only the journal from before the log was in its own way of writing is ever removed.
 * @param random decides what is kept; left out, all of it is
 */
export function diskAfter(
	{ steps }: Pick<Recording, 'steps'>,
	upTo: number,
	random: () => number = () => 0
): Map<DiskFile, Buffer> {
	const flushedBefore = new Map<DiskFile, number>();
	for (let at = 0; at < upTo; at++) if (steps[at]?.kind === 'flush') flushedBefore.set(steps[at]?.file ?? '', at);
	const contents = new Map<DiskFile, Content>();
	for (let at = 0; at < upTo; at++) {
		const step = steps[at];
		if (step === undefined || step.kind === 'flush') continue;
		const { kind, file, offset, bytes } = step;
		if (kind === 'removal') {
			contents.delete(file);
			continue;
		}
		const content = contents.get(file) ?? new Content();
		contents.set(file, content);
		const isSafe = at < (flushedBefore.get(file) ?? -1) || file === '-acknowledged';
		if (kind === 'cut') {
			if (isSafe || random() < 0.5) content.cut(offset);
		} else if (isSafe) {
			content.write(bytes, offset);
		} else {
			for (let from = 0; from < bytes.length; from += sectorBytes) {
				if (random() < 0.5) content.write(bytes.subarray(from, from + sectorBytes), offset + from);
			}
		}
	}
	return new Map([...contents].map(([file, content]) => [file, content.bytes]));
}

/** What a log that was found on a disk lacks, or has too much. */
export type Found = Readonly<{
	/** Commits that were acknowledged and are not there. */
	lost: number;
	/** Commits of which some events are there and some are not. */
	halves: number;
	/** Whether SQLite finds the file sound, and positions and head agree. */
	isSound: boolean;
}>;

/** Puts a log back from what was on the disk, opens it and compares it with what was acknowledged. */
export function auditDisk(disk: ReadonlyMap<DiskFile, Buffer>, folder: string): Found {
	mkdirSync(folder);
	const file = join(folder, 'bereik.db');
	for (const [ending, bytes] of disk) writeFileSync(`${file}${ending}`, bytes);
	const client = new Database(file);
	try {
		const isWhole = client.pragma('integrity_check', { simple: true }) === 'ok';
		const ids = client.prepare('select id from events order by seq').pluck().all() as string[]; // of the schema
		const head = client.prepare('select seq from log_head').pluck().get();
		const last = client.prepare('select coalesce(max(seq), 0) from events').pluck().get();
		const there = new Map<string, number>();
		const halves = new Set<string>();
		for (const id of ids) {
			const [commit = '', , count = ''] = id.split('/');
			there.set(`${commit}/${count}`, (there.get(`${commit}/${count}`) ?? 0) + 1);
		}
		for (const [commit, count] of there) if (count !== Number(commit.split('/')[1])) halves.add(commit);
		const acknowledged = (disk.get('-acknowledged') ?? Buffer.alloc(0)).toString().split('\n').slice(0, -1);
		const lost = acknowledged.filter((commit) => !there.has(commit)).length;
		return { lost, halves: halves.size, isSound: isWhole && head === last && last === ids.length };
	} finally {
		client.close();
	}
}
