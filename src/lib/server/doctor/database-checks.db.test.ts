import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { ask, postgresTest, testPlace } from '../../../../tests/support/postgres.ts';
import { temporaryFolder } from '../../../../tests/support/temporary-folder.ts';
import { lookAtDatabase } from './database-checks.ts';

async function levelsOf(place: Awaited<ReturnType<typeof testPlace>>, now = Date.now, folder = temporaryFolder()) {
	const findings = await lookAtDatabase({ databaseFile: join(folder, 'bereik.db') }, place, now);
	return Object.fromEntries(findings.map(({ check, level }) => [check, level]));
}

postgresTest('a database that is well is told so, but for settings that were taken on', async () => {
	const place = await testPlace();
	expect(await levelsOf(place)).toEqual({
		database: 'ok',
		'database settings': 'warn',
		'database clock': 'ok',
		connections: 'ok',
		log: 'ok',
		key: 'ok',
		'shared work': 'ok',
		views: 'ok'
	});
	expect(await levelsOf({ ...place, allowLossy: false })).toMatchObject({ 'database settings': 'fail' });
});

postgresTest('a clock that is off, a log of the future and a schema of before are warned of', async () => {
	const place = await testPlace();
	expect(await levelsOf(place, () => Date.now() - 5_000)).toMatchObject({ 'database clock': 'warn' });
	await ask(place.url, 'update log_head set received_at = $1', [Date.now() + 3_600_000]);
	expect(await levelsOf(place)).toMatchObject({ log: 'warn' });
	await ask(place.url, 'update log_head set received_at = 0');
	await ask(place.url, 'delete from schema_steps where no = (select max(no) from schema_steps)');
	expect(await levelsOf(place)).toMatchObject({ log: 'warn' });
});

postgresTest('another key, or none where the log has one, is a failure', async () => {
	const place = await testPlace();
	await ask(place.url, "update cluster set key_fingerprint = 'another'");
	expect(await levelsOf(place)).toMatchObject({ key: 'fail' });
	const folder = temporaryFolder();
	writeFileSync(join(folder, 'bereik.key'), Buffer.alloc(32, 1).toString('base64'));
	expect(await levelsOf(place, Date.now, folder)).toMatchObject({ key: 'fail' });
});

postgresTest('a move that broke off, and a database that is away, are failures', async () => {
	const place = await testPlace();
	await ask(
		place.url,
		"create table move_under_way (epoch text, from_file text); insert into move_under_way values ('e', '/old.db')"
	);
	expect(await levelsOf(place)).toMatchObject({ log: 'fail' });
	const away = { ...place, url: 'postgres://me:se-cr-et@127.0.0.1:9/nothing' };
	const [finding] = await lookAtDatabase({ databaseFile: '/none/bereik.db' }, away, Date.now);
	expect(finding).toMatchObject({ check: 'database', level: 'fail' });
	expect(JSON.stringify(finding)).not.toContain('se-cr-et');
});
