import type { LineSeriesOption } from 'echarts/charts';
import { chartText, rim } from './chart-look.ts';
import type { ChartLook } from './chart-look.ts';
import type { Scale } from './axis-steps.ts';
import type { ChartOption } from './echarts-parts.ts';

/** Minute of the day and seconds; null seconds = a gap. */
export type WaitPoint = readonly [minute: number, seconds: number | null];

/** A place on an axis with the text that stands there. */
export type Tick = Readonly<{ at: number; text: string }>;

/** What the chart of the day's average wait shows, with its words. */
export type WaitChartData = Readonly<{
	/** First and last minute of the day that are drawn. */
	from: number;
	to: number;
	hours: readonly Tick[];
	scale: Scale;
	waits: readonly Tick[];
	today: readonly WaitPoint[];
	lastWeek: readonly WaitPoint[];
	lastWeekText: string;
	/** Where last week was highest, if that is above the scale, with its value. */
	lastWeekPeak: Readonly<{ minute: number; text: string }> | null;
	norm: Tick | null;
	/** Where the day stands now. */
	end: Readonly<{ minute: number; seconds: number; text: string; isOffNorm: boolean }> | null;
}>;

/** Draws today's waits over those of the same day last week. */
export function waitChart(data: WaitChartData, look: ChartLook): ChartOption {
	const { unit: u, colours } = look;
	const text = chartText(look);
	return {
		grid: {
			left: 4 * u,
			right: 30 * u,
			top: 50 * u,
			bottom: 8 * u,
			outerBoundsMode: 'same',
			outerBoundsContain: 'axisLabel'
		},
		xAxis: {
			type: 'value',
			min: data.from,
			max: data.to,
			axisLabel: {
				...text,
				formatter: (value: number) => textAt(data.hours, value),
				customValues: data.hours.map((tick) => tick.at)
			},
			axisLine: { show: true, onZero: false, lineStyle: { color: colours.edge, width: 3 * u } },
			axisTick: { show: false },
			splitLine: { show: false }
		},
		yAxis: {
			type: 'value',
			min: data.scale.min,
			max: data.scale.max,
			interval: data.scale.step,
			axisLabel: {
				...text,
				formatter: (value: number) => textAt(data.waits, value),
				showMinLabel: false,
				// At midnight the day stands at the very edge: its dot must not lie on a number.
				margin: 24 * u
			},
			axisLine: { show: false },
			axisTick: { show: false },
			splitLine: { lineStyle: { color: colours.line, width: 2 * u } }
		},
		series: [ghost(data, look), today(data, look)]
	};
}

function ghost(data: WaitChartData, look: ChartLook): LineSeriesOption {
	const { unit: u, colours } = look;
	const named = placeOfName(data);
	return {
		id: 'last-week',
		name: data.lastWeekText,
		type: 'line',
		silent: true,
		z: 2,
		data: data.lastWeek.map((point, index) => withDot(data.lastWeek, point, index, 6 * u)),
		symbol: 'none',
		showAllSymbol: true,
		connectNulls: false,
		itemStyle: { color: colours.edge },
		lineStyle: { color: colours.edge, width: 5 * u, type: [4 * u, 10 * u], cap: 'round' },
		markPoint: {
			symbol: 'circle',
			symbolSize: 1,
			silent: true,
			itemStyle: { color: 'transparent' },
			label: {
				...chartText(look),
				...rim(look),
				formatter: data.lastWeekText,
				position: named?.isAbove === true ? 'top' : 'bottom',
				distance: 12 * u
			},
			data: [...(named === null ? [] : [{ name: '', coord: [...named.at] }]), ...peakMark(data, u)]
		}
	};
}

