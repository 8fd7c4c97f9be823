import { expect, test } from 'vitest';
import { openLogReader } from '#lib/server/database/sqlite/open-log.ts';
import { sqliteIntervalLog } from '#lib/server/database/sqlite/sqlite-interval-log.ts';
import { IntervalReader } from '#lib/server/trends/interval-reader.ts';
import { testConfiguration } from '../../../tests/support/open-application.ts';
import { writeEarlierYears } from './demo-years.ts';
import { type LogAccess, openLogAccess } from './log-access.ts';

const zone = 'Europe/Amsterdam';
const desk = { seed: 3, from: Date.parse('2015-06-01T00:00:00+02:00'), zone };

test('the years of a demo are in the log once, also where the first start was cut short', async () => {
	const configuration = testConfiguration();
	const opened = async (work: (access: LogAccess) => Promise<void>): Promise<number> => {
		const access = await openLogAccess(configuration);
		await work(access).finally(() => access.close());
		const reader = openLogReader(configuration.databaseFile);
		const head = (await sqliteIntervalLog(reader).head()).seq;
		reader.close();
		return head;
	};
	// Cut short twice: among the totals, and between two annotations.
	const cutAmongTotals = await opened(async (access) => {
		let batches = 0;
		const append: LogAccess['append'] = (events) =>
			batches++ === 1 ? Promise.reject(new Error('killed')) : access.append(events);
		await expect(writeEarlierYears({ ...access, eventsTogether: 500, append }, desk)).rejects.toThrow('killed');
	});
	expect(cutAmongTotals).toBe(500);
	const cutAmongAnnotations = await opened(async (access) => {
		let added = 0;
		const add: LogAccess['annotations']['add'] = (one, at) =>
			added++ === 1 ? Promise.reject(new Error('killed')) : access.annotations.add(one, at);
		const annotations = { ...access.annotations, add };
		await expect(writeEarlierYears({ ...access, annotations }, desk)).rejects.toThrow('killed');
	});
	const whole = await opened((access) => writeEarlierYears(access, desk));
	expect(whole).toBe(cutAmongAnnotations + 1);
	expect(await opened((access) => writeEarlierYears(access, desk))).toBe(whole);

	await opened(async (access) => {
		const annotations = await access.annotations.list(null, null);
		expect(annotations.map(({ id, firstDay, at }) => [id, firstDay, at])).toEqual([
			['a1', '2014-01-01', desk.from],
			['a2', '2015-06-01', desk.from]
		]);
	});
	const log = openLogReader(configuration.databaseFile);
	const { totals } = await new IntervalReader(() => sqliteIntervalLog(log)).read();
	log.close();
	expect(totals).toHaveLength(whole - 2);
	expect(totals.every(({ source, to }) => source === 'demo-years' && to <= desk.from)).toBe(true);
});
