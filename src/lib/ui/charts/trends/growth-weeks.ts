import type { ChatsPicture } from './pictures.ts';
import { barStyle } from './month-lines.ts';
import { bareMark, placeAxis, plainText, rimOf, type TrendLook, valueAxis } from './trend-look.ts';
import type { TrendOption } from './trend-option.ts';

/** Draws the count of each week as a bar, and below it the change from the week before; open where it may be none. */
export function growthWeeks(picture: ChatsPicture, look: TrendLook): TrendOption {
	const { colour } = look;
	const side = { left: 52, right: 12, outerBoundsMode: 'none' as const };
	const below = placeAxis(look, 0, picture.weeks.length, picture.weekTexts);
	const second = { xAxisIndex: 1, yAxisIndex: 1 } as const;
	const lower = Math.round(look.height * 0.31);
	const barWidth = Math.max(2, Math.min(22, ((look.width - 64) / Math.max(1, picture.weeks.length)) * 0.66));
	return {
		grid: [
			{ ...side, top: 10, bottom: lower + 60 },
			{ ...side, bottom: 28, height: lower }
		],
		xAxis: [
			{ ...below, gridIndex: 0, axisLabel: { show: false } },
			{ ...below, gridIndex: 1, axisLine: { show: false } }
		],
		yAxis: [
			{ ...valueAxis(look, picture.scale), gridIndex: 0 },
			{ ...valueAxis(look, picture.growthScale), gridIndex: 1 }
		],
		series: [
			{
				type: 'bar',
				silent: true,
				barWidth,
				data: picture.counts.map(({ x, value, isOpen }) => ({
					value: [x, value],
					itemStyle: barStyle(isOpen, 'chat', look)
				}))
			},
			{
				...second,
				type: 'line',
				silent: true,
				lineStyle: { width: 0, opacity: 0 },
				symbol: 'circle',
				showAllSymbol: true,
				symbolSize: 7,
				z: 5,
				data: picture.growth.map(({ x, value, isOpen }) => ({
					value: [x, value],
					itemStyle: {
						color: colour(isOpen ? 'surface' : 'y0'),
						borderColor: colour('y0'),
						borderWidth: 1.75
					}
				})),
				markLine: {
					silent: true,
					symbol: 'none',
					label: { show: false },
					data: [
						{ yAxis: 0, lineStyle: { color: colour('t1'), width: 1, type: 'solid' } },
						...picture.growth
							.filter(({ low, high }) => low !== null && high !== null)
							.map(({ x, low, high }): [object, object] => [
								{ coord: [x, low], lineStyle: { color: colour('y0'), width: 1.75, type: 'solid' } },
								{ coord: [x, high] }
							])
					]
				},
				markPoint: {
					...bareMark,
					label: {
						...plainText(look),
						...rimOf(look),
						position: 'right',
						align: 'left',
						distance: 0,
						offset: [0, -12]
					},
					data: [{ name: '', coord: [0, picture.growthScale.max], label: { formatter: picture.growthText } }]
				}
			}
		]
	};
}
