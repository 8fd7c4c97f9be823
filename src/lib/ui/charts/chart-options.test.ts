import { expect, test } from 'vitest';
import type { ChartLook } from './chart-look.ts';
import { scoreChart } from './score-chart.ts';
import type { ScoreChartData } from './score-chart.ts';
import { waitChart } from './wait-chart.ts';
import type { WaitChartData } from './wait-chart-data.ts';
import { normEnd, placed, placeOfName } from './wait-places.ts';
import { weekChart } from './week-chart.ts';

const look: ChartLook = {
	unit: 2,
	room: { width: 1060, height: 330 },
	fontFamily: 'Face',
	colours: {
		ink: 'ink',
		halo: 'halo',
		text: 'text',
		line: 'line',
		edge: 'edge',
		surface: 'surface',
		band: 'band',
		attentionMark: 'amber',
		attentionText: 'amber text'
	}
};

const wait: WaitChartData = {
	from: 480,
	to: 1260,
	hours: [{ at: 480, text: '08:00' }],
	scale: { min: 0, max: 120, step: 60 },
	waits: [{ at: 60, text: '1:00' }],
	today: [
		[487.5, 40],
		[502.5, 42],
		[517.5, null],
		[532.5, 50],
		[547.5, null]
	],
	lastWeek: [
		[487.5, 40],
		[1000, 30]
	],
	lastWeekText: 'last week',
	lastWeekPeak: null,
	norm: { at: 60, text: 'norm 1:00' },
	end: { minute: 702, seconds: 48, text: 'now 0:48', isOffNorm: false }
};

test('a chart within its norm has no amber anywhere; off norm its end and its norm have', () => {
	expect(JSON.stringify(waitChart(wait, look))).not.toContain('amber');
	const off = waitChart({ ...wait, end: { minute: 702, seconds: 108, text: 'now 1:48', isOffNorm: true } }, look);
	expect(off).toMatchObject({
		series: [
			{ id: 'last-week', lineStyle: { color: 'edge' } },
			{
				id: 'today',
				lineStyle: { color: 'ink' },
				markLine: { lineStyle: { color: 'amber' }, data: [{ yAxis: 60 }] },
				markPoint: { itemStyle: { color: 'amber' }, label: { formatter: 'now 1:48' } }
			}
		]
	});
});

/** How far the text of the day's end is moved, in units; up is negative. */
function liftAt(seconds: number, minute = 702, norm = 60): number {
	const end = { minute, seconds, text: 'now', isOffNorm: false };
	const option = waitChart({ ...wait, end, norm: { at: norm, text: 'norm' } }, look) as {
		series: { markPoint: { label: { offset: [number, number] } } }[];
	};
	return (option.series[1]?.markPoint.label.offset[1] ?? NaN) / look.unit;
}

test('the text of the end stands clear of the hours and of the norm, wherever the day is', () => {
	const unitsOf = (seconds: number): number => (seconds / wait.scale.max) * placed(wait, look).drawing.height;
	for (const minute of [490, 702, 1100, 1255]) {
		for (let seconds = 0; seconds <= 115; seconds += 1) {
			const isOnTop = minute > 1000 && seconds <= 96;
			const place = unitsOf(seconds) + (isOnTop ? 44 : 0) - liftAt(seconds, minute);
			expect(place, `${seconds} s`).toBeGreaterThanOrEqual(28);
			expect(Math.abs(place - unitsOf(60)), `${seconds} s`).toBeGreaterThanOrEqual(34 - 1e-9);
		}
	}
	expect(liftAt(25)).toBeCloseTo(0, 9);
});

test.each([
	[500, 72, 'insideEndTop'],
	[800, 72, 'insideEndTop'],
	[900, 72, 'insideStartTop'],
	[900, 38, 'insideEndTop'],
	[960, 38, 'insideEndTop'],
	[1255, 72, 'insideStartTop']
])('the norm is named away from where the day stands: minute %d, %d s', (minute, seconds, position) => {
	const end = { minute, seconds, text: 'now 0:00', isOffNorm: seconds > 60 };
	expect(waitChart({ ...wait, end }, look)).toMatchObject({
		series: [{ id: 'last-week' }, { markLine: { label: { position } } }]
	});
});

test('the norm is named where today has not run through its text', () => {
	const end = { minute: 840, seconds: 110, text: 'now 1:50', isOffNorm: true };
	const calm = Array.from({ length: 24 }, (_, quarter): [number, number] => [487.5 + quarter * 15, 10]);
	const spiky = calm.map(([minute], index): [number, number] => [minute, index % 3 === 0 ? 80 : 5]);
	expect(normEnd(placed({ ...wait, end, today: spiky }, look))).toBe('insideEndTop');
	// Where the end of the day stands in the way of the one place, a line through the other is the lesser evil.
	expect(normEnd(placed({ ...wait, end: { ...end, minute: 1000, seconds: 72 }, today: spiky }, look))).toBe(
		'insideStartTop'
	);
});

