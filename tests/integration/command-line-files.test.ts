import { existsSync, readdirSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { longestLineBytes } from '#lib/cli/lines-of.ts';
import { createKey, type OwnLog, runBereik, startBereik, startServe } from '../support/bereik-process.ts';
import { killAllChildren } from '../support/child-processes.ts';
import { runInTurn } from '../support/kept-process.ts';
import { logOfTest } from '../support/log-of-test.ts';
import { queueLogLines } from '../support/queue-log-file.ts';

afterEach(killAllChildren);

/** A queue_log of 200 lines, then one that is no line of it and one that never seems to end. */
function brokenQueueLog(log: OwnLog): string {
	const file = join(dirname(log.file), 'queue_log');
	writeFileSync(file, `${queueLogLines(200, 1).join('\n')}\nnonsense\u2028more\n${'x'.repeat(2 * longestLineBytes)}\n`);
	return file;
}

const importOf = (file: string): string[] => ['import', file, '--format', 'asterisk-queue-log'];

describe('lines that cannot be read', () => {
	test('are named and counted alike by an import and a replay', async () => {
		const log = logOfTest();
		const file = brokenQueueLog(log);
		const imported = await runBereik(importOf(file), log.environment);
		expect(imported.code).toBe(0);
		expect(imported.stderr).toMatch(new RegExp(`^set aside: ${file}, line 201[,:] .*\nset aside: ${file}, line 202: `));
		expect(imported.stderr).toContain(`set aside: ${file}, line 202: longer than 1048576 bytes\n`);
		expect(imported.stdout).toMatch(/^202 lines read, 2 set aside, \d+ repeated\.$/m);

		const temporary = join(dirname(log.file), 'tmp');
		mkdirSync(temporary);
		const replay = startBereik(['replay', file], { ...log.environment, TMPDIR: temporary });
		await replay.heard(/^Replaying \d+ events at 1 × from /m);
		expect(replay.stderr()).toBe(imported.stderr);
		expect(replay.stdout()).toMatch(/^202 lines read, 2 set aside, \d+ repeated\.$/m);
		expect(readdirSync(temporary)).toHaveLength(1);
		replay.kill('SIGINT');
		expect(await replay.ended).toEqual({ code: 0, signal: null });
		expect(readdirSync(temporary)).toEqual([]);
	});

	test.skipIf(!existsSync('/proc/self/mem'))('nor the file: one sentence says so', async () => {
		const log = logOfTest();
		for (const args of [importOf('/proc/self/mem'), ['replay', '/proc/self/mem']]) {
			const { code, stderr } = await runInTurn(args, log.environment);
			expect({ code, stderr }).toEqual({ code: 1, stderr: '/proc/self/mem: cannot be read (EIO)\n' });
		}
	});
});

test('a replay that is stopped in the middle of handing over ends with 0', async () => {
	const log = logOfTest();
	const file = join(dirname(log.file), 'queue_log');
	writeFileSync(file, queueLogLines(20_000, 1).join('\n'));
	const replay = startBereik(['replay', file, '--speed', '1000000'], log.environment);
	await replay.heard(/^Replaying /m);
	replay.kill('SIGINT');
	expect(await replay.ended).toEqual({ code: 0, signal: null });
	expect(replay.stderr()).not.toMatch(/^ {4}at /m);
});

describe('a report', () => {
	test('on a queue that nobody entered says which there are', async () => {
		const log = logOfTest();
		const file = join(dirname(log.file), 'queue_log');
		writeFileSync(file, queueLogLines(200, 1).join('\n'));
		await runInTurn(importOf(file), log.environment);
		const { code, stdout, stderr } = await runBereik(['report', '--queue', 'Odrers'], log.environment);
		expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
		const [, names] = /^there is no queue Odrers in the log; there are: (.+)\n$/.exec(stderr) ?? [];
		const queue = names?.split(', ')[0] ?? '';
		expect(queue).not.toBe('');
		const known = await runInTurn(['report', '--queue', queue, '--from', '2090-01-01T00:00'], log.environment);
		expect(known).toMatchObject({ code: 0, stderr: '' });
	});
});

describe('keys', () => {
	test.each([false, true])('are listed without their secrets and revoked; through a server: %s', async (isServed) => {
		const log = logOfTest();
		const text = await createKey(log, 'pbx', 'intake');
		const [, id = '', secret = ''] = text.split('_');
		const served = isServed ? await startServe(log) : null;
		const listed = await runBereik(['keys', 'list'], log.environment);
		expect(listed).toMatchObject({ code: 0, stderr: '' });
		const [head, row, ...rest] = listed.stdout.trimEnd().split('\n');
		expect(head).toMatch(/^id +source +scopes +created +expires +last used +revoked$/);
		expect(row).toMatch(new RegExp(`^${id} +pbx +intake +\\S+Z +\\S+Z +– +–$`));
		expect(rest).toEqual([]);
		expect(listed.stdout).not.toContain(secret);

		const post = async (): Promise<number | undefined> => {
			const headers = { authorization: `Bearer ${text}`, 'content-type': 'application/cloudevents-batch+json' };
			return served === null
				? undefined
				: (await fetch(`${served.url}/api/events`, { method: 'POST', headers, body: '[]' })).status;
		};
		if (served !== null) expect(await post()).toBe(200);
		const revoke = () => runInTurn(['keys', 'revoke', id], log.environment);
		expect(await revoke()).toMatchObject({ code: 0, stderr: `The key ${id} is revoked.\n` });
		if (served !== null) expect(await post()).toBe(401);
		// That it was used is written within a second, to the hour.
		const relisted = async () => (await runInTurn(['keys', 'list'], log.environment)).stdout;
		const used = isServed ? '\\S+T\\d\\dh' : '–';
		await expect.poll(relisted, { timeout: 10_000 }).toMatch(new RegExp(`Z +\\S+Z +${used} +\\S+Z\n$`));
		expect(await revoke()).toMatchObject({
			code: 1,
			stderr: `there is no key with the id ${id} that is not revoked yet\n`
		});
	});

	test('of a log that is not there are not looked for, and it is not made', async () => {
		const log = logOfTest();
		const { code, stderr } = await runInTurn(['keys', 'list'], log.environment);
		expect({ code, stderr }).toEqual({ code: 1, stderr: `${log.file}: there is no event log\n` });
		expect(existsSync(log.file)).toBe(false);
	});
});
