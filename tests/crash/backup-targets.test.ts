import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, describe, expect, onTestFinished, test } from 'vitest';
import { prepareFolder } from '#lib/server/backup/prepare-folder.ts';
import { createKey, type OwnLog, placeForLog, runBereik, startServe } from '../support/bereik-process.ts';
import { killAllChildren } from '../support/child-processes.ts';
import { runInTurn } from '../support/kept-process.ts';
import { makeSmallDisk } from '../support/small-disk.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

/** A start of the command takes a second, more on a machine that is busy; to wait for a disk that never answers takes ten. */
const withinMs = 20_000;
const logs: OwnLog[] = [];

afterEach(() => {
	killAllChildren();
	for (const log of logs.splice(0)) log.remove();
});

async function logWithAKey(): Promise<OwnLog> {
	const log = placeForLog();
	logs.push(log);
	await createKey(log, 'pbx', 'intake');
	return log;
}

/** Places that take nothing, and what is to be said of each. */
function places(): Readonly<Record<string, RegExp>> {
	const folder = temporaryFolder();
	const [file, fifo] = [join(folder, 'file'), join(folder, 'fifo')];
	writeFileSync(file, '');
	execFileSync('mkfifo', [fifo]);
	return {
		[file]: /is not a folder/,
		[join(file, 'x')]: /file is not a folder/,
		[fifo]: /is not a folder/,
		[join(folder, 'not', 'mounted')]: /not is not there/,
		[join(folder, 'a'.repeat(300))]: /the name is too long/,
		'/dev/null': /is not a folder/,
		...(existsSync('/proc/self')
			? { '/proc/x': /nothing can be written there/, '/proc': /nothing can be written/ }
			: {}),
		...(existsSync('/sys/kernel') ? { '/sys/x': /may not write there|read-only|nothing can be written/ } : {})
	};
}

describe('a place that takes no backup', () => {
	test(
		'is said within seconds, with the option that names it, beside a server and without',
		{ timeout: 300_000 },
		async () => {
			const log = await logWithAKey();
			const ask = async (to: string, reason: RegExp) => {
				const began = performance.now();
				const { code, stdout, stderr } = await (to === '/dev/null' ? runBereik : runInTurn)(
					['backup', '--to', to],
					log.environment
				);
				expect([to, code, stdout]).toEqual([to, 1, '']);
				expect(stderr).toContain(`--to ${to}: `);
				expect(stderr).toMatch(reason);
				expect(performance.now() - began, to).toBeLessThan(withinMs);
			};
			for (const [to, reason] of Object.entries(places())) await ask(to, reason);
			const { url } = await startServe(log);
			await ask('/proc/x', /nothing can be written there/);
			expect((await fetch(`${url}/api/health/live`)).status).toBe(200);
			const asVariable = await runInTurn(['backup'], { ...log.environment, BEREIK_BACKUP_FOLDER: '/dev/null' });
			expect([asVariable.code, asVariable.stderr]).toEqual([
				1,
				expect.stringContaining('BEREIK_BACKUP_FOLDER /dev/null: ')
			]);
		}
	);

	test(
		'because it is full, or may only be read, is said too, and nothing is left there',
		{ timeout: 120_000 },
		async ({ skip }) => {
			const log = await logWithAKey();
			const disk = makeSmallDisk(temporaryFolder(), 8);
			if (disk === null) return skip('this user may not mount a disk');
			onTestFinished(() => disk.remove());
			disk.fill();
			const to = join(disk.folder, 'backups');
			const backUp = () => runInTurn(['backup', '--to', to], log.environment);
			expect(await backUp()).toMatchObject({ code: 1, stderr: expect.stringMatching(/--to .*(?:no room|MB left)/) });
			disk.clear();
			execFileSync('mount', ['-o', 'remount,ro', disk.folder]);
			expect(await backUp()).toMatchObject({ code: 1, stderr: expect.stringContaining('read-only') });
			execFileSync('mount', ['-o', 'remount,rw', disk.folder]);
			if (existsSync(to)) expect(readdirSync(to)).toEqual([]);
			expect((await backUp()).code).toBe(0);
		}
	);
});

describe('a place that never answers', () => {
	function program(text: string): string {
		const file = join(temporaryFolder(), 'program.mjs');
		writeFileSync(file, text);
		return file;
	}

	test('is given up after a while, and at once when the server ends', async () => {
		const never = program('setInterval(() => {}, 1e6)');
		const target = { folder: '/somewhere', field: '--to' };
		await expect(prepareFolder(target, undefined, 300, never)).rejects.toThrow(
			'--to /somewhere: does not answer within 0.3 s'
		);
		const ending = new AbortController();
		const looking = prepareFolder(target, ending.signal, 60_000, never);
		ending.abort();
		await expect(looking).rejects.toThrow('the server ends');
	});

	/** The canary: the folder made with all that it lies in, in one call, never comes back from /proc. */
	test.skipIf(!existsSync('/proc/self'))('is what /proc is to a call that makes a folder and its parents', async () => {
		const hanging = program("import { mkdirSync } from 'node:fs'; mkdirSync(process.argv[2], { recursive: true });");
		await expect(prepareFolder({ folder: '/proc/x', field: '--to' }, undefined, 2_000, hanging)).rejects.toThrow(
			'does not answer'
		);
		const folder = join(temporaryFolder(), 'new');
		mkdirSync(dirname(folder), { recursive: true });
		await prepareFolder({ folder, field: '--to' });
		expect(readdirSync(folder)).toEqual([]);
	});
});
