import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { type OwnLog, runBereik, startServe } from '../support/bereik-process.ts';
import { callsOfCustomer } from '../support/calls-of-customer.ts';
import { killAllChildren } from '../support/child-processes.ts';
import { runInTurn } from '../support/kept-process.ts';
import { logOfTest } from '../support/log-of-test.ts';

// Each of these starts many processes, on a machine that may be busy.
vi.setConfig({ testTimeout: 90_000 });
afterEach(killAllChildren);

const number = '+31-20-CANARY-99';

async function run(log: OwnLog, ...args: string[]) {
	const { code, stdout, stderr } = await runInTurn(args, log.environment);
	return { code, stdout, stderr };
}

test.each([false, true])(
	'gives out what is held of a customer, and erases it; through a server: %s',
	async (isServed) => {
		const log = logOfTest();
		if (isServed) await startServe(log);
		expect(
			await run(log, 'import', callsOfCustomer(dirname(log.file), number), '--format', 'asterisk-queue-log')
		).toMatchObject({ code: 0 });
		const subject = `customer:${number}`;
		const held = await run(log, 'export-subject', subject);
		expect(held.code).toBe(0);
		const told = JSON.parse(held.stdout) as { events: { type: string }[]; rejected: { raw: string }[] }; // as it is written
		expect(told.events.map(({ type }) => type)).toEqual(['contact.queued', 'contact.answered', 'contact.ended']);
		expect(told.rejected.map(({ raw }) => raw)).toEqual([expect.stringContaining(number) as string]);

		const erased = await run(log, 'erase', subject);
		expect(erased).toMatchObject({ code: 0, stderr: '' });
		expect(erased.stdout).toMatch(
			/^0 comments and 1 rejected records are erased\. 3 events of 1 contacts stay for the figures/m
		);
		expect(erased.stdout).not.toContain(number);
		expect(JSON.parse((await run(log, 'export-subject', subject)).stdout)).toMatchObject({ events: [], rejected: [] });
		expect(await run(log, 'verify')).toMatchObject({ code: 0 });
		killAllChildren();
		const files = readdirSync(dirname(log.file)).filter(
			(name) => name.startsWith('bereik.') && !name.endsWith('.sock')
		);
		expect(files).toContain('bereik.db');
		for (const name of files)
			expect([name, readFileSync(join(dirname(log.file), name)).includes(number)]).toEqual([name, false]);
	}
);

test('says what a subject is, where it is none', async () => {
	const log = logOfTest();
	await run(log, 'import', callsOfCustomer(dirname(log.file), number), '--format', 'asterisk-queue-log');
	const { code, stderr } = await runBereik(['erase', 'somebody'], log.environment);
	expect([code, stderr]).toEqual([2, expect.stringMatching(/^SUBJECT: must be customer:ID/)]);
});
