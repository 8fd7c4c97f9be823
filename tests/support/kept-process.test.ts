import { expect, test } from 'vitest';
import { runInTurn } from './kept-process.ts';
import { runBereik } from './bereik-process.ts';
import { logOfTest } from './log-of-test.ts';

test('a command says and comes to the same in a process that is kept as in one of its own', async () => {
	for (const args of [['--help'], ['sevre'], ['keys', 'list'], ['rejected', 'list', '--since', 'soon']]) {
		const log = logOfTest();
		expect(await runInTurn(args, log.environment)).toEqual(await runBereik(args, log.environment));
	}
});

test('each has its own environment', async () => {
	const wrong = await runInTurn(['keys', 'list'], { PORT: 'eighty' });
	expect(wrong.stderr).toMatch(/^PORT: /);
	expect((await runInTurn(['keys', 'list'], logOfTest().environment)).stderr).toMatch(/there is no event log$/m);
});

test('one that would keep a process from ending is found out, and the next one is not disturbed', async () => {
	const { environment } = logOfTest();
	await expect(runInTurn(['--help'], environment, { leavesOpen: true, lingersAtMostMs: 100 })).rejects.toThrow(
		'--help left open: Timeout'
	);
	expect(await runInTurn(['--help'], environment)).toMatchObject({ code: 0 });
});
