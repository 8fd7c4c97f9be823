import { describe, expect, test } from 'vitest';
import type { LogEvent } from '../contact/contact-event.ts';
import type { IntervalData } from '../contact/interval-event.ts';
import { localPeriodAt, spanOf, type TotalGrain } from '../time/local-period.ts';
import { WallClock } from '../time/wall-clock.ts';
import { intervalSeries, type SeriesGrain, type SeriesQuestion } from './interval-series.ts';
import { IntervalLedger, type IntervalTotals, totalsOf } from './interval-totals.ts';

const clock = new WallClock('Europe/Amsterdam');
let seq = 0;

/** Totals of the period that holds a date. */
function totals(grain: TotalGrain, date: string, data: Partial<IntervalData>, source = 'file'): IntervalTotals {
	const period = localPeriodAt(grain, Date.parse(`${date}T00:00Z`));
	const { from, to } = spanOf(grain, period, clock);
	const definition = { serviceLevel: 'V2', targetSeconds: 20 } as const;
	const whole = { grain, bucket: period.label, to, zone: clock.zone, definition, ...data };
	return totalsOf({ source, time: from, batch: 'b', seq: ++seq }, whole);
}

function days(from: string, count: number, data: (index: number) => Partial<IntervalData>): IntervalTotals[] {
	return Array.from({ length: count }, (_, index) =>
		totals('day', new Date(Date.parse(`${from}T00:00Z`) + index * 86_400_000).toISOString().slice(0, 10), data(index))
	);
}

function pointOf(
	rows: readonly IntervalTotals[],
	label: string,
	grain: SeriesGrain,
	more: Partial<SeriesQuestion> = {}
) {
	const point = intervalSeries(rows, { grain, ...more }, clock).find((one) => one.label === label);
	if (point === undefined) throw new Error(`no point ${label}`);
	return point;
}

function span(grain: TotalGrain, date: string) {
	return spanOf(grain, localPeriodAt(grain, Date.parse(`${date}T00:00Z`)), clock);
}

