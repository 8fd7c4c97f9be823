import { execFileSync, spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, readdirSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { endServer } from './postgres-server.ts';

declare module 'vitest' {
	interface ProvidedContext {
		/** Where the servers of Postgres of this run are, one folder each. */
		postgresFolder: string;
	}
}

type FolderOfRun = { readonly servers: string; askers: number; remove(): Promise<void> };

const folderOfRun = Symbol.for('bereik.folder-of-run');

/** Where Linux keeps files in memory. */
const memory = '/dev/shm';
/** Room that there must be there: several times what a run has at once. */
const roomBytes = 4 * 2 ** 30;

/**
 * Gives a run of tests a folder for all its temporary files, and clears it away with the run, whatever became of it. It is in
 * memory where there is room: a test that ends a process finds the same there as on a disk, and a thousand empty databases are
 * made in a moment. What a disk loses without power is played by the tests of that, and the long forms work on the real one.
 */
export default function setUp({ provide }: TestProject): () => Promise<void> {
	// Every project of a run asks for it, each with this file loaded anew.
	const run = globalThis as { [folderOfRun]?: FolderOfRun };
	const folder = (run[folderOfRun] ??= makeFolder());
	folder.askers++;
	provide('postgresFolder', folder.servers);
	return async () => {
		if (--folder.askers > 0) return;
		delete run[folderOfRun];
		await folder.remove();
	};
}

function makeFolder(): FolderOfRun {
	const inMemory = process.env['BEREIK_LONG'] !== '1' ? folderInMemory() : null;
	const folder = inMemory ?? mkdtempSync(join(tmpdir(), 'bereik-'));
	const before = process.env['TMPDIR'];
	// Inherited by the processes that run the tests, and by those that they start.
	if (inMemory !== null) process.env['TMPDIR'] = folder;
	const servers = mkdtempSync(join(folder, 'postgres-'));
	for (const path of [folder, servers]) chmodSync(path, 0o755); // the servers run as another user
	watch(folder, servers);
	const remove = async (): Promise<void> => {
		if (before === undefined) delete process.env['TMPDIR'];
		else process.env['TMPDIR'] = before;
		await Promise.all(readdirSync(servers).map((name) => endServer(join(servers, name))));
		rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
	};
	return { servers, askers: 0, remove };
}

/** Null where there is none, not enough room, or nothing may be run from it. */
function folderInMemory(): string | null {
	if (process.platform !== 'linux') return null;
	let folder: string | undefined;
	try {
		const { bavail, bsize } = statfsSync(memory);
		if (Math.min(bavail * bsize, process.availableMemory() / 2) < roomBytes) return null;
		folder = mkdtempSync(join(memory, 'bereik-'));
		const program = join(folder, 'runs');
		writeFileSync(program, '#!/bin/sh\n', { mode: 0o755 });
		execFileSync(program);
		rmSync(program);
		return folder;
	} catch {
		if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
		return null;
	}
}

/** Ends the servers of a run that was killed and could not do it itself, and takes its folder away. */
function watch(folder: string, servers: string): void {
	if (process.platform === 'win32') return;
	const script = `while kill -0 ${process.pid} 2>/dev/null && [ -d '${servers}' ]; do sleep 2; done
		for file in '${servers}'/*/data/postmaster.pid; do [ -f "$file" ] && kill -QUIT "$(head -n 1 "$file")"; done
		sleep 2; rm -rf '${folder}'`;
	spawn('sh', ['-c', script], { detached: true, stdio: 'ignore', cwd: '/' }).unref();
}
