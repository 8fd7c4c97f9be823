import { chartText } from './chart-look.ts';
import type { ChartLook } from './chart-look.ts';
import type { Scale } from './axis-steps.ts';
import type { ChartOption } from './echarts-parts.ts';
import type { Tick } from './wait-chart-data.ts';

/** What the chart of a rolling score shows, one value a day, oldest first; null = a gap. */
export type ScoreChartData = Readonly<{
	line: readonly (number | null)[];
	low: readonly (number | null)[];
	high: readonly (number | null)[];
	scale: Scale;
	/** What stands beside the axis. */
	scores: readonly Tick[];
	/** What stands under the first day and under the last. */
	firstText: string;
	lastText: string;
	/** Too few answers for a figure like any other: drawn without emphasis. */
	isQuiet: boolean;
}>;

/** Draws a score with the band in which it may as well lie. */
export function scoreChart(data: ScoreChartData, look: ChartLook): ChartOption {
	const { unit: u, colours } = look;
	const text = chartText(look);
	const lastDay = data.line.length - 1;
	const last = data.line[lastDay] ?? null;
	const ink = data.isQuiet ? colours.text : colours.ink;
	const edges = data.line.map((_, day) => edgesOf(data.low[day] ?? null, data.high[day] ?? null));
	return {
		grid: {
			left: 2 * u,
			right: 24 * u,
			top: 16 * u,
			// Room for what hangs below the words.
			bottom: 8 * u,
			outerBoundsMode: 'same',
			outerBoundsContain: 'axisLabel'
		},
		xAxis: {
			type: 'category',
			boundaryGap: false,
			data: data.line.map((_, day) => String(day)),
			axisLabel: {
				...text,
				interval: (day: number) => day === 0 || day === lastDay,
				formatter: (_: string, day: number) => (day === 0 ? data.firstText : data.lastText),
				alignMinLabel: 'left',
				alignMaxLabel: 'right',
				margin: 10 * u
			},
			axisLine: { onZero: false, lineStyle: { color: colours.edge, width: 3 * u } },
			axisTick: { show: false }
		},
		yAxis: {
			type: 'value',
			min: data.scale.min,
			max: data.scale.max,
			interval: data.scale.step,
			// The lowest stands on the line and not across it, where it would run into the text of the first day.
			axisLabel: {
				...text,
				formatter: (value: number) => textNear(data.scores, value, data.scale.step),
				verticalAlignMinLabel: 'bottom'
			},
			axisLine: { show: false },
			axisTick: { show: false },
			splitLine: { lineStyle: { color: colours.line, width: 2 * u } }
		},
		series: [
			// A band is its lower edge, unseen, with its height stacked on it; scores may lie below zero.
			{ ...bandPart, id: 'low', data: edges.map((edge) => edge.low) },
			{ ...bandPart, id: 'height', data: edges.map((edge) => edge.height), areaStyle: { color: colours.band } },
			{
				id: 'score',
				type: 'line',
				silent: true,
				z: 4,
				data: [...data.line],
				showSymbol: false,
				connectNulls: false,
				lineStyle: { color: ink, width: 6 * u, join: 'round', cap: 'round' },
				markPoint: {
					symbol: 'circle',
					symbolSize: 22 * u,
					silent: true,
					itemStyle: { color: ink, borderColor: colours.halo, borderWidth: 4 * u },
					label: { show: false },
					data: last === null ? [] : [{ name: '', coord: [lastDay, last] }]
				}
			}
		]
	};
}

const bandPart = {
	type: 'line',
	stack: 'band',
	stackStrategy: 'all',
	silent: true,
	showSymbol: false,
	connectNulls: false,
	lineStyle: { opacity: 0 }
} as const;

function edgesOf(low: number | null, high: number | null): Readonly<{ low: number | null; height: number | null }> {
	return low === null || high === null ? { low: null, height: null } : { low, height: high - low };
}

/** Steps of tenths do not add up exactly. */
function textNear(ticks: readonly Tick[], value: number, step: number): string {
	return ticks.find((tick) => Math.abs(tick.at - value) < step / 100)?.text ?? '';
}
