import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { headOf } from '../support/audit-log.ts';
import { type OwnLog, runBereik, startBereik, startServe } from '../support/bereik-process.ts';
import { killAllChildren } from '../support/child-processes.ts';
import { runInTurn } from '../support/kept-process.ts';
import { logOfTest } from '../support/log-of-test.ts';
import { queueLogLines } from '../support/queue-log-file.ts';

// Each of these starts many processes, on a machine that may be busy.
vi.setConfig({ testTimeout: 90_000 });
afterEach(killAllChildren);

function fileWith(log: OwnLog, name: string, lines: readonly string[]): string {
	const file = join(dirname(log.file), name);
	writeFileSync(file, `${lines.join('\n')}\n`);
	return file;
}

async function run(log: OwnLog, ...args: string[]): Promise<string> {
	const { code, stdout, stderr } = await runInTurn(args, log.environment);
	expect({ args, code, stderr }).toMatchObject({ code: 0 });
	return stdout;
}

/** @returns the name of the import */
async function importFile(log: OwnLog, file: string): Promise<string> {
	const stdout = await run(log, 'import', file, '--format', 'asterisk-queue-log');
	const [, batch = ''] = /^This was import (\S+)\. To undo it: bereik import undo \1$/m.exec(stdout) ?? [];
	expect(batch).not.toBe('');
	return batch;
}

async function offered(log: OwnLog): Promise<number> {
	const stdout = await run(log, 'report', '--by', 'total', '--output', 'json');
	const [row] = JSON.parse(stdout) as { offered: number }[]; // as the report writes it
	return row?.offered ?? 0;
}

describe('an import that is undone', () => {
	test.each([false, true])(
		'counts no longer, and its corrected file goes in; through a server: %s',
		async (isServed) => {
			const log = logOfTest();
			if (isServed) await startServe(log);
			const lines = queueLogLines(400, 3);
			const first = await importFile(log, fileWith(log, 'first', lines.slice(0, 200)));
			const before = await offered(log);
			const wrong = await importFile(log, fileWith(log, 'second', lines.slice(200)));
			const both = await offered(log);
			expect(both).toBeGreaterThan(before);

			expect(await run(log, 'import', 'undo', wrong)).toMatch(
				/^The import \S+ of second \(asterisk\) is undone: \d+ events count no longer\.$/m
			);
			expect(await offered(log)).toBe(before);
			// The first file counts still: reading it again adds nothing.
			expect(
				await run(log, 'import', fileWith(log, 'first', lines.slice(0, 200)), '--format', 'asterisk-queue-log')
			).toMatch(/^0 events stored/m);
			expect(await offered(log)).toBe(before);
			const half = lines.slice(200, 300);
			await importFile(log, fileWith(log, 'second', half));
			const corrected = await offered(log);
			expect(corrected).toBeGreaterThan(before);
			expect(corrected).toBeLessThan(both);
			expect(await run(log, 'import', fileWith(log, 'second', half), '--format', 'asterisk-queue-log')).toMatch(
				/^0 events stored/m
			);

			const listed = (await run(log, 'import', 'list')).trimEnd().split('\n');
			expect(listed[0]).toMatch(/^import +source +file +started +state +stored +known +conflicts +set aside$/);
			expect(listed).toHaveLength(6);
			expect(listed.at(-1)).toMatch(new RegExp(`^${first} +asterisk +first +\\S+Z +done +\\d+ +\\d+ +0 +0$`));
			expect(listed.at(-2)).toMatch(new RegExp(`^${wrong} +asterisk +second +\\S+Z +undone \\S+Z`));

			for (const [batch, reason] of [
				[wrong, `the import ${wrong} was undone already, at`],
				['nothing', 'there is no import nothing; `bereik import list` names them']
			] as const) {
				const refused = await runInTurn(['import', 'undo', batch], log.environment);
				expect(refused).toMatchObject({ code: 1, stdout: '', stderr: expect.stringContaining(reason) });
			}
			expect((await run(log, 'verify')).trimEnd()).toMatch(/Everything that is stored is as the log says\.$/);
		}
	);

	test('takes the figures of a running server back', async () => {
		const log = logOfTest();
		const { url } = await startServe(log);
		const now = Math.floor(Date.now() / 1000);
		const waiting = [1, 2, 3].map((call) => `${now - 60 + call}|call${call}|sales|NONE|ENTERQUEUE||061234567${call}|1`);
		const depth = async (): Promise<unknown> => {
			const answer = (await (await fetch(`${url}/api/live?queue=all`)).json()) as { values: { queue_depth: number } }; // as the route answers
			return answer.values.queue_depth;
		};
		const first = await importFile(log, fileWith(log, 'now', waiting.slice(0, 1)));
		await importFile(log, fileWith(log, 'more', waiting.slice(1)));
		expect(await depth()).toBe(3);
		expect(await runBereik(['import', 'undo', first], log.environment)).toMatchObject({ code: 0, stderr: '' });
		await expect.poll(depth).toBe(2);
		await importFile(log, fileWith(log, 'now', waiting.slice(0, 1)));
		await expect.poll(depth).toBe(3);
	});

	test(
		'where it was killed in the middle leaves what completed it, and both can be undone',
		{ timeout: 60_000 },
		async () => {
			const log = logOfTest();
			const file = fileWith(log, 'queue_log', queueLogLines(20_000, 7));
			const importing = startBereik(['import', file, '--format', 'asterisk-queue-log'], log.environment);
			await expect
				.poll(() => importing.isRunning() && lengthOf(log), { interval: 5, timeout: 20_000 })
				.toBeGreaterThan(2_000);
			importing.kill('SIGKILL');
			await importing.ended;
			const completed = await importFile(log, file);
			const whole = await offered(log);
			const listed = (await run(log, 'import', 'list')).trimEnd().split('\n');
			expect(listed).toHaveLength(3);
			const [, broken = ''] =
				/^(\S+) +asterisk +queue_log +\S+Z +running, or broken off +\d+/.exec(listed[2] ?? '') ?? [];
			expect(broken).not.toBe('');
			expect(await run(log, 'verify')).toContain('imports: 2 with what they brought');
			await run(log, 'import', 'undo', broken);
			const rest = await offered(log);
			expect(rest).toBeGreaterThan(0);
			expect(rest).toBeLessThan(whole);
			await importFile(log, file);
			expect(await offered(log)).toBe(whole);
			await run(log, 'import', 'undo', completed);
			expect(await offered(log)).toBeLessThan(whole);
		}
	);
});

test('a file may have the name of a command', async () => {
	const log = logOfTest();
	writeFileSync(join(dirname(log.file), 'undo'), `${queueLogLines(50, 1).join('\n')}\n`);
	const child = startBereik(
		['import', `${dirname(log.file)}/./undo`, '--format', 'asterisk-queue-log'],
		log.environment
	);
	expect(await child.ended).toMatchObject({ code: 0 });
});

function lengthOf(log: OwnLog): number {
	try {
		return headOf(log.file);
	} catch {
		return 0; // it is just being made
	}
}
