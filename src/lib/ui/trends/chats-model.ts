import type { AnnualPage } from '#lib/protocol/annual-page.ts';
import { count } from '../format/number.ts';
import { axisFromZero, axisOf, type ChartModel, markWords, tellerCells, tellerColumns } from './chart-model.ts';
import { bucketText, changeWords, type TrendWording } from './trend-words.ts';

/** Growth beyond this is cut off in the drawing; the table has it whole. */
const mostGrowth = 1;

/** Chats by week with their growth; null where there were none. */
export function chatsModel(page: AnnualPage, wording: TrendWording): ChartModel | null {
	const { language, text } = wording;
	const weeks = page.chatWeeks;
	const highest = Math.max(0, ...weeks.map(({ chats }) => chats ?? 0));
	if (highest === 0) return null;
	const grown = weeks.flatMap(({ growth, p, marks }, at) =>
		growth.value === null ? [] : [{ at, value: growth.value, low: growth.low, high: growth.high, p, marks }]
	);
	const reach = Math.max(
		0.1,
		...grown.map(({ value, low, high }) => Math.max(Math.abs(value), -(low ?? 0), high ?? 0))
	);
	const end = [0.1, 0.2, 0.5, mostGrowth].find((one) => reach <= one) ?? mostGrowth;
	const within = (value: number | null) => (value === null ? null : Math.max(-end, Math.min(end, value)));
	const every = Math.max(1, Math.ceil(weeks.length / 13));
	const last = weeks.filter(({ chats }) => chats !== null).at(-1);
	const change = (value: number) => changeWords(value, language);
	return {
		picture: {
			kind: 'chats',
			weeks: weeks.map(({ week }) => week),
			weekTexts: weeks.flatMap(({ week }, at) =>
				at % every === 0 ? [{ at: at + 0.5, text: `${at === 0 ? `${text.week} ` : ''}${Number(week.slice(-2))}` }] : []
			),
			counts: weeks.flatMap(({ chats, marks }, at) =>
				chats === null ? [] : [{ x: at + 0.5, value: chats, isOpen: marks.isPartial || marks.isRunning }]
			),
			scale: axisFromZero(highest, (value) => count(value, language), 3),
			growth: grown.map(({ at, value, low, high, p }) => ({
				x: at + 0.5,
				value: within(value) ?? 0,
				low: within(low),
				high: within(high),
				isOpen: p === null || p >= 0.05 || ((low ?? 0) <= 0 && (high ?? 0) >= 0)
			})),
			growthScale: axisOf(-end, end, end, (value) => (value === 0 ? '0' : change(value))),
			growthText: text.growthAxis
		},
		axis: 'x',
		grid: 0,
		points: weeks.map(({ week, chats, growth, marks }, at) => ({
			at: at + 0.5,
			label: [bucketText(week, wording), markWords(marks, wording)].filter(Boolean).join(', '),
			values: [
				{ name: text.chats, text: count(chats, language) },
				...(growth.value === null
					? []
					: [
							{
								name: text.growth,
								text:
									growth.low === null || growth.high === null
										? change(growth.value)
										: `${change(growth.value)} (${text.interval(change(growth.low), change(growth.high))})`
							}
						])
			]
		})),
		table: {
			columns: [
				{ key: 'iso_week', label: text.week },
				{ key: 'value', label: text.chats, show: (value) => count(value, language) },
				{ key: 'growth', label: text.growth, show: change },
				{ key: 'ci_low', label: text.low, show: change },
				{ key: 'ci_high', label: text.high, show: change },
				{ key: 'p', label: 'p', show: (value) => pText(value, wording) },
				{ key: 'definition_version', label: text.counted },
				{ key: 'mark', label: '' },
				...tellerColumns
			],
			rows: weeks.map(({ week, chats, growth, p, marks }) => [
				...[week, chats, growth.value, growth.low, growth.high, p],
				...[marks.definition, markWords(marks, wording)],
				...tellerCells(marks)
			])
		},
		summary: last === undefined ? '' : `${bucketText(last.week, wording)}: ${count(last.chats, language)}`
	};
}

/** A probability with as many decimals as mean something. */
export function pText(p: number, { language }: Pick<TrendWording, 'language'>): string {
	const text = p < 0.001 ? '< 0.001' : p < 0.01 ? p.toFixed(3) : p.toFixed(2);
	return language === 'nl' ? text.replace('.', ',') : text;
}
