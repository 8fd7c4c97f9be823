import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { morning } from '../../../../tests/support/log-events.ts';
import { openApplication, testConfiguration } from '../../../../tests/support/open-application.ts';
import { postgresTest, testPlace } from '../../../../tests/support/postgres.ts';
import { temporaryFolder } from '../../../../tests/support/temporary-folder.ts';
import type { PostgresPlace } from '../configuration.ts';
import { besideLog } from '../database/sqlite/beside-log.ts';

/** A server on a log that others have open too, with a settings file of its own. */
async function serverWith(text: string, postgres: PostgresPlace, keysOf?: string) {
	const folder = temporaryFolder();
	const site = join(folder, 'site');
	mkdirSync(site);
	const file = join(site, 'bereik.config.yaml');
	writeFileSync(file, text);
	const configuration = { ...testConfiguration(folder), postgres, settingsPlace: { folder: site } };
	const keys = keysOf === undefined ? [] : ['key', 'seal'];
	for (const key of keys) copyFileSync(besideLog(keysOf ?? '', key), besideLog(configuration.databaseFile, key));
	const opened = await openApplication(morning, configuration, { settingsPace: { pollMs: 50, quietMs: 10 } });
	return { ...opened, write: (other: string) => writeFileSync(file, other) };
}

const [twenty, thirty] = ['channels: { phone: { target: 20s } }', 'channels: { phone: { target: 30s } }'];

postgresTest(
	'what the file of one server says is in force on all, and one whose file says something else says so',
	async () => {
		const place = await testPlace();
		const one = await serverWith(twenty, place);
		const other = await serverWith(thirty, place, one.configuration.databaseFile);
		const targets = () => [one, other].map(({ app }) => app.settings.channels.phone.targetMs);
		await expect.poll(targets).toEqual([30_000, 30_000]);
		expect((await one.app.health()).warning).toContain('give all servers the same');
		expect((await other.app.health()).warning ?? '').not.toContain('give all servers the same');
		one.write(`${thirty}\n`);
		await expect.poll(async () => (await one.app.health()).warning ?? '').not.toContain('give all servers the same');
		expect(targets()).toEqual([30_000, 30_000]);
		one.write(twenty);
		await expect.poll(targets).toEqual([20_000, 20_000]);
		expect((await other.app.health()).warning).toContain('give all servers the same');
	}
);
