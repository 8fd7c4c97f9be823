import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { type OwnLog, runBereik, startBereik } from '../support/bereik-process.ts';
import { killAllChildren } from '../support/child-processes.ts';
import { runInTurn } from '../support/kept-process.ts';
import { logOfTest } from '../support/log-of-test.ts';

afterEach(killAllChildren);

/** Calls of two days; on the second one waits for an hour from 09:00 on by the clock of New York. */
function writeTable(log: OwnLog): { file: string; mapping: string } {
	const [file = '', mapping = ''] = ['calls.csv', 'calls.yaml'].map((name) => join(dirname(log.file), name));
	const before = Array.from({ length: 1_500 }, (_, no) => `a${no},2021-01-03 10:00:00,${no % 60},yes`);
	writeFileSync(file, ['id,came,wait,how', 'b,2021-01-04 09:00:00,3600,no', ...before, ''].join('\n'));
	writeFileSync(
		mapping,
		`source: calls
zone: America/New_York
key: [id]
arrival: { column: came, format: iso }
wait: { column: wait, format: s }
outcome: { column: how, values: { yes: answered, no: abandoned } }
channel: { value: phone }
queue: { value: Calls }
`
	);
	return { file, mapping };
}

test('a table is replayed from a moment by the clock of the site, tells where wall and phone are, and leaves nothing', async () => {
	const log = logOfTest();
	const { file, mapping } = writeTable(log);
	const temporary = join(dirname(log.file), 'tmp');
	mkdirSync(temporary);
	const replay = startBereik(['replay', file, '--mapping', mapping, '--speed', '2', '--from', '2021-01-04T15:30'], {
		...log.environment,
		BEREIK_ZONE: 'Europe/Amsterdam',
		TMPDIR: temporary
	});
	const [, from, wall = '', phone = ''] = await replay.heard(
		/^Replaying 3002 events at 2 × from (\S+)\n +wall +(\S+)\n +phone +(\S+)$/m
	);
	expect(from).toBe('2021-01-04T14:30:00.000Z');
	for (const [url, path] of [
		[wall, '/board/replay'],
		[phone, '/now']
	] as const) {
		expect(new URL(url).pathname).toBe(path);
		expect((await fetch(url)).status).toBe(200);
	}
	const answer = await fetch(new URL('/api/live?queue=fast', wall));
	const { at, seq, values } = (await answer.json()) as { at: string; seq: number; values: Record<string, unknown> }; // as promised
	// The clock began there and runs, however long it took to hand over what came before.
	const passedMs = Date.parse(at) - Date.parse(from ?? '');
	expect(passedMs).toBeGreaterThan(0);
	expect(passedMs).toBeLessThan(60_000);
	expect(seq).toBe(3_002); // the site's settings are an event too; the end of the long wait has not happened
	expect(values).toMatchObject({ queue_depth: 1, longest_wait_s: (1_800_000 + passedMs) / 1000, offered: 1, sl_v5: 0 });
	expect(readdirSync(temporary)).toHaveLength(1);
	replay.kill('SIGINT');
	expect(await replay.ended).toEqual({ code: 0, signal: null });
	expect(readdirSync(temporary)).toEqual([]);
});

test('what cannot be replayed is told in one sentence, a wrong moment before the file is read', async () => {
	const log = logOfTest();
	const { file, mapping } = writeTable(log);
	const bare = await runBereik(['replay', file], log.environment);
	expect(bare.code).toBe(1);
	expect(bare.stderr).toContain(`${file}: there is no event in it (a table needs --mapping)\n`);
	const moment = await runInTurn(['replay', 'nowhere.csv', '--mapping', mapping, '--from', 'noon'], log.environment);
	expect(moment).toMatchObject({ code: 2, stdout: '' });
	expect(moment.stderr).toMatch(/^--from: [^\n]+\n$/);
	const nowhere = await runInTurn(['replay', 'nowhere.csv', '--mapping', mapping], log.environment);
	expect(nowhere).toMatchObject({ code: 1, stdout: '' });
	expect(nowhere.stderr).toMatch(/^nowhere\.csv: [^\n]+\n$/);
});

test('a table whose mapping names no zone has that of the settings file, in a replay as in an import', async () => {
	const log = logOfTest();
	const { file, mapping } = writeTable(log);
	writeFileSync(mapping, readFileSync(mapping, 'utf8').replace(/^zone: .*\n/m, ''));
	const settings = join(dirname(log.file), 'bereik.config.yaml');
	writeFileSync(settings, 'site: { zone: Asia/Tokyo }\n');
	const environment = { ...log.environment, BEREIK_CONFIG: settings, BEREIK_ZONE: 'Europe/Amsterdam' };
	const trial = await runInTurn(['import', file, '--mapping', mapping, '--dry-run'], environment);
	expect(trial.stdout).toContain('  2021-01-04T09:00:00+09:00  contact.queued ');
	const replay = startBereik(['replay', file, '--mapping', mapping], environment);
	const [, from] = await replay.heard(/^Replaying 3002 events at 1 × from (\S+)$/m);
	expect(from).toBe('2021-01-03T01:00:00.000Z');
	replay.kill('SIGINT');
	expect(await replay.ended).toEqual({ code: 0, signal: null });
});
