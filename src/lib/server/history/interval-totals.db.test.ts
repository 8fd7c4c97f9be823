import Database from 'better-sqlite3';
import { expect, onTestFinished, test } from 'vitest';
import type { LogEvent } from '#lib/domain/contact/contact-event.ts';
import { openHistory } from '../../../../tests/support/history-of.ts';
import { viewsFile } from '../database/sqlite/open-views.ts';

const year = Date.UTC(2014, 0, 1) - 3_600_000;
const data = {
	grain: 'year',
	bucket: '2014',
	to: Date.UTC(2015, 0, 1) - 3_600_000,
	zone: 'Europe/Amsterdam',
	queue: 'Vragen',
	offered: 1000,
	answeredWait: { sumMs: 5_000_000.5, of: 900 },
	score: { kind: 'grade', min: 1, max: 10, sum: 730, of: 100 },
	definition: { serviceLevel: 'V1', targetSeconds: 30 },
	derived: ['answeredWait']
};

function totals(seq: number, batch: string): LogEvent {
	const event = {
		seq,
		receivedAt: seq,
		source: 'years',
		id: `y${seq}`,
		type: 'bereik.intervals.imported',
		time: year,
		batch
	};
	return { ...event, backfill: true, data } as unknown as LogEvent; // of the contract
}

function undone(seq: number, batch: string): LogEvent {
	const event = { seq, receivedAt: seq, source: 'bereik', id: `u${seq}`, type: 'bereik.import.undone', time: seq };
	return { ...event, data: { batch } } as LogEvent; // of the contract
}

test('totals of periods are kept beside the rows, leave with their import, and come again when all is made anew', async () => {
	const { catchUp, begin, log, file } = openHistory([totals(1, 'good'), totals(2, 'wrong')]);
	const client = new Database(viewsFile(file), { readonly: true });
	onTestFinished(() => void client.close());
	const read = () =>
		client
			.prepare(
				`select seq, batch, bucket, from_at, to_at, name as queue, offered, contacts, answered_wait_ms, answered_wait_of,
					score_kind, score_sum, scale_max, service_level, target_seconds, derived
				 from interval_totals left join history_names on no = queue_no order by seq`
			)
			.raw()
			.all();
	const row = (seq: number, batch: string) => [
		seq,
		batch,
		'2014',
		year,
		data.to,
		'Vragen',
		1000,
		null,
		5_000_000.5,
		900,
		'grade',
		730,
		10,
		'V1',
		30,
		'answeredWait'
	];
	await catchUp();
	expect(read()).toEqual([row(1, 'good'), row(2, 'wrong')]);
	log.store(undone(3, 'wrong'));
	await catchUp();
	expect(read()).toEqual([row(1, 'good')]);
	begin([totals(1, 'good'), totals(2, 'wrong'), undone(3, 'wrong')]);
	await catchUp(1);
	expect(read()).toEqual([row(1, 'good')]);
});
