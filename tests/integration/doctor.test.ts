import { chmodSync, writeFileSync } from 'node:fs';
import { afterAll, expect, test } from 'vitest';
import type { Finding } from '#lib/server/doctor/finding.ts';
import { createKey, placeForLog, runBereik, startServe } from '../support/bereik-process.ts';
import { killAllChildren } from '../support/child-processes.ts';
import { runInTurn } from '../support/kept-process.ts';

const log = placeForLog();

afterAll(() => {
	killAllChildren();
	log.remove();
});

async function examine(environment: Readonly<Record<string, string>> = {}, run = runInTurn) {
	const { code, stdout } = await run(['doctor', '--json'], { ...log.environment, ...environment });
	const { findings } = JSON.parse(stdout) as { findings: Finding[] }; // as the command writes it
	const of = (check: string): Finding | undefined => findings.find((one) => one.check === check);
	return { code, of };
}

test(
	'the doctor tells without and with a server, in its exit code too, and finds what was broken',
	{ timeout: 90_000 },
	async () => {
		await createKey(log, 'pbx', 'intake');
		const alone = await examine({}, runBereik);
		expect(alone.code).toBe(1);
		expect(alone.of('server')).toMatchObject({ level: 'warn' });
		expect(alone.of('backups')).toMatchObject({ level: 'warn' });
		expect((await runInTurn(['backup'], log.environment)).code).toBe(0);
		const { child, url } = await startServe(log);
		const served = await examine();
		const well = ['node', 'sqlite', 'log', 'keys', 'backups', 'server', 'proxy', 'clock', 'nightly backup', 'restore'];
		for (const check of well)
			expect([check, served.of(check)]).toEqual([check, expect.objectContaining({ level: 'ok', todo: null })]);
		await fetch(`${url}/api/events`, { method: 'POST', body: '{}', headers: { 'x-forwarded-for': '203.0.113.5' } });
		expect((await examine()).of('proxy')).toMatchObject({
			level: 'warn',
			todo: expect.stringContaining('BEREIK_TRUSTED_PROXIES=loopback')
		});
		child.kill('SIGTERM');
		await child.ended;
		chmodSync(log.file.replace(/db$/, 'key'), 0o644);
		const settings = log.file.replace(/bereik\.db$/, 'site.yaml');
		writeFileSync(settings, 'targets: [');
		const broken = await examine({ BEREIK_CONFIG: settings });
		expect(broken.code).toBe(2);
		expect(broken.of('keys')).toMatchObject({ level: 'fail', todo: expect.stringContaining('chmod 600') });
		expect(broken.of('settings')).toMatchObject({ level: 'fail' });
	}
);
