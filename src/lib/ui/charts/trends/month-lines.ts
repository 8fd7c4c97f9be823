import type { LineSeriesOption } from 'echarts/charts';
import type { MonthAxis, MonthValue } from './pictures.ts';
import { hatched, plainText, rimOf, type TrendLook } from './trend-look.ts';

/** Where a series of months is drawn. */
type Place = Readonly<{ xAxisIndex: number; yAxisIndex: number }>;

/** A line with its band for each stretch; stretches are never joined. A value that rests on little is an open dot. */
export function monthLines(
	stretches: readonly (readonly MonthValue[])[],
	place: Place,
	look: TrendLook,
	id: string
): LineSeriesOption[] {
	const { colour } = look;
	return stretches.flatMap((values, stretch): LineSeriesOption[] => {
		const band = values.filter(({ low, high }) => low !== null && high !== null);
		const unseen = {
			...place,
			type: 'line' as const,
			stack: `${id}-${stretch}`,
			stackStrategy: 'all' as const,
			silent: true,
			showSymbol: false,
			lineStyle: { opacity: 0 }
		};
		return [
			{ ...unseen, data: band.map(({ x, low }) => [x, low]) },
			{
				...unseen,
				data: band.map(({ x, low, high }) => [x, (high ?? 0) - (low ?? 0)]),
				areaStyle: { color: colour('band'), opacity: 1 }
			},
			{
				...place,
				type: 'line',
				silent: true,
				z: 5,
				lineStyle: { color: colour('y0'), width: 2.75, join: 'round' },
				itemStyle: { color: colour('surface'), borderColor: colour('y0'), borderWidth: 2 },
				symbol: 'circle',
				showAllSymbol: true,
				data: values.map(({ x, value, isOpen }) => ({
					value: [x, value],
					symbolSize: isOpen ? 7 : values.length === 1 ? 5 : 0
				}))
			}
		];
	});
}

/** A double hairline where something begins to be counted in another way. */
export function changeLines(axis: MonthAxis, place: Place, look: TrendLook, isNamed: boolean): LineSeriesOption[] {
	const line = { color: look.colour('edge'), width: 1, type: 'solid' as const };
	const gap = axis.months / 400;
	// Named once where they lie close together: their names would lie over each other.
	const named = axis.changes.filter(
		(x, index) => index === 0 || x - (axis.changes[index - 1] ?? 0) > axis.months * 0.2
	);
	return axis.changes.map((x) => ({
		...place,
		type: 'line',
		data: [],
		silent: true,
		markLine: {
			silent: true,
			symbol: 'none',
			lineStyle: line,
			label: {
				...plainText(look),
				...rimOf(look),
				position: 'insideEndBottom',
				rotate: 0,
				align: 'right',
				distance: [4, 2]
			},
			data: [
				{ xAxis: x - gap, label: { show: isNamed && named.includes(x), formatter: axis.changeText } },
				{ xAxis: x + gap, label: { show: false } }
			]
		}
	}));
}

/** One quiet line where others begin to tell what is counted alike: the values go on across it. */
export function sourceLines(axis: MonthAxis, place: Place, look: TrendLook, isNamed: boolean): LineSeriesOption[] {
	return axis.sources.map(({ at, text }) => {
		const isLeft = at > axis.months / 2;
		return {
			...place,
			type: 'line',
			data: [],
			silent: true,
			z: 1,
			markLine: {
				silent: true,
				symbol: 'none',
				z: 1,
				lineStyle: { color: look.colour('edge'), width: 1, type: 'solid' },
				label: {
					...plainText(look),
					...rimOf(look),
					show: isNamed,
					formatter: text,
					position: 'insideStartTop',
					rotate: 0,
					align: isLeft ? 'right' : 'left',
					// To the left of the line, or to its right.
					distance: [isLeft ? -6 : 6, 2]
				},
				data: [{ xAxis: at }]
			}
		};
	});
}

/** The last point with its value. */
export function lastMark(
	last: Readonly<{ x: number; y: number; text: string }>,
	place: Place,
	look: TrendLook
): LineSeriesOption {
	return {
		...place,
		type: 'line',
		data: [],
		silent: true,
		markPoint: {
			silent: true,
			symbol: 'circle',
			symbolSize: 11,
			z: 9,
			itemStyle: { color: look.colour('y0'), borderColor: look.colour('surface'), borderWidth: 2 },
			label: {
				...plainText(look),
				...rimOf(look),
				color: look.colour('t1'),
				fontWeight: 600,
				fontSize: look.size + 4,
				position: 'right',
				distance: 7,
				formatter: last.text
			},
			data: [{ name: '', coord: [last.x, last.y] }]
		}
	};
}

/** Hatched where not whole. */
export function barStyle(isOpen: boolean, token: string, look: TrendLook) {
	return isOpen
		? { color: look.colour(token), decal: hatched(look) }
		: { color: look.colour(token), decal: { symbol: 'none' } };
}
