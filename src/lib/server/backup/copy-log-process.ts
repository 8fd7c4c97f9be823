import { createHash } from 'node:crypto';
import { closeSync, fdatasyncSync, fsyncSync, openSync, readSync, statSync } from 'node:fs';
import { constants, setPriority } from 'node:os';
import { isMainThread, Worker, workerData } from 'node:worker_threads';
import Database from 'better-sqlite3';
import type { CopiedLog } from './copy-log.ts';

/*
 * Started by `copyLog` as a process of its own, `FROM TO`: writes a copy of a log that somebody else has open, looks whether it is
 * whole, and tells what it is. It gives way to whoever has work for the processor, and ends with whoever started it.
 */

/** How often what was written is handed to the disk, ms. Left to the end, the log's commits wait for all of it: p99 0.5 s against 0.15 s. */
const syncEveryMs = 10;

if (isMainThread) await copy(process.argv[2] ?? '', process.argv[3] ?? '');
else keepSyncing();

async function copy(from: string, to: string): Promise<void> {
	process.umask(0o077);
	try {
		setPriority(constants.priority.PRIORITY_BELOW_NORMAL);
	} catch {
		// Not every system lets a process do that; then it is as important as others.
	}
	closeSync(openSync(to, 'wx', 0o600));
	const ended = new Int32Array(new SharedArrayBuffer(4));
	const syncing = new Worker(new URL(import.meta.url), { workerData: { file: to, ended, startedBy: process.ppid } });
	const stopped = new Promise((resolve, reject) => syncing.once('exit', resolve).once('error', reject));
	// Not by a connection that may only ask: SQLite takes the copy for a change of the log.
	const source = new Database(from, { readonly: true, fileMustExist: true, timeout: 2000 });
	try {
		source.pragma('trusted_schema = OFF');
		// One read transaction from beginning to end: what is committed meanwhile is not in it, and nobody waits for it.
		source.prepare('vacuum into ?').run(to);
	} finally {
		source.close();
		Atomics.store(ended, 0, 1);
		Atomics.notify(ended, 0);
	}
	await stopped;
	process.stdout.write(JSON.stringify(inspect(to)));
}

function keepSyncing(): void {
	const { file, ended, startedBy } = workerData as { file: string; ended: Int32Array; startedBy: number }; // as `copy` starts it
	const opened = openSync(file, 'r+');
	try {
		while (Atomics.wait(ended, 0, 0, syncEveryMs) === 'timed-out') {
			// The other thread is inside one statement and would go on to its end, for nobody.
			if (process.ppid !== startedBy) process.kill(process.pid, 'SIGKILL');
			fdatasyncSync(opened);
		}
		fsyncSync(opened);
	} finally {
		closeSync(opened);
	}
}

/** @throws Error when the copy is not whole */
function inspect(file: string): CopiedLog {
	const client = new Database(file, { readonly: true, fileMustExist: true });
	try {
		const found = client.pragma('quick_check(1)', { simple: true });
		if (found !== 'ok') throw new Error(`the copy is damaged: ${String(found)}`);
		const [epoch, seq] = client.prepare<[], [string, number]>('select epoch, seq from log_head').raw().get() ?? [];
		const [count, last] =
			client.prepare<[], [number, number]>('select count(*), max(seq) from events').raw().get() ?? [];
		if (epoch === undefined || seq === undefined) throw new Error('the copy has no head');
		if (count !== seq || (last ?? 0) !== seq)
			throw new Error(`the copy is not whole: ${String(count)} events up to ${String(last)}, and the head says ${seq}`);
		const schema = Number(client.prepare('select max(created_at) from __drizzle_migrations').pluck().get());
		return { epoch, seq, schema, bytes: statSync(file).size, sha256: hashOf(file) };
	} finally {
		client.close();
	}
}

function hashOf(file: string): string {
	const hash = createHash('sha256');
	const chunk = Buffer.alloc(1024 * 1024);
	const opened = openSync(file, 'r');
	try {
		for (let read = readSync(opened, chunk); read > 0; read = readSync(opened, chunk))
			hash.update(chunk.subarray(0, read));
	} finally {
		closeSync(opened);
	}
	return hash.digest('hex');
}
