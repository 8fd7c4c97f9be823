import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { LogWriter, morning } from '../../../tests/support/log-events.ts';
import { openApplication, testConfiguration } from '../../../tests/support/open-application.ts';
import { printedCommand } from '../../../tests/support/printed-command.ts';
import type { Configuration } from '#lib/server/configuration.ts';
import { commandsOf } from './log-access.ts';
import { startControl } from '#lib/server/control/control-socket.ts';

let configuration: Configuration;
let file = '';

beforeEach(() => {
	configuration = testConfiguration();
	file = join(dirname(configuration.databaseFile), 'bereik.config.yaml');
	vi.stubEnv('DATABASE_URL', `file:${configuration.databaseFile}`);
	vi.stubEnv('BEREIK_CONFIG', file);
});
afterEach(() => vi.unstubAllEnvs());

const broken = 'roster: soon\n';
const day = ['report', '--from', '2020-01-01', '--to', '2030-01-01', '--output', 'json'];

/** A log with a call that was answered after 30 s, under settings by which that is within the target. */
async function openServer() {
	writeFileSync(file, 'channels: { phone: { target: 30s } }\n');
	const opened = await openApplication(morning, { ...configuration, settingsPlace: { file } });
	await opened.take(morning + 40_000, ...new LogWriter().queued(0, 'c').answered(30, 'c').events);
	writeFileSync(file, broken);
	return opened;
}

function expectLastSettings({ code, stdout, stderr }: Awaited<ReturnType<typeof printedCommand>>): void {
	expect(stderr).toContain('bereik.config.yaml cannot be used\n  line 1: roster: must be a duration');
	expect(stderr).toContain('The report uses the settings that were in force last.');
	expect(code).toBe(0);
	expect(JSON.parse(stdout)).toMatchObject([{ answered: 1, service_level: 1 }]);
}

test('a report beside a server is that of the settings in force, while their file is broken', async () => {
	const { app } = await openServer();
	const socket = await startControl(
		configuration.databaseFile,
		commandsOf(app, () => 'http://localhost')
	);
	try {
		expectLastSettings(await printedCommand(day));
	} finally {
		await socket.close();
	}
});

test('a report without a server is that of the settings in force last, while their file is broken', async () => {
	const { close } = await openServer();
	await close();
	expectLastSettings(await printedCommand(day));
	writeFileSync(file, 'channels: { phone: { target: 20s } }\n');
	const mended = await printedCommand(day);
	expect(mended).toMatchObject({ code: 0, stderr: '' });
	expect(JSON.parse(mended.stdout)).toMatchObject([{ answered: 1, service_level: 0 }]);
});

test('where no settings were ever in force, a broken file keeps the report back', async () => {
	writeFileSync(file, broken);
	const printed = await printedCommand(day);
	expect(printed).toMatchObject({ code: 1, stdout: '' });
	expect(printed.stderr).toContain('roster: must be a duration');
	expect(printed.stderr).not.toContain('in force last');
});
