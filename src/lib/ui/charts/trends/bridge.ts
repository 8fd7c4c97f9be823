import type { BridgePicture } from './pictures.ts';
import { plainText, strongText, type TrendLook } from './trend-look.ts';
import type { TrendOption } from './trend-option.ts';

/** Draws totals as ticks, because the axis does not begin at zero, and the steps between them as bars with their intervals. */
export function bridge({ rows, min, max }: BridgePicture, look: TrendLook): TrendOption {
	const { colour } = look;
	const texts = rows.map(({ name }, row) => ({ at: row + 0.5, text: name }));
	const values = rows.map(({ text }, row) => ({ at: row + 0.5, text }));
	const rowHeight = (look.height - 12) / rows.length;
	const barHeight = Math.min(26, rowHeight * 0.52);
	const nameWidth = Math.max(96, look.width * 0.42);
	const flat = {
		type: 'value' as const,
		min: 0,
		max: rows.length,
		inverse: true,
		axisLine: { show: false },
		axisTick: { show: false },
		splitLine: { show: false }
	};
	const at = (list: typeof texts) => list.map((one) => one.at);
	const textOf = (list: typeof texts, value: number) => list.find((one) => Math.abs(one.at - value) < 0.01)?.text ?? '';
	const isTotal = (value: number) => rows[Math.floor(value)]?.isTotal === true;
	const label = (value: number) => `{${isTotal(value) ? 'a' : 'b'}|${textOf(texts, value)}}`;
	const number = (value: number) => `{${isTotal(value) ? 'a' : 'b'}|${textOf(values, value)}}`;
	return {
		grid: { left: nameWidth + 12, right: 64, top: 4, bottom: 8, outerBoundsMode: 'none' },
		xAxis: { type: 'value', min, max, show: false },
		yAxis: [
			{
				...flat,
				axisLabel: {
					...plainText(look),
					margin: 12,
					customValues: at(texts),
					formatter: label,
					width: nameWidth,
					overflow: 'break',
					rich: {
						a: { ...strongText(look), lineHeight: look.size * 1.25 },
						b: { ...plainText(look), lineHeight: look.size * 1.25 }
					}
				}
			},
			{
				...flat,
				position: 'right',
				axisLabel: {
					...plainText(look),
					customValues: at(values),
					formatter: number,
					align: 'right',
					margin: 62,
					rich: {
						a: { ...strongText(look), fontSize: look.size + 1 },
						b: { ...strongText(look), fontWeight: 500, fontSize: look.size + 1 }
					}
				}
			}
		],
		series: [
			{ type: 'line', data: [], silent: true },
			{ type: 'line', yAxisIndex: 1, data: [], silent: true },
			{
				type: 'line',
				data: [],
				silent: true,
				markLine: {
					silent: true,
					symbol: 'none',
					label: { show: false },
					data: rows.flatMap((row, index) => [
						...connector(rows, index, colour('edge')),
						...(row.isTotal
							? [segment([row.to, index + 0.18], [row.to, index + 0.82], colour('t1'), 4)]
							: [
									...(row.isOpen
										? [segment([row.from, index + 0.5], [row.to, index + 0.5], colour('edge'), barHeight)]
										: []),
									segment(
										[row.from, index + 0.5],
										[row.to, index + 0.5],
										colour(row.isOpen ? 'raised' : row.to < row.from ? 'y1' : 'y0'),
										row.isOpen ? barHeight - 2 : barHeight
									)
								]),
						...whisker(row, index, look)
					])
				}
			}
		]
	};
}

function connector(rows: BridgePicture['rows'], index: number, colour: string) {
	const here = rows[index];
	return here === undefined || index === rows.length - 1
		? []
		: [segment([here.to, index + 0.76], [here.to, index + 1.24], colour, 1)];
}

function whisker({ low, high }: BridgePicture['rows'][number], index: number, look: TrendLook) {
	if (low === null || high === null) return [];
	const line = (colour: string, width: number) => segment([low, index + 0.5], [high, index + 0.5], colour, width);
	return [line(look.colour('surface'), 6), line(look.colour('t1'), 2)];
}

function segment(
	from: readonly [number, number],
	to: readonly [number, number],
	color: string,
	width: number
): [{ coord: number[]; lineStyle: { color: string; width: number; type: 'solid'; cap: 'butt' } }, { coord: number[] }] {
	return [{ coord: [...from], lineStyle: { color, width, type: 'solid', cap: 'butt' } }, { coord: [...to] }];
}