function today(data: WaitChartData, look: ChartLook): LineSeriesOption {
	const { unit: u, colours } = look;
	const { end, norm } = data;
	const isOff = end?.isOffNorm ?? false;
	const endAt = end === null ? 0 : (end.minute - data.from) / (data.to - data.from);
	const isHigh = end !== null && end.seconds > data.scale.max * 0.8;
	// The norm is named above its line: what stands under the line does not meet it so soon.
	const isOverNorm = end !== null && norm !== null && end.seconds >= norm.at;
	const position = endAt < 0.7 ? 'right' : isHigh ? 'left' : 'top';
	return {
		id: 'today',
		type: 'line',
		silent: true,
		z: 4,
		data: data.today.map((point, index) => withDot(data.today, point, index, 12 * u)),
		symbol: 'none',
		showAllSymbol: true,
		connectNulls: false,
		itemStyle: { color: colours.ink },
		lineStyle: { color: colours.ink, width: 7 * u, join: 'round', cap: 'round' },
		markLine: {
			symbol: 'none',
			silent: true,
			lineStyle: { color: isOff ? colours.attentionMark : colours.text, width: 4 * u, type: [14 * u, 9 * u] },
			label: {
				...chartText(look),
				...rim(look),
				formatter: norm?.text ?? '',
				color: isOff ? colours.attentionText : colours.text,
				// At the far end from where the day is now, so that the two texts do not meet.
				position: endAt > (isOverNorm ? 0.45 : 0.6) ? 'insideStartTop' : 'insideEndTop',
				distance: 8 * u
			},
			data: norm === null ? [] : [{ yAxis: norm.at }]
		},
		markPoint: {
			symbol: 'circle',
			symbolSize: 26 * u,
			silent: true,
			itemStyle: { color: isOff ? colours.attentionMark : colours.ink, borderColor: colours.halo, borderWidth: 5 * u },
			label: {
				...chartText(look),
				...rim(look),
				fontSize: 48 * u,
				fontWeight: 600,
				color: isOff ? colours.attentionText : colours.ink,
				formatter: end?.text ?? '',
				align: endAt < 0.7 ? 'left' : 'right',
				position,
				distance: 16 * u,
				offset: [0, -liftOfEnd(data, position === 'top') * u]
			},
			data: end === null ? [] : [{ name: '', coord: [end.minute, end.seconds] }]
		}
	};
}

/** Height of the drawing, in units; portrait has more. */
const drawingUnits = 250;
/** The text of the end stands at least so far above the ground, and so far from the norm's line, in units. */
const overGround = 28;
const fromNorm = 34;

/** How far the text of the day's end is lifted, so that it stands neither on the hours nor on the norm; in units. */
function liftOfEnd({ end, norm, scale }: WaitChartData, isOnTop: boolean): number {
	if (end === null) return 0;
	const height = (seconds: number): number => (seconds / scale.max) * drawingUnits;
	// On top of its dot it stands higher from the start.
	const place = height(end.seconds) + (isOnTop ? 44 : 0);
	const clear = Math.max(place, overGround);
	if (norm === null || Math.abs(clear - height(norm.at)) >= fromNorm) return clear - place;
	const under = height(norm.at) - fromNorm;
	const over = height(norm.at) + fromNorm;
	return (under >= overGround && clear <= height(norm.at) ? under : over) - place;
}

/** Where last week's line leaves the picture: its highest value, beside it. */
function peakMark({ lastWeekPeak: peak, from, to, scale }: WaitChartData, u: number) {
	if (peak === null) return [];
	const isLate = peak.minute > from + (to - from) * 0.85;
	const label = {
		formatter: peak.text,
		position: isLate ? ('left' as const) : ('right' as const), // of the words that ECharts knows
		distance: 14 * u,
		offset: [0, -22 * u]
	};
	return [{ name: '', coord: [peak.minute, scale.max], label }];
}

/** A value alone between two gaps has no line to be seen by: it gets a dot. */
function withDot(points: readonly WaitPoint[], point: WaitPoint, index: number, size: number) {
	const known = (at: number) => (points[at]?.[1] ?? null) !== null;
	const value = [...point];
	return known(index) && !known(index - 1) && !known(index + 1)
		? { value, symbol: 'circle', symbolSize: size }
		: { value };
}

/** Where last week's line is named: ahead of today's, where it runs on alone; else on the left of it. */
function placeOfName(data: WaitChartData): Readonly<{ at: readonly [number, number]; isAbove: boolean }> | null {
	const span = data.to - data.from;
	const from = Math.max(data.end?.minute ?? data.from, data.from) + span * 0.16;
	const wanted = from < data.to - span * 0.16 ? Math.max(from, data.from + span * 0.62) : data.from + span * 0.3;
	let best: number | null = null;
	for (const [minute, seconds] of data.lastWeek) {
		if (seconds === null || minute > data.to - span * 0.12) continue;
		if (best === null || Math.abs(minute - wanted) < Math.abs(best - wanted)) best = minute;
	}
	if (best === null) return null;
	const middle = best;
	// Clear of all of the line that the name is as wide as.
	const near = data.lastWeek.filter(([minute]) => Math.abs(minute - middle) < span * 0.12);
	const heights = near.map(([, seconds]) => seconds).filter((seconds) => seconds !== null);
	const lowest = Math.min(...heights);
	const isAbove = lowest < data.scale.max * 0.19;
	return { at: [middle, isAbove ? Math.min(Math.max(...heights), data.scale.max) : lowest], isAbove };
}

function textAt(ticks: readonly Tick[], value: number): string {
	return ticks.find((tick) => tick.at === value)?.text ?? '';
}
