import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { testConfiguration } from '../../../tests/support/open-application.ts';
import { printedCommand } from '../../../tests/support/printed-command.ts';

let folder = '';
let file = '';
let mapping = '';

beforeEach(() => {
	const { databaseFile } = testConfiguration();
	folder = dirname(databaseFile);
	[file, mapping] = [join(folder, 'calls.csv'), join(folder, 'calls.yaml')];
	vi.stubEnv('DATABASE_URL', `file:${databaseFile}`);
	vi.stubEnv('BEREIK_CONFIG', '');
	writeFileSync(file, 'id;arrival;state;wait\n1;2026-03-04 09:00:00;ok;5\n2;2026-03-04 09:01:00;goed;7\n');
	writeMapping('ok: answered');
});
afterEach(() => vi.unstubAllEnvs());

function writeMapping(values: string): void {
	const lines = [
		'source: pbx',
		'key: [id]',
		'arrival: { column: arrival, format: iso }',
		`outcome: { column: state, values: { ${values} } }`,
		'wait: { column: wait, format: s }',
		'queue: { value: calls }',
		'channel: { value: phone }',
		''
	];
	writeFileSync(mapping, lines.join('\n'));
}

async function listed(): Promise<readonly Readonly<{ no: number; times: number; reason: string }>[]> {
	const { stdout } = await printedCommand(['rejected', 'list', '--output', 'json']);
	return JSON.parse(stdout) as readonly Readonly<{ no: number; times: number; reason: string }>[]; // as the command writes it
}

const importFile = () => printedCommand(['import', file, '--mapping', mapping]);
const retry = () => printedCommand(['rejected', 'retry', '--source', 'pbx', '--mapping', mapping]);

test('a row that each import of a file sets aside stands once, also after an undo, and goes in once', async () => {
	const first = await importFile();
	const [, batch = ''] = /import undo (\S+)/.exec(first.stdout) ?? [];
	await importFile();
	await importFile();
	expect(await listed()).toMatchObject([{ no: 1, times: 3 }]);
	expect(await printedCommand(['import', 'undo', batch])).toMatchObject({ code: 0 });
	await importFile();
	expect(await listed()).toMatchObject([{ no: 1, times: 4 }]);
	writeMapping('ok: answered, goed: answered');
	expect(await retry()).toMatchObject({ code: 0, stdout: expect.stringMatching(/^1 of 1 records were taken in/) });
	expect(await listed()).toEqual([]);
});

test('to try again ends with 1 when nothing goes in, and with 0 when there was nothing to try', async () => {
	await importFile();
	const refused = await retry();
	expect(refused).toMatchObject({ code: 1, stdout: '0 of 1 records were taken in, with 0 events.\n' });
	expect(refused.stderr).toMatch(/stays aside: .*\nnothing was taken in: every record that was tried stays aside\n$/);
	expect(await listed()).toHaveLength(1);
	writeMapping('ok: answered, goed: answered');
	expect((await retry()).code).toBe(0);
	expect(await retry()).toEqual({
		code: 0,
		stdout: 'Nothing of pbx is set aside: there was nothing to try.\n',
		stderr: ''
	});
});
