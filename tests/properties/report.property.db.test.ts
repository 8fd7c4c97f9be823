import fc from 'fast-check';
import { expect, test } from 'vitest';
import { figuresAt } from '#lib/domain/live/live-metrics.ts';
import type { Selection } from '#lib/domain/live/selection.ts';
import { reportGrains } from '#lib/domain/reports/report-grain.ts';
import { viewsFile } from '#lib/server/database/sqlite/open-views.ts';
import { openHistoryReader } from '#lib/server/database/sqlite/sqlite-history-reader.ts';
import { makeReport } from '#lib/server/history/report.ts';
import { parseReportQuery } from '#lib/server/history/report-query.ts';
import { calendar, foldOf, settings } from '../support/ask.ts';
import { openHistory } from '../support/history-of.ts';
import { morning } from '../support/log-events.ts';
import { randomLog, shuffled } from '../support/random-log.ts';
import { runsOf } from '../support/seed.ts';

const hour = 3_600_000;
const selections: readonly [text: string, selection: Selection][] = [
	['all', 'all'],
	['fast', 'fast'],
	...['q1', 'q2', 'q3'].map((queue): [string, Selection] => [queue, { queue }])
];
const known = ['q1', 'q2', 'q3'];

test('a report says of every selection and interval what the live figures of that cohort say, in any order of arrival', async () => {
	const { begin, catchUp, file } = openHistory();
	const instant = fc.integer({ min: 0, max: 3 * hour });
	await fc.assert(
		fc.asyncProperty(
			randomLog,
			fc.array(fc.nat(100), { minLength: 1 }),
			instant,
			fc.integer({ min: 1, max: 2 * hour }),
			instant,
			async (events, ranks, start, length, seen) => {
				const log = shuffled(events, ranks);
				begin(log);
				await catchUp(5);
				const fold = foldOf(log);
				const interval = { from: morning + start, to: morning + start + length };
				const at = morning + seen;
				const reader = openHistoryReader(viewsFile(file));
				try {
					for (const [text, selection] of selections) {
						if (known.includes(text) && !reader.queues().includes(text)) continue;
						const query = parseReportQuery(new URLSearchParams({ by: 'total', queue: text }), settings, calendar);
						const parts = { reader, settings, calendar, at, pause: async () => {} };
						const [row] = await makeReport({ ...query, ...interval }, parts);
						const figures = figuresAt(fold.state, selection, { kind: 'cohort', ...interval }, at, settings, calendar);
						expect(row).toMatchObject(figures);
					}
				} finally {
					reader.close();
				}
			}
		),
		runsOf(150)
	);
});

test('the rows of every grain add up to the total, and counts are those of the log', async () => {
	const { begin, catchUp, file } = openHistory();
	await fc.assert(
		fc.asyncProperty(randomLog, async (events) => {
			begin(events);
			await catchUp(100);
			const reader = openHistoryReader(viewsFile(file));
			const rowsBy = async (by: string) => {
				const query = parseReportQuery(new URLSearchParams({ by }), settings, calendar);
				return makeReport(query, { reader, settings, calendar, at: morning + 3 * hour, pause: async () => {} });
			};
			try {
				const [total] = await rowsBy('total');
				for (const by of reportGrains) {
					// A contact that was sent on is in several queues.
					if (by === 'total' || by === 'queue') continue;
					const rows = await rowsBy(by);
					for (const key of [
						'offered',
						'contacts',
						'answered',
						'abandoned',
						'sl_breached',
						'pending',
						'handled'
					] as const)
						expect(
							rows.reduce((sum, row) => sum + row[key], 0),
							`${by} ${key}`
						).toBe(total?.[key]);
				}
				const queued = new Set(
					events.flatMap((event) => (event.type === 'contact.queued' ? [event.data.contact] : []))
				);
				for (const event of events) if (event.type === 'contact.excluded') queued.delete(event.data.contact);
				expect(total?.contacts).toBe(queued.size);
			} finally {
				reader.close();
			}
		}),
		runsOf(60)
	);
});
