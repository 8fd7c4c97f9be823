import { changeLines, lastMark, monthLines, sourceLines } from './month-lines.ts';
import type { ReachPicture } from './pictures.ts';
import { bareMark, placeAxis, plainText, strongText, type TrendLook, valueAxis } from './trend-look.ts';
import type { TrendOption } from './trend-option.ts';

const between = 34;
const axisRoom = 46;
const endRoom = 10;

/** Narrower than this, panels stand below each other. */
const stackedBelow = 560;

/** Draws the same months beside each other, a panel a figure. Shares have one scale. */
export function smallMultiples({ axis, panels }: ReachPicture, look: TrendLook): TrendOption {
	const isStacked = look.width < stackedBelow;
	const width = (look.width - between * (panels.length - 1)) / Math.max(1, panels.length);
	const room = ((isStacked ? look.width : width) - axisRoom - endRoom) / Math.max(1, axis.months / 12);
	const years = axis.years.map(({ at, text }) => ({
		at,
		text: room < look.size * 2.8 ? `\u2019${text.slice(2)}` : text
	}));
	const height = look.height / Math.max(1, panels.length);
	return {
		grid: panels.map((_, index) => ({
			...(isStacked
				? { left: axisRoom, right: endRoom, top: index * height + 30, height: height - 58 }
				: { left: index * (width + between) + axisRoom, width: width - axisRoom - endRoom, top: 34, bottom: 28 }),
			outerBoundsMode: 'none' as const
		})),
		xAxis: panels.map((_, gridIndex) => ({ ...placeAxis(look, 0, axis.months, years), gridIndex })),
		yAxis: panels.map(({ scale }, gridIndex) => ({ ...valueAxis(look, scale), gridIndex })),
		series: panels.flatMap((panel, index) => {
			const place = { xAxisIndex: index, yAxisIndex: index };
			return [
				...monthLines(panel.stretches, place, look, `panel-${index}`),
				...changeLines(axis, place, look, false),
				...sourceLines(axis, place, look, false),
				...(panel.last === null ? [] : [lastMark({ ...panel.last, text: '' }, place, look)]),
				{
					...place,
					type: 'line' as const,
					data: [],
					silent: true,
					markLine: {
						silent: true,
						symbol: 'none',
						lineStyle: { color: look.colour('t2'), width: 1.5, type: [5, 4] },
						label: { show: false },
						data: panel.target === null ? [] : [{ yAxis: panel.target.at }]
					},
					markPoint: {
						...bareMark,
						label: {
							...strongText(look),
							position: 'right' as const,
							align: 'left' as const,
							distance: 0,
							offset: [-axisRoom, -20],
							formatter: [
								panel.name,
								...(panel.last === null ? [] : [` {v|${panel.last.text}}`]),
								...(panel.target === null ? [] : [` {n|· ${panel.target.text}}`])
							].join(''),
							rich: {
								v: { ...strongText(look), fontSize: look.size + 2, color: look.colour('y0') },
								n: plainText(look)
							}
						},
						data: [{ name: '', coord: [0, panel.scale.max] }]
					}
				}
			];
		})
	};
}
