import { expect, test } from 'vitest';
import type { LogEvent } from '#lib/domain/contact/contact-event.ts';
import { randomStream } from '#lib/domain/statistics/random.ts';
import { openHistory } from '../../../../tests/support/history-of.ts';
import { viewsFile } from '../database/sqlite/open-views.ts';
import { openHistoryReader } from '../database/sqlite/sqlite-history-reader.ts';
import type { MonthFilter, RollupFilter } from '../history/rollup-reader.ts';
import type { RowSubject } from '../history/row-subject.ts';
import { rememberingReader } from './remembering-reader.ts';

const dayMs = 86_400_000;
const from = Date.UTC(2025, 9, 20);
const [firstDay, lastDay] = [from / dayMs, from / dayMs + 59];
const [firstMonth, lastMonth] = [2025 * 12 + 9, 2025 * 12 + 11];
const channels = ['phone', 'chat', 'email'] as const;
const pick = <Value>(random: () => number, all: readonly Value[]): Value | undefined =>
	all[Math.floor(random() * all.length)];

/** Contacts of three channels, four queues and three topics over two months; some wait, some were asked and did not answer. */
function contacts(): LogEvent[] {
	const random = randomStream(3, 'contacts');
	const events: LogEvent[] = [];
	for (let no = 0; no < 700; no++) {
		const entry = from + Math.floor((no / 700) * 60) * dayMs + 8 * 3_600_000 + Math.floor(random() * 8 * 3_600_000);
		const told = (type: string, time: number, data: object): void => {
			const seq = events.length + 1;
			const event = { seq, receivedAt: time, source: 's', id: `${seq}`, type, time, backfill: true };
			events.push({ ...event, data: { contact: `c${no}`, ...data } } as LogEvent); // as the contract says
		};
		const topic = pick(random, ['bills', 'moving', undefined]);
		const where = { queue: `q${Math.floor(random() * 4)}`, channel: pick(random, channels) };
		told('contact.queued', entry, { ...where, ...(topic === undefined ? {} : { topic }) });
		if (random() < 0.1) continue;
		told('contact.answered', entry + random() * 90_000, { agent: 'a1' });
		told('contact.ended', entry + 200_000, {});
		if (random() < 0.5) told('survey.invited', entry + 300_000, { kind: 'csat' });
		if (random() < 0.5) told('survey.answered', entry + 400_000, { kind: 'csat', score: 3, scale: { min: 1, max: 5 } });
	}
	return events;
}

/** What rows come to for each span and subject: it may come in several rows, in any order. */
function addedUp<Row extends Readonly<{ subject: RowSubject; cell: Float64Array }>>(
	rows: Iterable<Row>,
	atOf: (row: Row) => number
): readonly (readonly [string, readonly number[]])[] {
	const sums = new Map<string, number[]>();
	for (const row of rows) {
		const { queue, channel, topic } = row.subject;
		const key = JSON.stringify([atOf(row), queue, channel, topic]);
		const known = sums.get(key);
		sums.set(
			key,
			[...row.cell].map((value, place) => value + (known?.[place] ?? 0))
		);
	}
	return [...sums].sort(([a], [b]) => (a < b ? -1 : 1));
}

test('sums that were read for other questions are those that the question alone would read', async () => {
	const { catchUp, file } = openHistory(contacts());
	await catchUp(500);
	const plain = openHistoryReader(viewsFile(file));
	const other = openHistoryReader(viewsFile(file));
	const remembering = rememberingReader(other);
	const random = randomStream(7, 'questions');
	const run = (least: number, most: number) => {
		const first = least + Math.floor(random() * (most - least + 1));
		return { first, last: first + Math.floor(random() * (most - first + 1)) };
	};
	let rows = 0;
	for (let no = 0; no < 150; no++) {
		const of = pick(random, ['legs', 'episodes'] as const) ?? 'legs';
		const filter = {
			of,
			queues: of === 'legs' ? (pick(random, [null, ['q1'], ['q0', 'q3']]) ?? null) : null,
			channels: pick(random, [null, ['phone', 'chat'] as const, ['email'] as const]) ?? null,
			topics: pick(random, [null, ['bills']]) ?? null,
			byTopic: random() < 0.5
		};
		const byDay: RollupFilter = { ...filter, days: run(firstDay, lastDay) };
		const byMonth: MonthFilter = { ...filter, months: run(firstMonth, lastMonth) };
		const asked = [plain.rollups, remembering.rollups].map((sums) => [
			addedUp(sums.waitsByDay(byDay), ({ day }) => day),
			addedUp(sums.waitsByMonth(byMonth), ({ month }) => month),
			addedUp(sums.surveysByDay('csat', byDay), ({ day }) => day),
			addedUp(sums.surveysByMonth('csat', byMonth), ({ month }) => month)
		]);
		expect(asked[1], JSON.stringify(filter)).toEqual(asked[0]);
		rows += asked[0]?.flat().length ?? 0;
		const span = { from: from + random() * 30 * dayMs, to: from + (30 + random() * 30) * dayMs };
		const open = [plain, remembering].map((reader) => [
			[...reader.openWaits(of, { ...filter, span })].flat().sort((a, b) => a.wait.entry - b.wait.entry),
			[...reader.openInvitations('csat', from + 5 * dayMs, { ...filter, span })]
				.flat()
				.sort((a, b) => a.firstEntry - b.firstEntry)
		]);
		expect(open[1], JSON.stringify(filter)).toEqual(open[0]);
		rows += open[0]?.flat().length ?? 0;
	}
	// Empty answers would all be alike.
	expect(rows).toBeGreaterThan(5_000);
	plain.close();
	other.close();
});
