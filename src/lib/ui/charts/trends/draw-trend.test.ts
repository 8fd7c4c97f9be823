import { describe, expect, test } from 'vitest';
import { annualPage, foundInYears } from '../../../../../tests/browser/support/annual-pages.ts';
import { trendTextOf } from '../../i18n/trends-text.ts';
import { chatsModel } from '../../trends/chats-model.ts';
import { mixModel } from '../../trends/mix-model.ts';
import { reachModel } from '../../trends/reach-model.ts';
import { satisfactionModel } from '../../trends/satisfaction-model.ts';
import { weeksModel } from '../../trends/weeks-model.ts';
import { whyModel } from '../../trends/why-model.ts';
import { drawTrend } from './draw-trend.ts';
import { spread } from './spread.ts';
import type { TrendLook } from './trend-look.ts';

const nl = { language: 'nl', text: trendTextOf('nl') } as const;
const page = annualPage();
const finding = foundInYears().findings[0] ?? null;
const look: TrendLook = {
	...{ size: 14, fontFamily: 'x', hasPatterns: false, width: 856, height: 372 },
	colour: (token) => `<${token}>`
};
const models = {
	satisfaction: satisfactionModel(page, finding, nl),
	why: whyModel(page, page.why[0] ?? null, nl),
	weeks: weeksModel(page, nl),
	mix: mixModel(page, nl),
	chats: chatsModel(page, nl),
	reach: reachModel(page, nl)
};
type Series = Readonly<{ type: string; data?: readonly unknown[]; lineStyle?: Readonly<{ type?: unknown }> }>;
function seriesOf(name: keyof typeof models, with_: Partial<TrendLook> = {}): readonly Series[] {
	const model = models[name];
	if (model === null) throw new Error(`${name} has nothing to draw`);
	return drawTrend(model.picture, { ...look, ...with_ }).series as readonly Series[]; // a list, as drawn
}

