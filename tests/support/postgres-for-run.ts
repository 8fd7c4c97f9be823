import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
	interface ProvidedContext {
		/** Where the servers of this run are, one folder each. */
		postgresFolder: string;
		/** Number of the process that runs the tests. */
		runPid: number;
	}
}

/** Gives a run of tests a place for its servers of Postgres, and ends them with the run, whatever became of it. */
export default function setUp({ provide }: TestProject): () => Promise<void> {
	const folder = mkdtempSync(join(tmpdir(), 'bereik-postgres-'));
	provide('postgresFolder', folder);
	provide('runPid', process.pid);
	return async () => {
		await Promise.all(readdirSync(folder).map((name) => endServer(join(folder, name))));
		rmSync(folder, { recursive: true, force: true });
	};
}

async function endServer(folder: string): Promise<void> {
	const pidFile = join(folder, 'data', 'postmaster.pid');
	if (!existsSync(pidFile)) return;
	const pid = Number(readFileSync(pidFile, 'utf8').split('\n')[0]);
	try {
		process.kill(pid, 'SIGCONT');
		process.kill(pid, 'SIGQUIT');
	} catch {
		return; // it ended without taking its file away
	}
	for (let attempt = 0; attempt < 100 && existsSync(pidFile); attempt++) await sleep(50);
}
