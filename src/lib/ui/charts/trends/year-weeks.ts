import type { LineSeriesOption } from 'echarts/charts';
import type { WeeksPicture } from './pictures.ts';
import { spread } from './spread.ts';
import { bareMark, placeAxis, plainText, rimOf, type TrendLook, valueAxis } from './trend-look.ts';
import type { TrendOption } from './trend-option.ts';

const strokes = {
	0: { token: 'y0', width: 3.5, type: 'solid' },
	1: { token: 'y1', width: 2, type: 'solid' },
	2: { token: 'y2', width: 1.75, type: [6, 4] },
	3: { token: 'y3', width: 1.75, type: [1.5, 3.5] }
} as const;

/** Draws the weeks of earlier years behind those of this one; the running week is dashed. */
export function yearWeeks(picture: WeeksPicture, look: TrendLook): TrendOption {
	const ending = picture.years.flatMap((year, index) => (isInside(year, picture.lastWeek) ? [] : [index]));
	const least = (look.size * 1.15 * picture.scale.max) / Math.max(1, look.height - 3 * look.size);
	const places = spread(
		ending.map((index) => picture.years[index]?.labelAt ?? 0),
		least,
		0,
		picture.scale.max
	);
	const labels = picture.years.map((_, index) => places[ending.indexOf(index)]);
	return {
		grid: { left: 2, right: 58, top: 14, bottom: 8, outerBoundsMode: 'same', outerBoundsContain: 'axisLabel' },
		xAxis: placeAxis(look, 1, picture.lastWeek, picture.months),
		yAxis: valueAxis(look, picture.scale),
		series: picture.years.flatMap((year, index) =>
			yearLines({ ...year, labelAt: labels[index] ?? year.labelAt }, picture.lastWeek, look)
		)
	};
}

function yearLines(year: WeeksPicture['years'][number], lastWeek: number, look: TrendLook): LineSeriesOption[] {
	const stroke = strokes[year.isThis ? 0 : year.age === 1 ? 1 : year.age === 2 ? 2 : 3];
	const colour = look.colour(stroke.token);
	const base = { type: 'line' as const, silent: true, showSymbol: false, z: year.isThis ? 6 : 3 };
	const style = { color: colour, width: stroke.width, join: 'round' as const };
	const dashes = typeof stroke.type === 'string' ? stroke.type : [...stroke.type];
	const last = year.stretches.at(-1)?.at(-1);
	return [
		...year.stretches.map((points): LineSeriesOption => ({
			...base,
			data: points.map((point) => [...point]),
			...(points.length === 1 ? { showSymbol: true, symbol: 'circle', symbolSize: 5 } : {}),
			itemStyle: { color: colour },
			lineStyle: { ...style, type: dashes }
		})),
		{
			...base,
			data: year.running === null ? [] : [[...year.running]],
			showSymbol: true,
			symbol: 'circle',
			symbolSize: 7,
			itemStyle: { color: look.colour('surface'), borderColor: colour, borderWidth: 2 }
		},
		{
			...base,
			data: [],
			markPoint: {
				...bareMark,
				label: {
					...plainText(look),
					...rimOf(look),
					...(year.isThis ? { color: colour, fontWeight: 600 as const, fontSize: look.size + 1 } : {}),
					position: isInside(year, lastWeek) ? 'top' : 'right',
					distance: isInside(year, lastWeek) ? 12 : 7,
					formatter: year.name
				},
				data:
					year.labelAt === null
						? []
						: [{ name: '', coord: [isInside(year, lastWeek) ? (last?.[0] ?? lastWeek) : lastWeek, year.labelAt] }]
			}
		},
		...(year.isThis && last !== undefined
			? [
					{
						...base,
						data: [],
						markPoint: {
							silent: true,
							symbol: 'circle',
							symbolSize: 10,
							itemStyle: { color: colour, borderColor: look.colour('surface'), borderWidth: 2 },
							label: { show: false },
							data: [{ name: '', coord: [...last] }]
						}
					}
				]
			: [])
	];
}

/** Whether a year is not over: it ends within the drawing, and is named above its last point. */
function isInside(year: WeeksPicture['years'][number], lastWeek: number): boolean {
	const last = year.stretches.at(-1)?.at(-1);
	return year.isThis && last !== undefined && last[0] < lastWeek - 3;
}
