import type { LineSeriesOption } from 'echarts/charts';
import { chartText, rim } from './chart-look.ts';
import type { ChartLook } from './chart-look.ts';
import type { ChartOption } from './echarts-parts.ts';
import type { Tick, WaitChartData, WaitPoint } from './wait-chart-data.ts';
import { endPosition, isLate, liftOfEnd, normEnd, placed, placeOfName } from './wait-places.ts';
import type { Placed } from './wait-places.ts';

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
		series: [ghost(placed(data, look), look), today(placed(data, look), look)]
	};
}

function ghost(data: Placed, look: ChartLook): LineSeriesOption {
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

function today(data: Placed, look: ChartLook): LineSeriesOption {
	const { unit: u, colours } = look;
	const { end, norm } = data;
	const isOff = end?.isOffNorm ?? false;
	const position = endPosition(data);
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
				position: normEnd(data),
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
				align: position === 'right' ? 'left' : 'right',
				position,
				distance: 16 * u,
				offset: [0, -liftOfEnd(data) * u]
			},
			data: end === null ? [] : [{ name: '', coord: [end.minute, end.seconds] }]
		}
	};
}

/** Where last week's line leaves the picture: its highest value, beside it. */
function peakMark(data: WaitChartData, u: number) {
	const { lastWeekPeak: peak, scale } = data;
	if (peak === null) return [];
	const label = {
		formatter: peak.text,
		position: isLate(data, peak.minute) ? ('left' as const) : ('right' as const), // of the words that ECharts knows
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

function textAt(ticks: readonly Tick[], value: number): string {
	return ticks.find((tick) => tick.at === value)?.text ?? '';
}
