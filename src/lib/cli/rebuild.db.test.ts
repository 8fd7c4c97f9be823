import Database from 'better-sqlite3';
import { afterEach, expect, test, vi } from 'vitest';
import { viewsFile } from '#lib/server/database/sqlite/open-views.ts';
import { LogWriter, morning } from '../../../tests/support/log-events.ts';
import { openApplication } from '../../../tests/support/open-application.ts';
import { printedCommand } from '../../../tests/support/printed-command.ts';

afterEach(() => vi.unstubAllEnvs());

test('what was made of the log is made again, wrong as it may have been, and not while a server runs', async () => {
	const { take, close, configuration } = await openApplication(morning);
	vi.stubEnv('DATABASE_URL', `file:${configuration.databaseFile}`);
	await take(
		morning + 400_000,
		...new LogWriter().queued(0, 'c').answered(30, 'c').ended(90, 'c').queued(100, 'd').events
	);
	const served = await printedCommand(['rebuild']);
	expect([served.code, served.stderr]).toEqual([1, expect.stringContaining(configuration.databaseFile)]);
	await close();
	expect(await printedCommand(['report', '--by', 'total'])).toMatchObject({ code: 0 });
	const client = new Database(viewsFile(configuration.databaseFile));
	const read = (): unknown[] =>
		['day_cells', 'day_topic_cells', 'quarter_cells', 'day_sketches', 'waits', 'contacts'].map((table) =>
			client.prepare(`select * from ${table}`).all()
		);
	const before = read();
	expect(JSON.stringify(before[0])).toContain('"answered_late":1');
	client.exec('update day_cells set answered_late = 7; delete from quarter_cells; update waits set exit = entry');
	expect(read()).not.toEqual(before);
	client.close();
	const rebuilt = await printedCommand(['rebuild']);
	expect(rebuilt).toMatchObject({
		code: 0,
		stdout: expect.stringMatching(/^Made again: 2 contacts of \d+ events in \d/)
	});
	const after = new Database(viewsFile(configuration.databaseFile), { readonly: true });
	const tables = ['day_cells', 'day_topic_cells', 'quarter_cells', 'day_sketches', 'waits', 'contacts'];
	expect(tables.map((table) => after.prepare(`select * from ${table}`).all())).toEqual(before);
	after.close();
});
