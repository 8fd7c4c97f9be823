import { describe, expect, test } from 'vitest';
import type { IntervalData } from '#lib/domain/contact/interval-event.ts';
import { isIntervalEvent } from '#lib/domain/trends/interval-totals.ts';
import { readMapping } from './mapping-faults.ts';
import { TableOpening } from './open-table.ts';

type Cells = Readonly<Record<string, string | number>>;

const plain = {
	rows: 'intervals',
	source: 'file',
	zone: 'Europe/Amsterdam',
	bucket: { grain: 'day', column: 'day', format: 'iso' },
	offered: { column: 'in' },
	answered: { column: 'answered' }
};

/** What rows come to through a mapping; all have the columns of the first. */
function read(mapping: object, rows: readonly Cells[]) {
	const reading = readMapping({ ...plain, ...mapping });
	if ('faults' in reading) throw new Error(JSON.stringify(reading.faults));
	const columns = Object.keys(rows[0] ?? {});
	const opening = new TableOpening(reading.mapping, { columns, delimiter: ',', zone: 'UTC', source: null });
	const cells = rows.map((row) => columns.map((name) => row[name] ?? ''));
	for (const [index, row] of cells.entries()) opening.see(row, index + 2);
	const opened = opening.open();
	if ('faults' in opened) throw new Error(JSON.stringify(opened.faults));
	const made = cells.map((row, index) => opened.translator.translate(row, index + 2));
	const events = made.flatMap((one) => one.events.filter(isIntervalEvent));
	const rejected = made.flatMap((one) => one.rejected.map(({ field, reason }) => `${field ?? ''}: ${reason}`));
	return { events, rejected, counts: opened.translator.counts };
}

function dataOf(mapping: object, row: Cells): Partial<IntervalData> {
	const { events, rejected } = read(mapping, [row]);
	expect(rejected).toEqual([]);
	return events[0]?.data ?? {};
}

function faultsOf(mapping: object): string[] {
	const reading = readMapping({ ...plain, ...mapping });
	return 'faults' in reading ? reading.faults.map(({ path, reason }) => `${path}: ${reason}`) : [];
}

