import { chartText } from './chart-look.ts';
import type { ChartLook } from './chart-look.ts';
import type { ChartOption } from './echarts-parts.ts';

/** What the chart of a week's contacts shows, Monday first. */
export type WeekChartData = Readonly<{
	/** Names of the days. */
	days: readonly string[];
	/** Null = has not come, or not known. */
	thisWeek: readonly (number | null)[];
	lastWeek: readonly (number | null)[];
	/** Index of the day that is not over, null = not known. */
	today: number | null;
}>;

/** Draws each day of this week beside the whole same day of last week. Today is hatched: it is not over. */
export function weekChart(data: WeekChartData, look: ChartLook): ChartOption {
	const { unit: u, colours } = look;
	const text = chartText(look);
	const highest = Math.max(1, ...[...data.thisWeek, ...data.lastWeek].map((value) => value ?? 0));
	const unfinished = {
		color: colours.ink,
		decal: {
			symbol: 'rect',
			dashArrayX: [1, 0],
			dashArrayY: [5 * u, 5 * u],
			rotation: -Math.PI / 4,
			color: colours.surface
		}
	};
	return {
		grid: {
			left: 2 * u,
			right: 2 * u,
			top: 6 * u,
			bottom: 0,
			outerBoundsMode: 'same',
			outerBoundsContain: 'axisLabel'
		},
		xAxis: {
			type: 'category',
			data: data.days.map((day, index) =>
				index === data.today ? { value: day, textStyle: { color: colours.ink, fontWeight: 600 } } : day
			),
			axisLabel: { ...text, interval: 0, margin: 10 * u },
			axisLine: { lineStyle: { color: colours.edge, width: 3 * u } },
			axisTick: { show: false }
		},
		yAxis: { type: 'value', show: false, min: 0, max: highest },
		series: [
			{
				id: 'last-week',
				type: 'bar',
				silent: true,
				data: [...data.lastWeek],
				barWidth: 26 * u,
				barGap: '18%',
				itemStyle: { color: 'transparent', borderColor: colours.edge, borderWidth: 3 * u }
			},
			{
				id: 'this-week',
				type: 'bar',
				silent: true,
				data: data.thisWeek.map((value, index) =>
					index === data.today ? { value, itemStyle: unfinished } : { value }
				),
				barWidth: 26 * u,
				itemStyle: { color: colours.ink }
			}
		]
	};
}