describe('what is drawn of a year', () => {
	test.each(Object.entries(models))(
		'%s: as many points to walk along as rows of its table, and every cell written',
		(_, model) => {
			if (model === null) throw new Error('nothing to draw');
			expect(model.points.length).toBeGreaterThan(3);
			for (const row of model.table.rows) expect(row).toHaveLength(model.table.columns.length);
			expect(JSON.stringify(model.points)).not.toMatch(/undefined|NaN|null/);
			expect(model.summary).not.toBe('');
			expect(JSON.stringify(drawTrend(model.picture, look))).not.toMatch(/NaN|undefined/);
		}
	);

	test('another way of counting is a gap with a double hairline, never a joined line', () => {
		const picture = models.satisfaction?.picture;
		if (picture?.kind !== 'satisfaction') throw new Error('no satisfaction');
		expect(picture.stretches.map((one) => one.length)).toEqual([12, 35]);
		expect(picture.axis.changes).toEqual([12]);
		const joined = seriesOf('satisfaction').filter(({ type, data }) => type === 'line' && (data?.length ?? 0) > 35);
		expect(joined).toEqual([]);
		expect(JSON.stringify(seriesOf('satisfaction')).match(/"xAxis":1[12]\.\d+/g)).toHaveLength(2);
	});

	test('others who count alike are one quiet line with up to when the first told, and the values go on across it', () => {
		const alike = page.satisfactionMonths.map((one) => {
			const { definition } = page.satisfactionMonths[20]?.marks ?? one.marks;
			const told = one.month < '2019-04' ? 'totals' : one.month === '2019-04' ? 'both' : 'contacts';
			const since = told === 'both' ? { contactsSince: '2019-04-16' } : {};
			const sources = told === 'contacts' ? [] : ['yearbook'];
			return { ...one, marks: { ...one.marks, definition, told, sources, ...since } } as const;
		});
		const model = satisfactionModel({ ...page, satisfactionMonths: alike }, null, nl);
		if (model?.picture.kind !== 'satisfaction') throw new Error('no satisfaction');
		const { axis, stretches } = model.picture;
		expect(stretches.map((one) => one.length)).toEqual([47]);
		expect([axis.changes, axis.sources]).toEqual([[], [{ at: 15.5, text: 'ingelezen totalen t/m 15 apr 2019' }]]);
		expect(model.points[15]?.label).toBe('apr 2019, deels ingelezen totalen');
		const series = drawTrend(model.picture, look).series as readonly Readonly<Record<string, unknown>>[]; // a list, as drawn
		const drawn = series.filter(({ markLine }) => JSON.stringify(markLine ?? {}).includes('"xAxis":15.5'));
		expect(drawn.map(({ z }) => z)).toEqual([1]);
		const keys = model.table.columns.map(({ key }) => key);
		const row = model.table.rows[15] ?? [];
		expect(['told_by', 'sources', 'contacts_since'].map((key) => row[keys.indexOf(key)])).toEqual([
			...['both', 'yearbook', '2019-04-16']
		]);
		// With the new year there is no month of both: the line stands between the months.
		const atNewYear = alike.map((one) => {
			const { contactsSince: _, ...marks } = one.marks;
			const isTotals = one.month < '2019-01';
			const sources = isTotals ? ['yearbook'] : [];
			return { ...one, marks: { ...marks, told: isTotals ? 'totals' : 'contacts', sources } } as const;
		});
		const picture = satisfactionModel({ ...page, satisfactionMonths: atNewYear }, null, nl)?.picture;
		expect(picture?.kind === 'satisfaction' && picture.axis.sources).toEqual([
			{ at: 12, text: 'ingelezen totalen t/m 31 dec 2018' }
		]);
	});

	test('another way of counting is told by its double hairline alone', () => {
		const picture = models.satisfaction?.picture;
		expect(picture?.kind === 'satisfaction' && picture.axis.sources).toEqual([]);
	});

	test('a month that is missing is a gap as well', () => {
		const without = page.satisfactionMonths.map((one) =>
			one.month === '2020-02' ? { ...one, value: null, n: 3 } : one
		);
		const picture = satisfactionModel({ ...page, satisfactionMonths: without }, null, nl)?.picture;
		expect(picture?.kind === 'satisfaction' && picture.stretches.map((one) => one.length)).toEqual([12, 13, 21]);
	});

	test('what rests on few, or is not over, is drawn open', () => {
		const picture = models.satisfaction?.picture;
		if (picture?.kind !== 'satisfaction') throw new Error('no satisfaction');
		expect(
			picture.stretches
				.flat()
				.filter(({ isOpen }) => isOpen)
				.map(({ x }) => x)
		).toEqual([46.5]);
		const few = satisfactionModel(
			{ ...page, satisfactionMonths: page.satisfactionMonths.map((one) => ({ ...one, n: 29 })) },
			null,
			nl
		);
		expect(few?.picture.kind === 'satisfaction' && few.picture.stretches.flat().every(({ isOpen }) => isOpen)).toBe(
			true
		);
	});

	test('a break is drawn with its lines, and none that chance makes', () => {
		const picture = models.satisfaction?.picture;
		const chance = satisfactionModel(page, { ...(finding as NonNullable<typeof finding>), p: 0.06 }, nl)?.picture; // the one of the fixture
		if (picture?.kind !== 'satisfaction' || chance?.kind !== 'satisfaction') throw new Error('no satisfaction');
		expect(picture.breaks).toEqual([
			expect.objectContaining({
				text: expect.stringMatching(/^Trendbreuk \u22120,\d\d$/),
				interval: expect.stringMatching(/^95%: \u2212[01],\d\d tot \u22120,\d\d$/)
			})
		]);
		expect(picture.lines.map(({ isContinued }) => isContinued)).toEqual([false, true, false]);
		expect([chance.breaks, chance.lines]).toEqual([[], []]);
	});

	test('every event that has room is named, in two rows, over no other', () => {
		const picture = models.satisfaction?.picture;
		if (picture?.kind !== 'satisfaction') throw new Error('no satisfaction');
		expect(picture.events).toHaveLength(4);
		const spot = new Set(picture.events.map(({ row, x }) => `${row} ${x}`));
		expect(spot.size).toBe(4);
	});

	test('what found lines go on to is cut where the drawing ends, not bent along its edge', () => {
		const steep = finding?.lines.map((line, at) => (at === 0 ? { ...line, start: 4, end: 9.5 } : line)) ?? [];
		const picture = satisfactionModel(page, { ...(finding as NonNullable<typeof finding>), lines: steep }, nl)?.picture; // the one of the fixture
		if (picture?.kind !== 'satisfaction') throw new Error('no satisfaction');
		const { min, max } = picture.scale;
		const slopes = picture.lines.map(({ x0, y0, x1, y1 }) => (y1 - y0) / (x1 - x0));
		for (const { y0, y1 } of picture.lines) {
			expect(Math.min(y0, y1)).toBeGreaterThanOrEqual(min - 1e-9);
			expect(Math.max(y0, y1)).toBeLessThanOrEqual(max + 1e-9);
		}
		// Cut, it is as steep as it was found: 5.5 points in the twenty months of its stretch.
		expect(slopes[0]).toBeGreaterThan(0.25);
		expect(slopes[0]).toBeLessThan(0.3);
	});

	test('steps add up to the difference, and one that may be none is open', () => {
		const picture = models.why?.picture;
		if (picture?.kind !== 'bridge') throw new Error('no bridge');
		expect(picture.rows.at(-2)?.to).toBeCloseTo(picture.rows.at(-1)?.to ?? 0, 9);
		expect(picture.rows.map(({ isTotal }) => isTotal)).toEqual([true, false, false, false, false, true]);
		const first = page.why[0];
		if (first === undefined) throw new Error('no why');
		const none = whyModel(
			page,
			{ ...first, groups: first.groups.map((one) => ({ ...one, rateLow: -1, rateHigh: 1 })) },
			nl
		)?.picture;
		expect(none?.kind === 'bridge' && none.rows.filter(({ isOpen }) => isOpen)).toHaveLength(3);
	});

	test('week 53 has its place, and the running week stands alone', () => {
		const picture = models.weeks?.picture;
		if (picture?.kind !== 'weeks') throw new Error('no weeks');
		expect(picture.lastWeek).toBe(53);
		expect(picture.years.map(({ name, stretches }) => [name, stretches.map((one) => one.length)])).toEqual([
			['2018', [52]],
			['2019', [52]],
			['2020', [53]],
			['2021', [46]]
		]);
		expect(picture.years.at(-1)?.running?.[0]).toBe(47);
		const short = weeksModel(
			{ ...page, against: [2018, 2019], weeks: page.weeks.filter(({ year }) => year !== 2020) },
			nl
		)?.picture;
		expect(short?.kind === 'weeks' && short.lastWeek).toBe(52);
	});

	test('columns of the mix are 100, and what is not the whole quarter is hatched', () => {
		const picture = models.mix?.picture;
		if (picture?.kind !== 'mix') throw new Error('no mix');
		for (const [at] of picture.quarters.entries())
			expect(picture.channels.reduce((sum, { shares }) => sum + (shares[at] ?? 0), 0)).toBeCloseTo(100, 9);
		expect(picture.quarters.filter(({ isOpen }) => isOpen).map(({ name }) => name)).toEqual(['2021-Q4']);
		expect(JSON.stringify(seriesOf('mix')).match(/decal/g)).toHaveLength(3);
	});

	test('growth is open where chance may make it', () => {
		const picture = models.chats?.picture;
		if (picture?.kind !== 'chats') throw new Error('no chats');
		expect(picture.growth.some(({ isOpen }) => isOpen)).toBe(true);
		for (const { value, isOpen } of picture.growth) expect(isOpen).toBe(Math.abs(value) <= 0.05);
	});

	test('the service level has the whole scale of shares, and whoever gave up a scale of its own from zero', () => {
		const picture = models.reach?.picture;
		if (picture?.kind !== 'reach') throw new Error('no reach');
		const [level, lost, wait] = picture.panels.map(({ scale }) => scale);
		expect([level?.min, level?.max]).toEqual([0, 1]);
		const highest = Math.max(...page.reach.map(({ abandonmentRate }) => abandonmentRate.value ?? 0));
		expect(lost?.min).toBe(0);
		expect(lost?.max).toBeGreaterThanOrEqual(highest);
		expect(lost?.max).toBeLessThan(Math.max(0.1, 3 * highest));
		expect(wait?.min).toBe(0);
	});

	test('without figures there is nothing to draw', () => {
		const none = { ...page, satisfactionMonths: [], weeks: [], mix: [], chatWeeks: [], reach: [] };
		expect(satisfactionModel(none, null, nl)).toBeNull();
		expect(weeksModel(none, nl)).toBeNull();
		expect(mixModel(none, nl)).toBeNull();
		expect(chatsModel(none, nl)).toBeNull();
		expect(reachModel(none, nl)).toBeNull();
		expect(whyModel(none, null, nl)).toBeNull();
	});
});

test('labels are moved apart as little as it takes, and none leaves the drawing', () => {
	expect(spread([1, 1.1, 9], 2, 0, 10)).toEqual([1, 3, 9]);
	expect(spread([9.9, 9.8], 2, 0, 10)).toEqual([10, 8]);
	expect(spread([3], 2, 0, 10)).toEqual([3]);
});