describe('a row of totals', () => {
	test('is one event with what it says, and what it does not say is left out', () => {
		const row = { day: '2020-03-29', in: 10, answered: '', wait: '0:00:31' };
		const { events } = read(
			{ queue: { value: 'sales' }, answeredWait: { mean: { column: 'wait', format: 'h:mm:ss' } } },
			[row]
		);
		expect(events).toEqual([
			{
				source: 'file',
				id: expect.stringMatching(/^[0-9a-z]+-[0-9a-z]{14}$/) as string,
				time: Date.parse('2020-03-28T23:00Z'),
				type: 'bereik.intervals.imported',
				data: {
					...{ grain: 'day', bucket: '2020-03-29', to: Date.parse('2020-03-29T22:00Z'), zone: 'Europe/Amsterdam' },
					...{ queue: 'sales', offered: 10, definition: {} }
				}
			}
		]);
	});

	test('keeps what its mapping says is counted as it is here, in one order', () => {
		const countedAlike = ['surveys', 'contacts'];
		const score = { kind: 'grade', scale: { min: 1, max: 10 }, scored: { column: 'n' }, mean: { column: 'mark' } };
		const mapping = { contacts: { column: 'in' }, score, definition: { notes: 'so', countedAlike } };
		const { definition } = dataOf(mapping, { day: '2020-01-01', in: 10, answered: 9, n: 4, mark: 7 });
		expect(JSON.stringify(definition)).toBe('{"notes":"so","countedAlike":["contacts","surveys"]}');
		const path = 'definition.countedAlike';
		expect(faultsOf({ definition: { countedAlike } })).toEqual([
			`${path}: names surveys, and score is not mapped`,
			`${path}: names contacts, and contacts is not mapped`
		]);
		const twice = { contacts: { column: 'in' }, definition: { countedAlike: ['contacts', 'contacts'] } };
		expect(faultsOf(twice)).toEqual([`${path}: names a group twice`]);
		expect(faultsOf({ definition: { countedAlike: ['waits'] } })).toHaveLength(1);
	});

	test.each([
		['81,9%', 'percent', ','],
		['81,9', 'percent', ','],
		['81.9 %', 'fraction', '.'],
		[0.819, 'fraction', '.'],
		['0.819', 'fraction', '.']
	])('takes %j as a share (%s), and keeps what it comes to of its whole', (cell, format, decimal) => {
		const mapping = {
			file: { decimal },
			serviceLevel: { share: { column: 'sl', format }, variant: 'V2', targetSeconds: 20 }
		};
		const data = dataOf(mapping, { day: '2020-01-01', in: 217, answered: 204, sl: cell });
		expect(data).toMatchObject({ withinTarget: { met: 177.723, of: 217 }, derived: ['withinTarget'] });
		expect(data.definition).toEqual({ serviceLevel: 'V2', targetSeconds: 20 });
	});

	test('has means as sums with their weights, and a spread as the sum of squares', () => {
		const mapping = {
			surveysSent: { column: 'sent' },
			surveysAnswered: { column: 'rate', share: 'percent', of: 'surveysSent' },
			score: {
				...{ kind: 'grade', scale: { min: 1, max: 10 }, mean: { column: 'grade' }, sd: { column: 'sd' } },
				topTwo: { column: 'top', share: 'percent' }
			},
			answeredWait: { mean: { column: 'wait', format: 's' } }
		};
		const row = {
			day: '2020-01-01',
			in: 9,
			answered: 4,
			sent: 10,
			rate: '50%',
			grade: 8,
			sd: 1.5,
			top: '40%',
			wait: 12
		};
		expect(dataOf(mapping, row)).toMatchObject({
			answeredWait: { sumMs: 48_000, of: 4 },
			surveysAnswered: 5,
			score: { sum: 40, of: 5, squares: 1.5 ** 2 * 4 + 64 * 5, topTwo: 2 },
			derived: ['answeredWait', 'score', 'surveysAnswered']
		});
		const nobody = dataOf(mapping, { ...row, in: 0, answered: 0, sent: 0, grade: '', sd: '', top: '', wait: '' });
		expect(nobody).toMatchObject({ answeredWait: { sumMs: 0, of: 0 }, score: { sum: 0, of: 0 } });
	});

	test('with columns for each channel is an event for each that has figures', () => {
		const series = [
			{ channel: { value: 'phone' }, offered: { column: 'calls' } },
			{ channel: { value: 'chat' }, offered: { column: 'chats' } }
		];
		const { offered: _offered, answered: _answered, ...bare } = plain;
		const reading = readMapping({ ...bare, series });
		expect(reading).toHaveProperty('mapping');
		const { events, counts } = read({ offered: undefined, answered: undefined, series }, [
			{ day: '2020-01-01', calls: 5, chats: '' },
			{ day: '2020-01-02', calls: 6, chats: 0 },
			{ day: '2020-01-03', calls: '', chats: '' }
		]);
		expect(events.map(({ data }) => [data.bucket, data.channel, data.offered])).toEqual([
			['2020-01-01', 'phone', 5],
			['2020-01-02', 'phone', 6],
			['2020-01-02', 'chat', 0]
		]);
		expect(counts.skipped).toMatchObject([{ reason: 'no figures', count: 1 }]);
	});

	test.each([
		[{ grain: 'week', column: 'p' }, { p: '2020-W53' }, '2020-W53'],
		[{ grain: 'week', date: 'p' }, { p: '28-12-2020' }, '2020-W53'],
		[{ grain: 'sunday-week', date: 'p', dateIs: 'last' }, { p: '2021-01-02' }, '2020-12-27'],
		[
			{ grain: 'month', year: { column: 'y' }, month: { column: 'p', values: { mrt: 3 } } },
			{ y: 2020, p: 'mrt' },
			'2020-03'
		],
		[{ grain: 'quarter', column: 'p' }, { p: 'Q3 2019' }, '2019-Q3'],
		[{ grain: 'year', column: 'p' }, { p: 2019 }, '2019'],
		[{ grain: 'quarter-hour', date: 'd', time: 'p' }, { d: '31/01/2020', p: '09:15-09:30' }, '2020-01-31T09:15'],
		[{ grain: 'hour', column: 'p' }, { p: '2020-10-25T02:00+01:00' }, '2020-10-25T02:00']
	])('tells its period by %j', (bucket, cells, label) => {
		const { events, rejected } = read({ bucket }, [{ ...cells, in: 1, answered: 1 }]);
		expect([rejected, events.map(({ data }) => data.bucket)]).toEqual([[], [label]]);
	});

	test('keeps the two hours of an autumn night apart where their offset is told', () => {
		const hours = ['+02:00', '+01:00'].map((zone) => ({ p: `2020-10-25T02:00${zone}`, in: 1, answered: 1 }));
		const { events } = read({ bucket: { grain: 'hour', column: 'p', format: 'iso' } }, hours);
		expect(new Set(events.map(({ id }) => id)).size).toBe(2);
		expect((events[1]?.time ?? 0) - (events[0]?.time ?? 0)).toBe(3_600_000);
	});

	test.each([
		[{ in: '1.234' }, "in: '1.234' is no whole number (separators of thousands are not read)"],
		[{ in: -1 }, "in: '-1' is below 0"],
		[{ day: 'total' }, "day: 'total' is no date of the form iso"],
		[{ sl: '120%' }, "sl: '120%' lies outside 0 to 100 %; the row counts without it"]
	])('with %j is set aside, or its part is', (cells, reason) => {
		const serviceLevel = { share: { column: 'sl', format: 'percent' }, variant: 'V2', targetSeconds: 20 };
		const row = { day: '2020-01-01', in: 5, answered: 5, sl: 90, ...cells };
		const { rejected, events } = read({ serviceLevel }, [row]);
		expect(rejected).toEqual([reason]);
		expect(events).toHaveLength(reason.endsWith('without it') ? 1 : 0);
	});

	test('has the same id whatever it says, so that other totals of its period are a conflict', () => {
		const row = { day: '2020-01-01', in: 5, answered: 5 };
		const ids = [row, { ...row, in: 6 }].map((one) => read({}, [one]).events[0]?.id);
		expect(ids[0]).toBe(ids[1]);
		expect(read({}, [row, row]).counts.repeated).toBe(1);
		expect(read({}, [row, { ...row, in: 6 }]).rejected).toEqual([
			': names the period of line 2, of which that line says otherwise; the first one stays'
		]);
		expect(read({ source: 'other' }, [row]).events[0]?.id).not.toBe(ids[0]);
	});
});

