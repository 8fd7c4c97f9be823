import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, expect, test, vi } from 'vitest';
import { openLog } from '#lib/server/database/sqlite/open-log.ts';
import { cloudEvent } from '../support/contact-events.ts';
import { createKey, type OwnLog, runBereik, startServe } from '../support/bereik-process.ts';
import { killAllChildren } from '../support/child-processes.ts';
import { runInTurn } from '../support/kept-process.ts';
import { logOfTest } from '../support/log-of-test.ts';
import { queueLogLines } from '../support/queue-log-file.ts';

// Each of these starts many processes, on a machine that may be busy.
vi.setConfig({ testTimeout: 90_000 });
afterEach(killAllChildren);

type Listed = Readonly<{ no: number; receivedAt: string; source: string; reason: string; raw: string }>;

async function listed(log: OwnLog, ...options: string[]): Promise<readonly Listed[]> {
	const { code, stdout } = await runInTurn(['rejected', 'list', '--output', 'json', ...options], log.environment);
	expect(code).toBe(0);
	return JSON.parse(stdout) as Listed[]; // as the command writes it
}

/** Stands for an update of the product, or for whoever mends a record: what was unreadable can be read now. */
function mend(log: OwnLog, no: number, raw: string): void {
	const client = new Database(log.file);
	client.prepare('update rejected_records set raw = ? where no = ?').run(raw, no);
	client.close();
}

test.each([false, true])(
	'lines that were set aside are listed, read again, and go in; through a server: %s',
	async (isServed) => {
		const log = logOfTest();
		if (isServed) await startServe(log);
		const [good = '', ...rest] = queueLogLines(60, 1).filter((line) => line.includes('ENTERQUEUE'));
		const file = join(dirname(log.file), 'queue_log');
		writeFileSync(file, `${rest.join('\n')}\nnonsense \u001b[31m\nmore nonsense\n`);
		await runInTurn(['import', file, '--format', 'asterisk-queue-log', '--source', 'pbx'], log.environment);
		const records = await listed(log);
		expect(records.map(({ source, raw }) => [source, raw])).toEqual([
			['pbx', 'more nonsense'],
			['pbx', 'nonsense \u001b[31m']
		]);
		expect(records[1]?.reason).toContain(`${file}, line ${rest.length + 1}`);
		expect(await listed(log, '--source', 'other')).toEqual([]);
		expect(await listed(log, '--since', '2090-01-01T00:00')).toEqual([]);
		const table = await runBereik(['rejected', 'list'], log.environment);
		expect(table.stdout).toMatch(/^no +received +times +source +reason +record\n2 +\S+Z +1 +pbx +/);
		expect(table.stdout).not.toContain('\u001b');

		const withoutFormat = await runInTurn(['rejected', 'retry', '1'], log.environment);
		expect(withoutFormat.code).toBe(1);
		expect(withoutFormat.stderr).toContain(
			'record 1 stays aside: it came from a file: say how that is read, with --format or --mapping'
		);
		mend(log, 1, good);
		const retried = await runInTurn(
			['rejected', 'retry', '--source', 'pbx', '--format', 'asterisk-queue-log'],
			log.environment
		);
		expect(retried.code).toBe(0);
		expect(retried.stderr).toMatch(/^record 2 stays aside: .*, line \d+: fewer than five fields/m);
		expect(retried.stdout).toMatch(
			/^1 of 2 records were taken in, with 1 events\.\nTo undo what they brought: bereik import undo \S+\n$/
		);
		expect((await listed(log)).map(({ no }) => no)).toEqual([2]);
		const [, batch = ''] = /undo (\S+)\n$/.exec(retried.stdout) ?? [];
		expect(await runInTurn(['import', 'undo', batch], log.environment)).toMatchObject({ code: 0 });
	}
);

function mappingText(values: string): string {
	return [
		'source: pbx',
		'key: [id]',
		'arrival: { column: arrival, format: iso }',
		`outcome: { column: state, values: { ${values} } }`,
		'wait: { column: wait, format: s }',
		'queue: { value: calls }',
		'channel: { value: phone }',
		''
	].join('\n');
}

test('rows of a table are read again with a mapping that was mended, by the columns of their file', async () => {
	const log = logOfTest();
	const [file, mapping] = ['calls.csv', 'mapping.yaml'].map((name) => join(dirname(log.file), name)) as [
		string,
		string
	]; // two names
	writeFileSync(file, 'id;arrival;state;wait\n1;2026-03-04 09:00:00;ok;5\n2;2026-03-04 09:01:00;goed;7\n');
	writeFileSync(mapping, mappingText('ok: answered'));
	const imported = await runInTurn(['import', file, '--mapping', mapping], log.environment);
	expect(imported).toMatchObject({ code: 0 });
	const [record, ...more] = await listed(log);
	expect([record?.raw, more]).toEqual(['2;2026-03-04 09:01:00;goed;7', []]);
	const retry = () => runInTurn(['rejected', 'retry', '1', '--mapping', mapping], log.environment);
	const refused = await retry();
	expect(refused).toMatchObject({ code: 1, stdout: '0 of 1 records were taken in, with 0 events.\n' });
	expect(refused.stderr).toContain(`record 1 stays aside: ${file}, line 3`);
	expect(refused.stderr).toContain('nothing was taken in: every record that was tried stays aside');
	writeFileSync(mapping, mappingText('ok: answered, goed: answered'));
	expect(await retry()).toMatchObject({
		code: 0,
		stderr: '',
		stdout: expect.stringMatching(/^1 of 1 records were taken in, with [1-9]\d* events\./)
	});
	expect(await listed(log)).toEqual([]);
});

test('events that were refused at the door are tried again as if they came now', async () => {
	const log = logOfTest();
	const key = await createKey(log, 'pbx', 'intake');
	const { url } = await startServe(log);
	const events = [
		cloudEvent('a', { data: { contact: 'c', queue: 'sales' } }),
		cloudEvent('b', { time: new Date(Date.now() + 3_600_000).toISOString() })
	];
	const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/cloudevents-batch+json' };
	const answer = await fetch(`${url}/api/events`, { method: 'POST', headers, body: JSON.stringify(events) });
	expect(answer.status).toBe(207);
	const records = await listed(log);
	expect(records).toHaveLength(2);
	mend(log, 1, JSON.stringify(cloudEvent('a')));
	const retried = await runBereik(['rejected', 'retry', '1', '2'], log.environment);
	expect(retried).toMatchObject({ code: 0, stdout: '1 of 2 records were taken in, with 1 events.\n' });
	expect(retried.stderr).toBe('record 2 stays aside: time: more than 2 minutes ahead of the server\n');
	expect((await listed(log)).map(({ no }) => no)).toEqual([2]);
	const again = await fetch(`${url}/api/events`, { method: 'POST', headers, body: JSON.stringify([cloudEvent('a')]) });
	expect(await again.json()).toMatchObject([{ status: 'duplicate' }]);
});

test.each([
	[['rejected', 'retry'], 'say which records: their numbers, or --source with all of its records', 2],
	[['rejected', 'retry', 'x'], 'x is not the number of a record', 2],
	[['rejected', 'retry', '77'], 'no record 77 is set aside', 1],
	[['rejected', 'list', '--since', 'soon'], '--since: ', 2]
])('%j says what is wrong', async (args, reason, code) => {
	const log = logOfTest();
	openLog(log.file).close();
	const result = await runInTurn(args, log.environment);
	expect(result).toMatchObject({ code, stdout: '', stderr: expect.stringContaining(reason) });
});
