import { cpSync, existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, expect, test } from 'vitest';
import { listSets } from '#lib/server/backup/backup-sets.ts';
import { checkFiles } from '#lib/server/backup/manifest.ts';
import { restoreBackup } from '#lib/server/backup/restore-backup.ts';
import type { Finding } from '#lib/server/doctor/finding.ts';
import { openLog } from '#lib/server/database/sqlite/open-log.ts';
import { SqliteEventStore } from '#lib/server/event-log/sqlite-event-store.ts';
import { randomStream } from '#lib/domain/statistics/random.ts';
import { createKey, type OwnLog, placeForLog, runBereik, startBereik } from '../support/bereik-process.ts';
import { killAllChildren, startChild } from '../support/child-processes.ts';
import { runInTurn } from '../support/kept-process.ts';
import { queued } from '../support/contact-events.ts';
import { seed } from '../support/seed.ts';

const rounds = process.env['BEREIK_LONG'] === '1' ? 200 : 8;
const events = 40_000;
const keep = 2;
const logs: OwnLog[] = [];

afterEach(() => {
	killAllChildren();
	for (const log of logs.splice(0)) log.remove();
});

/** A log large enough that a copy of it takes a while. */
async function largeLog(): Promise<OwnLog & { folder: string }> {
	const log = placeForLog();
	logs.push(log);
	await createKey(log, 'pbx', 'bulk');
	const store = new SqliteEventStore(openLog(log.file));
	for (let no = 0; no < events; no += 1_000)
		await store.append(
			Array.from({ length: 1_000 }, (_, at) => queued(`c${no + at}`)),
			no
		);
	await store.close();
	return { ...log, folder: join(dirname(log.file), 'backups') };
}

/** What is taken for a backup and is none, by every byte of it. */
async function halfOnes(folder: string, database: string): Promise<string[]> {
	const half: string[] = [];
	for (const { path, manifest } of listSets(folder, database))
		await checkFiles(path, manifest).catch(() => half.push(basename(path)));
	return half;
}

function hidden(folder: string): string[] {
	return readdirSync(folder).filter((name) => name.startsWith('.'));
}

/** How many times each stage of a backup was hit. */
type Hits = Record<'before' | 'while written' | 'after', number>;

test(
	`a backup that is killed at any moment leaves nothing that is taken for one, and the next clears it away (${rounds} kills)`,
	{ timeout: 120_000 + rounds * 10_000 },
	async () => {
		const log = await largeLog();
		const random = randomStream(seed, 'backup-kill');
		const backUp = () => runInTurn(['backup', '--keep', String(keep)], log.environment);
		for (let no = 0; no < keep; no++) expect((await backUp()).code).toBe(0);
		const began = performance.now();
		expect((await runBereik(['backup', '--keep', String(keep)], log.environment)).code).toBe(0);
		const wholeMs = performance.now() - began;
		const database = basename(log.file);
		const hits: Hits = { before: 0, 'while written': 0, after: 0 };
		for (let round = 0; round < rounds; round++) {
			const before = new Set(readdirSync(log.folder));
			const child = startBereik(['backup', '--keep', String(keep)], log.environment);
			// Half of them anywhere, half from when it begins to write: a process takes longer to start than a log to copy.
			if (round % 2 === 0) await sleep(random() * wholeMs * 1.1);
			else {
				while (child.isRunning() && readdirSync(log.folder).every((name) => before.has(name))) await sleep(2);
				await sleep(random() * wholeMs * 0.5);
			}
			child.kill('SIGKILL');
			await child.ended;
			const left = hidden(log.folder);
			const made = readdirSync(log.folder).some((name) => !name.startsWith('.') && !before.has(name));
			hits[left.length > 0 ? 'while written' : made ? 'after' : 'before']++;
			const seen = `round ${round}: ${left.join(', ')}`;
			expect(await halfOnes(log.folder, database), seen).toEqual([]);
			const named = readdirSync(log.folder).filter((name) => !name.startsWith('.'));
			// Retention and the doctor count what is whole, and all that has the name of a backup is.
			expect(
				listSets(log.folder, database)
					.map(({ path }) => basename(path))
					.sort(),
				seen
			).toEqual(named.sort());
			expect(named.length, seen).toBeGreaterThanOrEqual(keep);
			for (const name of left) await refusesOrIsWhole(log, name);
			if (round % 4 !== 3) continue;
			const next = await backUp();
			expect([next.code, next.stderr], seen).toEqual([0, expect.stringContaining('whole')]);
			expect(hidden(log.folder), seen).toEqual([]);
			expect(listSets(log.folder, database), seen).toHaveLength(keep);
		}
		console.log(`backup killed: ${JSON.stringify(hits)}`);
		// Otherwise the kills would have shown nothing.
		expect(hits['while written']).toBeGreaterThan(rounds / 10);
		const { stdout } = await runInTurn(['doctor', '--json'], log.environment);
		const { findings } = JSON.parse(stdout) as { findings: Finding[] }; // as the command writes it
		expect(findings.find(({ check }) => check === 'backups')).toMatchObject({ level: 'ok' });
		const newest = listSets(log.folder, database)[0]?.path ?? '';
		const restored = await runBereik(['restore', newest, '--force'], log.environment);
		expect([restored.code, restored.stdout]).toEqual([0, expect.stringContaining(`${events} events`)]);
	}
);

/** What a kill left may have been whole but for its name; whatever was not is refused by a restore, before it touches anything. */
async function refusesOrIsWhole(log: OwnLog & { folder: string }, name: string): Promise<void> {
	const copy = join(dirname(log.file), 'left');
	// What the killed one had started notices within a moment that it works for nobody, and may still take files away.
	await sleep(50);
	for (let attempt = 0; ; attempt++) {
		try {
			if (!existsSync(join(log.folder, name))) return;
			cpSync(join(log.folder, name), copy, { recursive: true });
			break;
		} catch (error) {
			rmSync(copy, { recursive: true, force: true });
			if (attempt > 20) throw error;
			await sleep(100);
		}
	}
	const databaseFile = join(dirname(log.file), 'elsewhere', 'bereik.db');
	mkdirSync(dirname(databaseFile), { recursive: true });
	const request = { folder: copy, databaseFile, settingsFile: null, force: true, appKeys: [] };
	const result = await restoreBackup(request).then(
		({ manifest }) => manifest.seq,
		(error: unknown) => {
			if (error instanceof Error && error.name === 'BackupFailed') return error.message;
			throw error;
		}
	);
	if (typeof result === 'number') expect(result, name).toBe(events);
	else expect(existsSync(databaseFile), result).toBe(false);
	for (const path of [copy, dirname(databaseFile)]) rmSync(path, { recursive: true, force: true });
}

test('is found out where a backup is written under the name that it is to have', { timeout: 120_000 }, async () => {
	const log = await largeLog();
	const { stdout, code } = await runInTurn(['backup'], log.environment);
	expect(code).toBe(0);
	const program = join(import.meta.dirname, 'support/naive-backup.ts');
	const child = startChild(process.execPath, [program, stdout.trim(), log.folder]);
	await child.heard(/^begun$/m);
	child.kill('SIGKILL');
	await child.ended;
	expect(await halfOnes(log.folder, basename(log.file))).toHaveLength(1);
});