test('last week is named clear of the text of the end, on the line that it names', () => {
	const quarters = Array.from({ length: 52 }, (_, quarter) => 487.5 + quarter * 15);
	// Peaks over a low line, as of a day with few contacts: the end of today stands amid them.
	const lastWeek = quarters.map((minute, index): [number, number] => [minute, index % 9 === 4 ? 110 : 6]);
	for (const minute of [600, 720, 840, 960, 1080, 1200]) {
		const end = { minute, seconds: 100, text: 'now 1:40', isOffNorm: true };
		const today: [number, number][] = quarters.filter((at) => at < minute).map((at) => [at, 8]);
		const place = placeOfName(placed({ ...wait, lastWeek, today: [...today, [minute, 100]], end }, look));
		expect(place, `${minute}`).not.toBeNull();
		const [at, seconds] = place?.at ?? [0, 0];
		expect(lastWeek.map(([known]) => known)).toContain(at);
		const isBeside = minute < 1026 ? at > minute - 90 && at < minute + 300 : at > minute - 300 && at < minute + 90;
		// The end's text is as high as its dot: what stands on the ground, or elsewhere, does not meet it.
		expect(!isBeside || seconds < 60, `${minute}: named at ${at}, ${seconds} s`).toBe(true);
	}
});

test('where last week leaves the picture its highest value stands beside it', () => {
	expect(waitChart({ ...wait, lastWeekPeak: { minute: 600, text: '7:20' } }, look)).toMatchObject({
		series: [{ markPoint: { data: [{}, { coord: [600, 120], label: { formatter: '7:20' } }] } }, {}]
	});
});

test('a gap stays a gap, and a value between two of them gets a dot', () => {
	expect(waitChart(wait, look)).toMatchObject({
		series: [
			{},
			{
				connectNulls: false,
				data: [
					{ value: [487.5, 40] },
					{ value: [502.5, 42] },
					{ value: [517.5, null] },
					{ value: [532.5, 50], symbol: 'circle' },
					{ value: [547.5, null] }
				]
			}
		]
	});
});

test('without a norm or an end nothing is left of what stood there before', () => {
	expect(waitChart({ ...wait, norm: null, end: null, lastWeek: [] }, look)).toMatchObject({
		series: [{ markPoint: { data: [] } }, { markLine: { data: [] }, markPoint: { data: [] } }]
	});
});

test('in a week today alone is hatched, last week is an outline, and what has not come is empty', () => {
	const option = weekChart(
		{
			days: ['ma', 'di', 'wo', 'do', 'vr', 'za', 'zo'],
			thisWeek: [940, 344, null, null, null, null, null],
			lastWeek: [802, 778, 741, 720, 668, 301, 244],
			today: 1
		},
		look
	);
	expect(option).toMatchObject({
		yAxis: { min: 0, max: 940 },
		series: [
			{ itemStyle: { color: 'transparent', borderColor: 'edge' }, data: [802, 778, 741, 720, 668, 301, 244] },
			{
				itemStyle: { color: 'ink' },
				data: [
					{ value: 940 },
					{ value: 344, itemStyle: { color: 'ink', decal: { color: 'surface' } } },
					...new Array<{ value: null }>(5).fill({ value: null })
				]
			}
		]
	});
	expect(JSON.stringify(option).match(/decal/g)).toHaveLength(1);
});

const score: ScoreChartData = {
	line: [null, -10, 5],
	low: [null, -30, null],
	high: [null, 12, null],
	scale: { min: -50, max: 50, step: 50 },
	scores: [{ at: -50, text: '−50' }],
	firstText: '8 weeks',
	lastText: 'now',
	isQuiet: false
};

test('a band lies between the ends of its intervals, below zero too, and is away where there is none', () => {
	expect(scoreChart(score, look)).toMatchObject({
		series: [
			{ id: 'low', data: [null, -30, null], stackStrategy: 'all' },
			{ id: 'height', data: [null, 42, null], areaStyle: { color: 'band' } },
			{ id: 'score', data: [null, -10, 5], lineStyle: { color: 'ink' }, markPoint: { data: [{ coord: [2, 5] }] } }
		]
	});
});

test('a score of few answers is drawn without emphasis, and one that ends in a gap has no last point', () => {
	expect(scoreChart({ ...score, isQuiet: true, line: [1, null] }, look)).toMatchObject({
		series: [{}, {}, { lineStyle: { color: 'text' }, markPoint: { data: [] } }]
	});
});