describe('a mapping of totals', () => {
	const mean = { mean: { column: 'wait', format: 's' } };
	const share = { column: 'sl', format: 'percent' };
	test.each([
		[
			{ answered: undefined, answeredWait: mean },
			'answeredWait: is over answered, which is not mapped: a mean without its weight'
		],
		[
			{ serviceLevel: { share, targetSeconds: 20 } },
			'serviceLevel.of: is missing: a service level is a share of the answered'
		],
		[{ serviceLevel: { share, variant: 'V5', targetSeconds: 20 } }, 'serviceLevel.of: shortAbandoned is not mapped'],
		[
			{ serviceLevel: { share, variant: 'V1', of: 'offered', targetSeconds: 20 } },
			'serviceLevel.of: V1 is a share of answered'
		],
		[{ serviceLevel: { share, variant: 'V1' } }, 'serviceLevel.targetSeconds: is missing'],
		[{ abandoned: { column: 'a', share: 'percent' } }, 'abandoned: is a share, and a share without what it is of'],
		[{ abandoned: { column: 'a', share: 'percent', of: 'contacts' } }, 'abandoned.of: contacts is not mapped'],
		[
			{ score: { kind: 'csat', scale: { min: 1, max: 5 }, mean: { column: 's' } } },
			'score: is over surveysAnswered, which is not mapped'
		],
		[{ answeredWait: { ...mean, sum: { column: 'w', format: 's' } } }, 'answeredWait: needs either mean or sum'],
		[{ offered: undefined, answered: undefined }, ': names no figures'],
		[{ bucket: { grain: 'hour', date: 'day' } }, 'bucket.time: is missing'],
		[{ bucket: { grain: 'month', year: { column: 'y' } } }, 'bucket.month: is missing'],
		[{ bucket: { grain: 'sunday-week', column: 'w' } }, 'bucket: a week from Sunday is named by a date'],
		[
			{ bucket: { grain: 'day', column: 'day', year: { column: 'y' } } },
			'bucket: needs exactly one of column, date and year'
		],
		[{ channel: {} }, 'channel: needs either value or column'],
		[{ series: [{ channel: { value: 'chat' } }] }, 'series.0: names no figures'],
		[{ zone: 'Mars' }, "zone: there is no time zone 'Mars'"],
		[{ arrival: { column: 'x' } }, 'arrival: there is no such key']
	])('with %j is told what is wrong, and where', (part, fault) => {
		expect(faultsOf(part)).toContainEqual(expect.stringContaining(fault));
	});
});
