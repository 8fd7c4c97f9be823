import Database from 'better-sqlite3';
import { copyFileSync, mkdirSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, expect, test } from 'vitest';
import { type Manifest, readManifest } from '#lib/server/backup/manifest.ts';
import { randomStream } from '#lib/domain/statistics/random.ts';
import { glanceAtLog, headOf } from '../support/audit-log.ts';
import { createKey, type OwnLog, placeForLog, runBereik, startServe } from '../support/bereik-process.ts';
import { killAllChildren } from '../support/child-processes.ts';
import { runInTurn } from '../support/kept-process.ts';
import { Posters } from '../support/posters.ts';
import { seed } from '../support/seed.ts';

const rounds = process.env['BEREIK_LONG'] === '1' ? 20 : 2;
const logs: OwnLog[] = [];

function place(): OwnLog {
	const log = placeForLog();
	logs.push(log);
	return log;
}

afterEach(() => {
	killAllChildren();
	for (const log of logs.splice(0)) log.remove();
});

/** Acknowledged up to a position, and not in a file at that position. */
function missing(file: string, acknowledged: Posters['acknowledged'], seq: number): readonly string[] {
	return glanceAtLog(
		file,
		[...acknowledged].filter(([, at]) => at !== null && at <= seq),
		'pbx'
	).lost;
}

function epochOf(file: string): string {
	const client = new Database(file, { readonly: true });
	try {
		return String(client.prepare('select epoch from log_head').pluck().get());
	} finally {
		client.close();
	}
}

/** The first message of a stream, with the id that was asked for. */
async function firstMessages(url: string, lastEventId: string): Promise<string> {
	const ending = new AbortController();
	const response = await fetch(`${url}/api/stream?view=board&last_event_id=${lastEventId}`, { signal: ending.signal });
	let text = '';
	const decoder = new TextDecoder();
	for await (const chunk of response.body ?? []) {
		text += decoder.decode(chunk, { stream: true });
		if (/event: (?:snapshot|frame)[\s\S]*\n\n/.test(text)) break;
	}
	ending.abort();
	return text;
}

test(
	'a backup made while eight senders post has every event up to its last, and comes back elsewhere after a kill',
	{ timeout: 60_000 + rounds * 40_000 },
	async () => {
		const log = place();
		const key = await createKey(log, 'pbx', 'bulk');
		const posters = new Posters(key, 8, randomStream(seed, 'backup'));
		const { child, url } = await startServe(log);
		const { answered, stopped } = posters.start(url);
		await answered;
		const before = /^id: (\S+)$/m.exec(await firstMessages(url, ''))?.[1] ?? '';
		const made: { path: string; manifest: Manifest; naive: string; naiveHead: number }[] = [];
		for (let round = 0; round < rounds; round++) {
			await sleep(300);
			const naive = join(dirname(log.file), `naive-${round}.db`);
			const naiveHead = headOf(log.file);
			copyFileSync(log.file, naive);
			const { code, stdout, stderr } = await (round === 0 ? runBereik : runInTurn)(['backup'], log.environment);
			expect([code, stderr]).toEqual([0, expect.stringContaining('whole')]);
			made.push({ path: stdout.trim(), manifest: readManifest(stdout.trim()), naive, naiveHead });
		}
		child.kill('SIGKILL');
		await stopped;
		for (const { path, manifest } of made)
			expect(missing(join(path, manifest.database), posters.acknowledged, manifest.seq)).toEqual([]);
		const last = made.at(-1);
		if (last === undefined) throw new Error('no backup was made');
		expect(last.manifest.seq).toBeGreaterThan(100);
		// The senders went on after it: a backup that had all of them would be no snapshot.
		expect(posters.acknowledged.size).toBeGreaterThan(last.manifest.seq - 10);
		// The canary: what a copy of the file alone has, without the write-ahead log beside it, the same question finds out.
		const lostByCopying = made.map(({ naive, naiveHead }) => {
			try {
				return missing(naive, posters.acknowledged, naiveHead).length;
			} catch {
				return 1;
			}
		});
		expect(Math.max(...lostByCopying)).toBeGreaterThan(0);

		const other = place();
		const restored = await runBereik(['restore', last.path], other.environment);
		expect([restored.code, restored.stderr]).toEqual([0, expect.stringContaining('1 keys')]);
		expect(missing(other.file, posters.acknowledged, last.manifest.seq)).toEqual([]);
		expect(headOf(other.file)).toBe(last.manifest.seq);
		expect(epochOf(other.file)).not.toBe(last.manifest.epoch);

		const again = await startServe(other);
		const post = () =>
			fetch(`${again.url}/api/events`, {
				method: 'POST',
				headers: { authorization: `Bearer ${key}`, 'content-type': 'application/cloudevents-batch+json' },
				body: posters.batches[0]?.body ?? ''
			});
		expect((await post()).status).toBe(401);
		expect((await runInTurn(['access', 'confirm', '--all'], other.environment)).code).toBe(0);
		await expect.poll(async () => (await post()).status, { timeout: 10_000 }).toBe(200);
		// A screen that followed the log before it was restored starts anew.
		expect(before).not.toBe('');
		expect(await firstMessages(again.url, before)).toContain('event: snapshot');
	}
);

test(
	'what a process that is gone had begun to write is cleared away by the next backup',
	{ timeout: 60_000 },
	async () => {
		const log = place();
		await createKey(log, 'pbx', 'bulk');
		const folder = join(dirname(log.file), 'backups');
		mkdirSync(join(folder, '.bereik-20260101T000000Z.partial-999999999'), { recursive: true });
		const { stdout, code } = await runInTurn(['backup', '--keep', '1'], log.environment);
		expect(code).toBe(0);
		expect(readdirSync(folder)).toEqual([stdout.trim().split('/').at(-1)]);
	}
);
