import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readReplayEvents } from '#lib/cli/replay-events.ts';
import { takeIn } from '#lib/server/intake/take-in.ts';
import { parseLiveQuery } from '#lib/server/live/live-query.ts';
import { nowCells } from '#lib/server/live/now-cells.ts';
import { openApplication, testConfiguration } from '../support/open-application.ts';
import { type Recount, recount } from '../support/recount.ts';
import { queueLogFolder, readTruth } from '../support/shared-data.ts';

const folder = queueLogFolder();

describe.skipIf(folder === null)('two real days, taken in event by event', () => {
	test('give, a millisecond before and at every line, the figures that plain counting gives', async () => {
		const file = join(folder ?? '', 'queue_log.first-days');
		const lines = readFileSync(file, 'utf8').split('\n');
		const zone = readTruth(join(folder ?? '', 'truth.first-days.json')).local_zone;
		const events = await readReplayEvents(file, { mapping: null, source: null, zone });
		const seconds = [...new Set(lines.filter((line) => line !== '').map((line) => Number(line.split('|')[0])))];
		const targets = lines.filter((line) => line.includes('ENTERQUEUE')).map((line) => Number(line.split('|')[0]) + 20);
		const instants = [...seconds, ...targets].flatMap((second) => [
			second * 1000 - 1,
			second * 1000,
			second * 1000 + 1
		]);
		const { app, clock } = await openApplication((seconds[0] ?? 0) * 1000 - 1, { ...testConfiguration(), zone });
		let next = 0;
		for (const at of [...new Set(instants)].sort((a, b) => a - b)) {
			clock.stepTo(at);
			const due = events.slice(next).filter(({ time }) => time <= at);
			next += due.length;
			if (due.length > 0) await takeIn(app, due, false);
			await app.projection.settled();
			const counted = recount(lines, at, zone);
			const cells = nowCells(app.projection.state, at, app.settings, app.calendar, () => null);
			expect(toMicros(figuresOf(cells, at)), new Date(at).toISOString()).toEqual(toMicros(counted));
			const { values } = await app.figures.answer(parseLiveQuery(new URLSearchParams('queue=fast'), app.calendar));
			expect(values).toMatchObject({
				queue_depth: counted.waiting,
				longest_wait_s: counted.longestSeconds,
				sl_v5: counted.serviceLevel,
				agents: { busy: counted.busy, ready: counted.ready, acw: 0, not_ready: 0 }
			});
		}
		expect(next).toBe(events.length);
	});
});

/** A mean of seconds and a mean of milliseconds differ in the last bit. */
function toMicros({ averageSeconds, ...rest }: Recount): Recount {
	return { ...rest, averageSeconds: averageSeconds === null ? null : Math.round(averageSeconds * 1e6) / 1e6 };
}

/** What the cells of the wall say, in the form of a count. */
function figuresOf(cells: Readonly<Record<string, unknown>>, at: number): Recount {
	const number = (key: string): number | null => {
		const value = cells[key];
		return typeof value === 'number' ? value : null;
	};
	const waited = (key: string): number | null => {
		const since = number(key);
		return since === null ? null : (at - since) / 1000;
	};
	const names = Object.keys(cells).flatMap((key) => /^queue\.(.+)\.name$/.exec(key)?.[1] ?? []);
	const queues = names.map((name) => {
		const figures = {
			waiting: number(`queue.${name}.depth`) ?? -1,
			longestSeconds: waited(`queue.${name}.longest_since`)
		};
		return [name, figures] as const;
	});
	return {
		waiting: number('fast.queue_depth') ?? -1,
		longestSeconds: waited('fast.longest_since'),
		averageSeconds: number('fast.asa_s'),
		serviceLevel: number('fast.sl'),
		busy: number('agents.busy') ?? -1,
		ready: number('agents.ready') ?? -1,
		queues: Object.fromEntries(queues)
	};
}
