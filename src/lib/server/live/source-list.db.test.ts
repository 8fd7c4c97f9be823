import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readSettings } from '#lib/domain/settings/file/read-settings.ts';
import { sourceListSchema } from '#lib/protocol/source-list.ts';
import * as v from 'valibot';
import { morning } from '../../../../tests/support/log-events.ts';
import { openApplication } from '../../../../tests/support/open-application.ts';
import { temporaryFolder } from '../../../../tests/support/temporary-folder.ts';
import { sourceList } from './source-list.ts';

const minute = 60_000;

test('a source that sends, one that went silent, and a file that is not there yet all stand in the list', async () => {
	const file = join(temporaryFolder(), 'queue_log');
	const follow = { format: 'asterisk-queue-log', file };
	const read = readSettings({
		sources: [
			{ id: 'centrale', follow },
			{ id: 'web', name: 'Webwinkel' }
		]
	});
	if (!read.ok) throw new Error('these settings are right');
	const { app, take, clock } = await openApplication(morning, undefined, { settings: read.settings });
	const alive = (at: number, source: string) =>
		({ source, id: `alive-${at}`, type: 'source.alive', time: at, data: {} }) as const;
	await take(morning, alive(morning, 'pbx'), alive(morning, 'web'));
	await take(morning + 3 * minute, alive(morning + 3 * minute, 'web'));
	await expect.poll(() => app.sources.following()[0]?.problem, { timeout: 10_000 }).not.toBeNull();
	const list = sourceList(app.sources, clock.now());
	expect(v.parse(sourceListSchema, JSON.parse(JSON.stringify(list)))).toEqual(list);
	expect(list.sources).toEqual([
		{
			...{ source: 'centrale', label: 'centrale', aliveAt: null, silentSince: null, limitMs: null },
			follows: {
				file,
				problem: { kind: 'absent', text: `${file}: is not there`, since: expect.any(Number) },
				...{ lastEventAt: null, lagMs: null, lines: 0, rejected: 0 }
			}
		},
		{
			...{ source: 'pbx', label: 'pbx', aliveAt: morning, silentSince: morning, limitMs: 2 * minute },
			follows: null
		},
		{
			...{ source: 'web', label: 'Webwinkel', aliveAt: morning + 3 * minute, silentSince: null },
			...{ limitMs: 2 * minute, follows: null }
		}
	]);
});
