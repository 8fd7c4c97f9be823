import type { BarSeriesOption } from 'echarts/charts';
import type { MixPicture } from './pictures.ts';
import { spread } from './spread.ts';
import { bareMark, hatched, plainText, strongText, type TrendLook, valueAxis } from './trend-look.ts';
import type { TrendOption } from './trend-option.ts';

/** Draws a column of 100 % for each quarter; channels are named beside the last one. */
export function channelMix(picture: MixPicture, look: TrendLook): TrendOption {
	const last = picture.quarters.length - 1;
	const named = picture.channels.filter(({ labelAt }) => labelAt !== null);
	const least = (look.size * 1.3 * 100) / Math.max(1, look.height - 3 * look.size);
	const places = spread(
		named.map(({ labelAt }) => labelAt ?? 0),
		least,
		2,
		98
	);
	return {
		grid: { left: 2, right: 118, top: 14, bottom: 8, outerBoundsMode: 'same', outerBoundsContain: 'axisLabel' },
		xAxis: {
			type: 'category',
			data: picture.quarters.map(({ name }) => name),
			axisLine: { lineStyle: { color: look.colour('edge') } },
			axisTick: { show: false },
			axisLabel: {
				...plainText(look),
				margin: 8,
				interval: (index: number) => picture.years.some(({ at }) => at === index),
				formatter: (_: string, index: number) => picture.years.find(({ at }) => at === index)?.text ?? ''
			}
		},
		yAxis: valueAxis(look, { min: 0, max: 100, step: 50, texts: picture.axis }),
		series: picture.channels.map((channel, index): BarSeriesOption => ({
			type: 'bar',
			stack: 'mix',
			silent: true,
			barCategoryGap: '24%',
			itemStyle: {
				color: look.colour(channel.key),
				borderColor: look.colour('surface'),
				borderWidth: 1,
				...(look.hasPatterns ? patternOf(index, look) : {})
			},
			data: channel.shares.map((value, quarter) =>
				picture.quarters[quarter]?.isOpen === true ? { value, itemStyle: { decal: hatched(look) } } : { value }
			),
			markPoint: {
				...bareMark,
				symbol: 'rect',
				label: {
					...strongText(look),
					position: 'right',
					align: 'left',
					distance: 14,
					formatter: `{s|} ${channel.label}`,
					rich: { s: { backgroundColor: look.colour(channel.key), width: 10, height: 10, borderRadius: 2 } }
				},
				data:
					channel.labelAt === null
						? []
						: [{ name: '', coord: [last, places[named.indexOf(channel)] ?? channel.labelAt] }]
			}
		}))
	};
}

/** A pattern for each channel but the first, to be told apart in grey. */
function patternOf(index: number, look: TrendLook) {
	const patterns = [
		{ symbol: 'none' },
		{
			symbol: 'circle',
			symbolSize: 0.5,
			dashArrayX: [
				[5, 5],
				[0, 5, 5, 0]
			],
			dashArrayY: [5, 0]
		},
		{ symbol: 'rect', dashArrayX: [1, 0], dashArrayY: [1.2, 5], rotation: Math.PI / 4 },
		{ symbol: 'rect', dashArrayX: [1, 0], dashArrayY: [1.2, 4] },
		{ symbol: 'rect', dashArrayX: [1, 0], dashArrayY: [1.2, 5], rotation: -Math.PI / 4 }
	];
	return { decal: { ...patterns[index % patterns.length], color: look.colour('surface') } };
}
