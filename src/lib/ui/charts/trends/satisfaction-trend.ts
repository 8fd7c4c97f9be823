import type { LineSeriesOption } from 'echarts/charts';
import { changeLines, lastMark, monthLines, sourceLines } from './month-lines.ts';
import type { SatisfactionPicture } from './pictures.ts';
import { bareMark, placeAxis, plainText, rimOf, strongText, type TrendLook, valueAxis } from './trend-look.ts';
import type { TrendOption } from './trend-option.ts';

const main = { xAxisIndex: 1, yAxisIndex: 1 } as const;
const lane = { xAxisIndex: 0, yAxisIndex: 0 } as const;
const answersAt = { xAxisIndex: 2, yAxisIndex: 2 } as const;

/** Draws three grids on one axis of months: what happened, the score with its interval, and how many answered. */
export function satisfactionTrend(picture: SatisfactionPicture, look: TrendLook): TrendOption {
	const { colour } = look;
	const { axis, answers } = picture;
	const laneHeight = look.size * 3.85;
	const answersHeight = Math.min(40, look.height * 0.11);
	const side = { left: 46, right: 58, outerBoundsMode: 'none' as const };
	const most = Math.max(1, ...answers.map(({ n }) => n));
	const below = placeAxis(look, 0, axis.months, axis.years);
	const hidden = { ...below, axisLine: { show: false }, axisLabel: { show: false } };
	const noValues = { type: 'value' as const, show: false, min: 0 };
	return {
		grid: [
			{ ...side, top: 0, height: laneHeight },
			{ ...side, top: laneHeight, bottom: answersHeight + 52 },
			{ ...side, bottom: 28, height: answersHeight }
		],
		xAxis: [
			{ ...hidden, gridIndex: 0 },
			{ ...hidden, gridIndex: 1 },
			{ ...below, gridIndex: 2 }
		],
		yAxis: [
			{ ...noValues, gridIndex: 0, max: 2 },
			{ ...valueAxis(look, picture.scale), gridIndex: 1 },
			{ ...noValues, gridIndex: 2, max: most * 1.1 }
		],
		series: [
			...monthLines(picture.stretches, main, look, 'score'),
			...foundLines(picture, look),
			...picture.breaks.flatMap((one) => breakArrow(one, axis.months, look)),
			...changeLines(axis, main, look, true),
			...sourceLines(axis, main, look, true),
			...(picture.last === null ? [] : [lastMark(picture.last, main, look)]),
			...picture.events.flatMap((event) => eventMark(event, look)),
			{
				...answersAt,
				type: 'bar',
				silent: true,
				barWidth: Math.max(2, Math.min(14, ((look.width - 104) / axis.months) * 0.62)),
				itemStyle: { color: colour('quiet'), decal: { symbol: 'none' } },
				data: answers.map(({ x, n }) => [x, n]),
				markPoint: {
					...bareMark,
					label: { ...plainText(look), ...rimOf(look), position: 'right', align: 'left', distance: 0, offset: [0, -6] },
					data: answers.length === 0 ? [] : [{ name: '', coord: [0, most], label: { formatter: picture.answersText } }]
				}
			}
		]
	};
}

/** The lines through the stretches between breaks, dashed; how the one before would have gone on, dotted. */
function foundLines({ lines }: SatisfactionPicture, { colour }: TrendLook): LineSeriesOption[] {
	return lines.map(({ x0, y0, x1, y1, isContinued }) => ({
		...main,
		type: 'line',
		silent: true,
		showSymbol: false,
		z: 6,
		lineStyle: isContinued
			? { color: colour('t3'), width: 1.5, type: [2, 4] }
			: { color: colour('t1'), width: 1.5, type: [5, 4] },
		data: [
			[x0, y0],
			[x1, y1]
		]
	}));
}

function breakArrow(one: SatisfactionPicture['breaks'][number], months: number, look: TrendLook): LineSeriesOption[] {
	// The line comes from the left on the level before, and goes on to the right on the level after: beside the end of the arrow
	// there is room on the left, and at the edge of the drawing beside its beginning on the right.
	const isLeft = one.x / months > (look.size * 12) / Math.max(1, look.width - 104);
	const [near, far] = isLeft ? [one.to, one.from] : [one.from, one.to];
	return [
		{
			...main,
			type: 'line',
			data: [],
			silent: true,
			z: 9,
			markLine: {
				z: 9,
				silent: true,
				symbol: ['none', 'arrow'],
				symbolSize: [7, 9],
				lineStyle: { color: look.colour('t1'), width: 1.75, type: 'solid' },
				label: { show: false },
				data: [[{ coord: [one.x, one.from] }, { coord: [one.x, one.to] }]]
			},
			markPoint: {
				...bareMark,
				z: 10,
				label: {
					position: isLeft ? 'left' : 'right',
					align: isLeft ? 'right' : 'left',
					distance: 10,
					padding: [2, 4],
					formatter: `{a|${one.text}}\n{b|${one.interval}}`,
					rich: {
						a: { ...strongText(look), ...rimOf(look), fontSize: look.size + 1, lineHeight: look.size * 1.45 },
						b: { ...plainText(look), ...rimOf(look), lineHeight: look.size * 1.35 }
					}
				},
				data: [{ name: '', coord: [one.x, near + (far - near) * 0.25] }]
			}
		}
	];
}

/** A dot and a text in the lane, with a hairline down through the score. */
function eventMark(
	{ x, text, row, isLeft }: SatisfactionPicture['events'][number],
	look: TrendLook
): LineSeriesOption[] {
	const hairline = { color: look.colour('edge'), width: 1, type: [3, 3] };
	const height = row === 0 ? 1.5 : 0.62;
	const quiet = { type: 'line' as const, data: [], silent: true };
	const line = { z: 1, silent: true, symbol: 'none', label: { show: false }, lineStyle: hairline };
	return [
		{ ...quiet, ...main, z: 1, markLine: { ...line, data: [{ xAxis: x }] } },
		{
			...quiet,
			...lane,
			z: 1,
			markLine: { ...line, data: [[{ coord: [x, 0] }, { coord: [x, height] }]] },
			markPoint: {
				silent: true,
				symbol: 'circle',
				symbolSize: 6,
				z: 10,
				itemStyle: { color: look.colour('t1') },
				label: {
					...strongText(look),
					fontWeight: 500,
					position: isLeft ? 'left' : 'right',
					distance: 5,
					backgroundColor: look.colour('surface'),
					padding: [1, 3],
					formatter: text
				},
				data: [{ name: '', coord: [x, height] }]
			}
		}
	];
}
