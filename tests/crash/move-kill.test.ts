import { join } from 'node:path';
import { afterEach, expect } from 'vitest';
import { randomStream } from '#lib/domain/statistics/random.ts';
import type { PostgresPlace } from '#lib/server/configuration.ts';
import { openPostgres } from '#lib/server/database/postgres/open-postgres.ts';
import { PostgresUnfit } from '#lib/server/database/postgres/postgres-unfit.ts';
import { openLog, openLogReader } from '#lib/server/database/sqlite/open-log.ts';
import { compareLogs } from '#lib/server/move/compare-logs.ts';
import { moveSource } from '#lib/server/move/move-source.ts';
import { openMoveTarget } from '#lib/server/move/move-target.ts';
import { killAllChildren, startChild } from '../support/child-processes.ts';
import { fillLog } from '../support/filled-log.ts';
import { postgresTest, testPlace } from '../support/postgres.ts';
import { seed } from '../support/seed.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const rounds = process.env['BEREIK_LONG'] === '1' ? 60 : 3;
const events = 30_000;
/** Lots of the log, which are copied, and compared afterwards. */
const lots = 2 * Math.ceil(events / 5_000);

afterEach(killAllChildren);

async function largeLog(): Promise<string> {
	const file = join(temporaryFolder(), 'bereik.db');
	const database = openLog(file);
	await fillLog(database, events);
	database.close();
	return file;
}

function startMove(file: string, place: PostgresPlace, manner: 'careful' | 'hasty') {
	return startChild(process.execPath, [join(import.meta.dirname, 'support/move-child.ts'), file, place.url, manner]);
}

/** Moves, and is killed after so many lots. */
async function killedMove(file: string, place: PostgresPlace, manner: 'careful' | 'hasty', after: number) {
	const child = startMove(file, place, manner);
	await child.heard(new RegExp(`(?:ing \\d+\\n[^]*?){${after}}`));
	child.kill('SIGKILL');
	await child.ended;
}

/** `refused`: no server starts on it. `whole`: all of the log is there. `half`: neither, which must not be. */
async function whatServersFind(file: string, place: PostgresPlace): Promise<'refused' | 'whole' | 'half'> {
	try {
		await (await openPostgres(place)).close();
	} catch (error) {
		if (error instanceof PostgresUnfit && error.message.includes('being moved into it')) return 'refused';
		throw error;
	}
	const source = openLogReader(file);
	const target = await openMoveTarget(place);
	try {
		await compareLogs(moveSource(source), target, () => {});
		return 'whole';
	} catch {
		return 'half';
	} finally {
		source.close();
		await target.close();
	}
}

postgresTest(
	`a move that is killed leaves none that looks complete, and the next one completes it (${rounds} kills)`,
	{ timeout: 120_000 + rounds * 20_000 },
	async () => {
		const file = await largeLog();
		const random = randomStream(seed, 'move-kill');
		const found: string[] = [];
		for (let round = 0; round < rounds; round++) {
			const place = await testPlace();
			await killedMove(file, place, 'careful', 1 + Math.floor(random() * (lots - 1)));
			found.push(await whatServersFind(file, place));
			const again = startMove(file, place, 'careful');
			expect(await again.ended, again.stderr()).toMatchObject({ code: 0 });
			expect(await whatServersFind(file, place)).toBe('whole');
		}
		expect(found).not.toContain('half');
		expect(found, 'a kill that came in time').toContain('refused');
	}
);

postgresTest('one that says it is complete before it has looked is found out', { timeout: 120_000 }, async () => {
	const file = await largeLog();
	const place = await testPlace();
	await killedMove(file, place, 'hasty', 2);
	expect(await whatServersFind(file, place)).toBe('half');
});
