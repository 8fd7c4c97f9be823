import { onTestFinished, expect, test } from 'vitest';
import { AuditTrail } from '#lib/server/audit/audit-trail.ts';
import { openLog } from '#lib/server/database/sqlite/open-log.ts';
import { Displays } from '#lib/server/displays/displays.ts';
import { placeForLog, runBereik } from '../support/bereik-process.ts';
import { runInTurn } from '../support/kept-process.ts';
import { wallSettings } from '../support/open-displays.ts';

/** A log with one screen and no server. */
async function logWithDisplay() {
	const log = placeForLog();
	onTestFinished(() => log.remove());
	const database = openLog(log.file);
	const now = (): number => Date.UTC(2026, 10, 23, 8);
	const displays = new Displays(database, now, new AuditTrail(database, now), { warn: () => {} });
	const id = await displays.create({ name: 'Noord 1', settings: wallSettings }, { kind: 'machine' });
	database.close();
	const run = (...args: string[]) => runInTurn(['displays', ...args], log.environment);
	return { log, id: id ?? '', run };
}

test('displays are listed, told to reload and revoked without a server', async () => {
	const { id, run, log } = await logWithDisplay();
	const listed = await run('list');
	expect([listed.code, listed.stderr]).toEqual([0, '']);
	expect(listed.stdout.split('\n')[0]).toMatch(/^id +name +board +paired +last seen +connected +revoked$/);
	expect(listed.stdout).toMatch(new RegExp(`${id} +Noord 1 +both +2026-11-23T08:00:00Z +– +no +–`));
	expect(await run('reload', id)).toMatchObject({ code: 0, stderr: `The display ${id} loads its page anew.\n` });
	expect(await run('revoke', id)).toMatchObject({ code: 0, stderr: `The display ${id} is revoked.\n` });
	expect((await run('list')).stdout).toMatch(/ no +20\d\d-\d\d-\d\dT[\d:]+Z\n$/);
	const again = await run('revoke', id);
	expect([again.code, again.stderr]).toEqual([1, `there is no display with the id ${id} that is not revoked yet\n`]);
	const database = openLog(log.file);
	onTestFinished(() => database.close());
	const entries = await new AuditTrail(database, Date.now).list({ action: 'display.', limit: 10 });
	expect(entries.map(({ actorKind, action, subject }) => [actorKind, action, subject])).toEqual([
		['command-line', 'display.revoked', id],
		['command-line', 'display.reloaded', id]
	]);
});

test('where no screen was paired, it says how one is', async () => {
	const { id, run } = await logWithDisplay();
	expect((await run('reload', `${id}x`)).code).toBe(1);
	expect((await run('revoke')).code).toBe(2);
	const empty = placeForLog();
	onTestFinished(() => empty.remove());
	openLog(empty.file).close();
	const listed = await runBereik(['displays', 'list'], empty.environment);
	expect([listed.code, listed.stdout, listed.stderr]).toEqual([
		0,
		'',
		'There are no displays: open /pair on a screen.\n'
	]);
});