describe('a series of totals', () => {
	test('adds sums and weights of finer periods, over a change of the clocks', () => {
		const rows = days('2020-03-01', 31, (index) => ({
			offered: 10 + index,
			answered: 10,
			answeredWait: { sumMs: 1000 * index, of: 10 }
		}));
		const { figures, quality } = pointOf(rows, '2020-03', 'month');
		expect(figures).toMatchObject({ offered: 310 + 465, answeredWait: { sumMs: 465_000, of: 310 }, contacts: null });
		expect(quality.volume).toMatchObject({ told: 'totals', covered: 1, reachBeyond: [], lacking: {} });
	});

	test('does not split a week across New Year: both years are without figures and name it', () => {
		const rows = ['2020-12-21', '2020-12-28', '2021-01-04'].map((date) => totals('week', date, { offered: 7 }));
		for (const year of ['2020', '2021'])
			expect(pointOf(rows, year, 'year')).toMatchObject({
				figures: { offered: null },
				quality: { volume: { reachBeyond: ['2020-W53'] } }
			});
		expect(pointOf(rows, '2020-W53', 'week').figures.offered).toBe(7);
		const filled = [...rows, ...days('2020-12-28', 7, () => ({ offered: 2 }))];
		expect(pointOf(filled, '2020', 'year').figures.offered).toBe(7 + 4 * 2);
	});

	test('has no weekdays of weeks, and of days each', () => {
		expect(pointOf([totals('week', '2020-06-01', { offered: 7 })], '1', 'weekday').figures.offered).toBeNull();
		const rows = days('2020-06-01', 14, (index) => ({ offered: index }));
		expect(intervalSeries(rows, { grain: 'weekday' }, clock).map(({ figures }) => figures.offered)).toEqual([
			7, 9, 11, 13, 15, 17, 19
		]);
	});

	test('takes each part of a point from one of several totals: the longer, of equal ones the last', () => {
		const rows = [
			...days('2020-06-01', 30, () => ({ offered: 1 })),
			totals('month', '2020-06-01', { offered: 33 }, 'other'),
			totals('month', '2020-06-01', { offered: 34 }, 'third')
		];
		const { figures, quality } = pointOf(rows, '2020-06', 'month');
		expect([figures.offered, quality.volume.sources]).toEqual([34, ['third']]);
		expect(pointOf(rows, '2020-06-05', 'day').figures.offered).toBe(1);
	});

	test('adds channels where there are no totals of all, and says so; never both', () => {
		const parts = [
			totals('month', '2020-06-01', { offered: 30, channel: 'phone' }),
			totals('month', '2020-06-01', { offered: 4, channel: 'chat' }, 'chats')
		];
		expect(pointOf(parts, '2020-06', 'month')).toMatchObject({
			figures: { offered: 34 },
			quality: { volume: { summedOver: ['channel'], sources: ['chats', 'file'] } }
		});
		const withAll = [...parts, totals('month', '2020-06-01', { offered: 40 })];
		expect(pointOf(withAll, '2020-06', 'month')).toMatchObject({
			figures: { offered: 40 },
			quality: { volume: { summedOver: [] } }
		});
		expect(pointOf(withAll, '2020-06', 'month', { channel: 'chat' }).figures.offered).toBe(4);
	});

	test('does not add what is counted in different ways, and says how many parts lack a figure', () => {
		const level = { withinTarget: { met: 8, of: 10 }, offered: 10 };
		const rows = [
			totals('month', '2020-01-01', level),
			totals('month', '2020-02-01', { ...level, definition: { serviceLevel: 'V2', targetSeconds: 30 } }),
			totals('month', '2020-03-01', { offered: 10, contacts: 12 })
		];
		const { figures, quality } = pointOf(rows, '2020-Q1', 'quarter');
		expect(figures).toMatchObject({ offered: 30, withinTarget: null, contacts: null });
		expect(quality.serviceLevel.mixed).toEqual(['withinTarget']);
		expect(quality.volume.lacking).toEqual({ contacts: 2 });
	});

	test('holds each channel against its own target', () => {
		const rows = [
			totals('month', '2020-01-01', { channel: 'phone', withinTarget: { met: 8, of: 10 } }),
			totals('month', '2020-01-01', {
				channel: 'chat',
				withinTarget: { met: 1, of: 2 },
				definition: { serviceLevel: 'V2', targetSeconds: 60 }
			})
		];
		const { figures, quality } = pointOf(rows, '2020-01', 'month');
		expect(figures.withinTarget).toEqual({ met: 9, of: 12 });
		expect(quality.serviceLevel.definitions).toHaveLength(2);
	});

	test('leaves days to contacts where there are some, and does not count them twice', () => {
		const rows = days('2020-06-01', 30, () => ({ offered: 1 }));
		const contacts = [span('day', '2020-06-29'), span('day', '2020-06-30'), span('day', '2020-07-01')];
		expect(pointOf(rows, '2020-06', 'month', { contacts })).toMatchObject({
			figures: { offered: 28 },
			quality: {
				volume: { told: 'both', covered: 1, fromContacts: [{ from: contacts[0]?.from, to: contacts[1]?.to }] }
			}
		});
		expect(pointOf(rows, '2020-07-01', 'day', { contacts })).toMatchObject({
			figures: { offered: null },
			quality: { volume: { told: 'contacts' } }
		});
		// A month of which contacts know two days cannot be taken apart: it counts as it is, without them.
		expect(pointOf([totals('month', '2020-06-01', { offered: 31 })], '2020-06', 'month', { contacts })).toMatchObject({
			figures: { offered: 31 },
			quality: { volume: { told: 'totals', fromContacts: [] } }
		});
	});
});

describe('the ledger of totals', () => {
	const event = (at: number, batch: string, offered: number, source = 'file'): LogEvent => ({
		source,
		id: `e${at}`,
		type: 'bereik.intervals.imported',
		time: 1000,
		seq: at,
		receivedAt: at,
		batch,
		data: { grain: 'day', bucket: '1970-01-01', to: 2000, zone: 'UTC', offered, definition: {} }
	});
	const undone = (at: number, batch: string): LogEvent => ({
		...{ source: 'bereik', id: `u${batch}`, type: 'bereik.import.undone', time: 5, seq: at, receivedAt: at },
		data: { batch }
	});

	test('counts the last of one source and period, and the one before when its import is undone', () => {
		const ledger = new IntervalLedger();
		const offered = (): (number | null)[] => ledger.inForce().map(({ figures }) => figures.offered);
		for (const one of [event(1, 'a', 5), event(2, 'b', 6), event(3, 'a', 9, 'other')]) ledger.take(one);
		expect(offered()).toEqual([6, 9]);
		ledger.take(undone(4, 'b'));
		expect(offered()).toEqual([5, 9]);
		ledger.take(undone(5, 'a'));
		expect(offered()).toEqual([]);
	});
});
