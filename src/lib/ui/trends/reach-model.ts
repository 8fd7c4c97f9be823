import type { AnnualPage, ReachMonth } from '#lib/protocol/annual-page.ts';
import type { PointMarks, Sampled } from '#lib/protocol/trend-series.ts';
import { waitScale } from '../charts/axis-steps.ts';
import type { ReachPicture, ValueAxis } from '../charts/trends/pictures.ts';
import { duration } from '../format/duration.ts';
import { count } from '../format/number.ts';
import {
	axisFromZero,
	axisOf,
	type ChartModel,
	markWords,
	stretchesOf,
	tellerCells,
	tellerColumns
} from './chart-model.ts';
import { fewestContacts } from './differences.ts';
import { Months } from './month-axis.ts';
import { bucketText, shareRange, shareWords, type TrendWording } from './trend-words.ts';

type Place = Readonly<{
	at: number;
	value: number;
	low: number | null;
	high: number | null;
	n: number | null;
	marks: PointMarks;
}>;

/** Service level, abandonment and average wait by month; null where none of them is known. */
export function reachModel(page: AnnualPage, wording: TrendWording): ChartModel | null {
	const { language, text } = wording;
	const months = new Months(page.reach.map(({ month }) => month));
	const all = page.reach.map((month) => ({ ...month, at: months.indexOf(month.month) }));
	const sampled = (of: (month: ReachMonth) => Sampled): readonly Place[] =>
		all.flatMap((month) => {
			const { value, low, high, n } = of(month);
			return value === null ? [] : [{ at: month.at, value, low, high, n, marks: month.marks }];
		});
	const level = sampled(({ serviceLevel }) => serviceLevel);
	const left = sampled(({ abandonmentRate }) => abandonmentRate);
	const waits = sampled(({ asaSeconds, answered }) => ({ value: asaSeconds, low: null, high: null, n: answered }));
	if (level.length + left.length + waits.length === 0) return null;
	const percent = (value: number) => `${Math.round(value * 100)}%`;
	const shares = axisOf(0, 1, 0.25, percent);
	const lost = axisFromZero(Math.max(0.08, ...left.map(({ value }) => value)), percent);
	const scale = waitScale(Math.max(10, ...waits.map(({ value }) => value)));
	const share = (value: number) => shareWords(value, language);
	const target = page.serviceLevelTarget;
	const panel = (name: string, places: readonly Place[], axis: ValueAxis, show: (value: number) => string) => {
		const last = places.at(-1);
		return {
			name,
			scale: axis,
			stretches: stretchesOf(places).map((stretch) =>
				stretch.map(({ at, value, low, high, n, marks }) => ({
					...{ x: at + 0.5, value, low, high },
					isOpen: marks.isPartial || marks.isRunning || (n ?? fewestContacts) < fewestContacts
				}))
			),
			target: null,
			last: last === undefined ? null : { x: last.at + 0.5, y: last.value, text: show(last.value) }
		};
	};
	const picture: ReachPicture = {
		kind: 'reach',
		axis: months.axis(all, wording),
		panels: [
			{
				...panel(text.serviceLevel, level, shares, share),
				target: target === null ? null : { at: target.share, text: text.normShort(share(target.share)) }
			},
			panel(text.abandonment, left, lost, share),
			panel(text.averageWait, waits, axisOf(scale.min, scale.max, scale.step, duration), (value) =>
				duration(Math.round(value))
			)
		]
	};
	const last = all.at(-1);
	const withRange = (one: Sampled) => {
		const range = shareRange(one, wording);
		return shareWords(one.value, language) + (range === null ? '' : ` (${range})`);
	};
	return {
		picture,
		axis: 'x',
		grid: 0,
		points: all.map((month) => ({
			at: month.at + 0.5,
			label: [bucketText(month.month, wording), markWords(month.marks, wording)].filter(Boolean).join(', '),
			values: [
				{ name: text.serviceLevel, text: withRange(month.serviceLevel) },
				{ name: text.abandonment, text: withRange(month.abandonmentRate) },
				{ name: text.averageWait, text: duration(month.asaSeconds) }
			]
		})),
		table: {
			columns: [
				{ key: 'month', label: text.month },
				{ key: 'service_level', label: text.serviceLevel, show: share },
				{ key: 'service_level_ci_low', label: text.low, show: share },
				{ key: 'service_level_ci_high', label: text.high, show: share },
				{ key: 'service_level_n', label: 'n', show: (value) => count(value, language) },
				{ key: 'abandonment_rate', label: text.abandonment, show: share },
				{ key: 'asa_s', label: text.averageWait, show: (value) => duration(Math.round(value)) },
				{ key: 'definition_version', label: text.counted },
				{ key: 'mark', label: '' },
				...tellerColumns
			],
			rows: all.map(({ month, serviceLevel, abandonmentRate, asaSeconds, marks }) => [
				...[month, serviceLevel.value, serviceLevel.low, serviceLevel.high, serviceLevel.n],
				...[abandonmentRate.value, asaSeconds, marks.definition, markWords(marks, wording)],
				...tellerCells(marks)
			])
		},
		summary:
			last === undefined
				? ''
				: `${bucketText(last.month, wording)}: ${text.serviceLevel} ${shareWords(last.serviceLevel.value, language)}, ${text.averageWait} ${duration(last.asaSeconds)}`
	};
}
