import { expect, onTestFinished, test, vi } from 'vitest';
import { type OwnLog, placeForLog, runBereik, startServe } from '../support/bereik-process.ts';
import { runInTurn } from '../support/kept-process.ts';
import { PeopleBrowser } from '../support/people-browser.ts';

const password = 'purple tulips in rain';
// Each runs ten commands, one after the other.
vi.setConfig({ testTimeout: 120_000 });

function logOfTest(): OwnLog {
	const log = placeForLog();
	onTestFinished(() => log.remove());
	return log;
}

/** Runs `bereik people …`. */
async function people(
	log: OwnLog,
	...args: readonly string[]
): Promise<[code: number | null, out: string, err: string]> {
	const { code, stdout, stderr } = await runInTurn(['people', ...args], log.environment);
	return [code, stdout, stderr];
}

test('takes a site from its first link to a person who is disabled, while the server runs', async () => {
	const log = logOfTest();
	const { child, url } = await startServe(log, { BEREIK_OPEN: '0' });
	onTestFinished(() => void child.kill('SIGKILL'));
	const [, first = ''] = await child.heard(/^Nobody can log in yet\..*\n(http:\/\/localhost:\d+\/welcome#[\w-]{43})$/m);
	const port = new URL(url).port;
	expect(new URL(first).port).toBe(port);
	const admin = new PeopleBrowser(url);
	const token = first.split('#')[1];
	const accepted = await admin.post('/api/welcome/accept', { token, name: 'Ann', email: 'ann@example.org', password });
	expect(accepted.status).toBe(204);

	const ofBob = ['--email', 'Bob@Example.org', '--name', 'Bob', '--role', 'manager', '--queues', 'sales', 'support'];
	const [invited, link] = await people(log, 'invite', ...ofBob);
	expect([invited, link]).toEqual([0, expect.stringMatching(`^http://localhost:${port}/welcome#[\\w-]{43}\n$`)]);
	const bob = new PeopleBrowser(url);
	const accept = { token: link.trim().split('#')[1], password: 'vier-fietsen-op-zolder' };
	expect((await bob.post('/api/welcome/accept', accept)).status).toBe(204);
	expect((await bob.get('/api/me')).body).toMatchObject({ name: 'Bob', queues: ['sales', 'support'] });

	const { stdout: table } = await runBereik(['people', 'list'], log.environment);
	expect(table).toMatch(/^p_[\w-]+ +Ann +ann@example\.org +admin +all .* may come in$/m);
	const [, id = ''] = /^(p_[\w-]+) +Bob +bob@example\.org +manager +sales, support /m.exec(table) ?? [];
	expect(table + link).not.toMatch(/argon2/);
	expect(await people(log, 'new-password', id)).toEqual([
		0,
		expect.stringMatching(/\/welcome#[\w-]{43}\n$/),
		expect.stringMatching(/^Good once, until /)
	]);
	expect((await bob.get('/api/sessions')).status).toBe(200);
	expect(await people(log, 'disable', id)).toEqual([0, '', `${id} may not come in any more.\n`]);
	expect((await bob.get('/api/sessions')).status).toBe(401);

	const { body } = await admin.get('/api/me');
	const [last, , reason] = await people(log, 'disable', String(body['id']));
	expect([last, reason]).toEqual([1, 'disabled: this is the last administrator\n']);
	expect(await people(log, 'sessions', 'end', '--all')).toEqual([0, '', '1 sessions have ended.\n']);
	expect((await admin.get('/api/sessions')).status).toBe(401);
	child.kill('SIGTERM');
	await child.ended;
	expect(child.stdout() + child.stderr()).not.toMatch(/ann@example|bob@example|tulips|fietsen|Bob/);

	const again = await startServe(log, { BEREIK_OPEN: '0' });
	again.child.kill('SIGTERM');
	await again.child.ended;
	expect(again.child.stdout()).not.toContain('welcome#');
});

test('invites without a server, and refuses what makes no sense', async () => {
	const log = logOfTest();
	const { child } = await startServe(log, { BEREIK_OPEN: '1' });
	child.kill('SIGTERM');
	await child.ended;
	expect(child.stdout()).not.toContain('welcome#');
	const invite = (email: string, name: string, ...more: string[]): ReturnType<typeof people> =>
		people(
			{ ...log, environment: { ...log.environment, ORIGIN: 'https://wall.example.org' } },
			'invite',
			...['--email', email, '--name', name, ...more]
		);
	expect(await invite('bob@example.org', 'Bob', '--role', 'admin', 'auditor')).toEqual([
		0,
		expect.stringMatching(/^https:\/\/wall\.example\.org\/welcome#[\w-]{43}\n$/),
		expect.any(String)
	]);
	expect((await people(log, 'list'))[1]).toMatch(
		/^i_[\w-]+ +Bob +bob@example\.org +admin auditor +all .* invited until /m
	);
	expect(await invite('bob', 'Bob', '--role', 'admin')).toEqual([2, '', '--email: must be one address of mail\n']);
	expect((await invite('b@x', 'Bob\u001b[2J', '--role', 'admin'))[0]).toBe(2);
	expect((await invite('b@x', 'Bob', '--role', 'owner'))[0]).toBe(2);
	expect((await invite('b@x', 'Bob', '--role', 'manager', '--queues', 'q'.repeat(201)))[0]).toBe(2);
	expect((await people(log, 'disable', 'p_none'))[0]).toBe(1);
	expect((await people(log, 'sessions', 'end'))[0]).toBe(2);
	expect((await people(log, 'sessions', 'end', 's_none'))[0]).toBe(1);
});
