import type { AnnualPage, Why, WhyGroup } from '#lib/protocol/annual-page.ts';
import type { BridgePicture } from '../charts/trends/pictures.ts';
import { duration } from '../format/duration.ts';
import { count } from '../format/number.ts';
import type { ChartModel } from './chart-model.ts';
import { channelName, scoreChange, scoreWords, shareWords, type TrendWording, waitChange } from './trend-words.ts';

const mostGroups = 5;

/** How an average came from one year's to the other's, in steps that add up exactly; null where it cannot be said. */
export function whyModel(page: AnnualPage, why: Why | null, wording: TrendWording): ChartModel | null {
	if (why === null) return null;
	const { language, text } = wording;
	const { before, after, by } = why;
	const isWait = why.figure === 'asa';
	const show = (value: number) =>
		isWait ? duration(Math.round(value)) : scoreWords(value, page.scoreKind, language, 2);
	const change = (value: number) =>
		isWait ? waitChange(value, duration) : scoreChange(value, page.scoreKind, wording, 2);
	const name = ({ group, isRest }: WhyGroup) =>
		isRest ? text.rest : by === 'channel' ? channelName(group, text) : (group ?? text.notKnown);
	const sorted = [...why.groups].sort((a, b) => Math.abs(b.rate) - Math.abs(a.rate));
	const shown = sorted.length > mostGroups ? sorted.slice(0, mostGroups - 1) : sorted;
	const rest = sorted.slice(shown.length);
	const steps: Readonly<{ name: string; value: number; low: number | null; high: number | null }>[] = [
		...shown.map((group) => ({ name: name(group), value: group.rate, low: group.rateLow, high: group.rateHigh })),
		...(rest.length === 0
			? []
			: [{ name: text.rest, value: rest.reduce((sum, { rate }) => sum + rate, 0), low: null, high: null }]),
		{ name: by === 'channel' ? text.otherMixChannel : text.otherMixTopic, value: why.mix, low: null, high: null }
	];
	let at = before.value;
	const rows: BridgePicture['rows'][number][] = [
		{
			name: String(before.year),
			text: show(before.value),
			isTotal: true,
			from: at,
			to: at,
			low: null,
			high: null,
			isOpen: false
		}
	];
	for (const step of steps) {
		const to = at + step.value;
		rows.push({
			name: step.name,
			text: change(step.value),
			isTotal: false,
			from: at,
			to,
			low: step.low === null ? null : at + step.low,
			high: step.high === null ? null : at + step.high,
			isOpen: step.low !== null && step.high !== null && step.low <= 0 && step.high >= 0
		});
		at = to;
	}
	rows.push({
		name: String(after.year),
		text: show(after.value),
		isTotal: true,
		from: after.value,
		to: after.value,
		low: null,
		high: null,
		isOpen: false
	});
	const ends = rows.flatMap(({ from, to, low, high }) => [from, to, low ?? from, high ?? from]);
	const room = (Math.max(...ends) - Math.min(...ends) || 1) * 0.04;
	return {
		picture: { kind: 'bridge', rows, min: Math.min(...ends) - room, max: Math.max(...ends) + room },
		axis: 'y',
		grid: 0,
		points: rows.map((row, index) => ({
			at: index + 0.5,
			label: row.name,
			values: [
				{
					name: row.isTotal ? text.total : text.rateEffect,
					text:
						row.low === null || row.high === null
							? row.text
							: `${row.text} (${text.interval(change(row.low - row.from), change(row.high - row.from))})`
				}
			]
		})),
		table: {
			columns: [
				{ key: by, label: text.group },
				{
					key: 'share_before',
					label: text.sharesBefore(String(before.year)),
					show: (value) => shareWords(value, language)
				},
				{
					key: 'share_after',
					label: text.sharesBefore(String(after.year)),
					show: (value) => shareWords(value, language)
				},
				{ key: 'value_before', label: text.ratesBefore(String(before.year)), show },
				{ key: 'value_after', label: text.ratesBefore(String(after.year)), show },
				{ key: 'n_before', label: text.countsOf(String(before.year)), show: (value) => count(value, language) },
				{ key: 'n_after', label: text.countsOf(String(after.year)), show: (value) => count(value, language) },
				{ key: 'rate_effect', label: text.rateEffect, show: change },
				{ key: 'ci_low', label: text.low, show: change },
				{ key: 'ci_high', label: text.high, show: change },
				{ key: 'mix_effect', label: text.mixEffect, show: change }
			],
			rows: [
				...why.groups.map((group) => rowOf(group, name(group))),
				[text.total, null, null, before.value, after.value, before.n, after.n, why.rate, null, null, why.mix]
			]
		},
		summary: rows.map((row) => `${row.name}: ${row.text}`).join('; ')
	};
}

function rowOf(group: WhyGroup, name: string) {
	return [
		...[name, group.shareBefore, group.shareAfter, group.rateBefore, group.rateAfter, group.nBefore, group.nAfter],
		...[group.rate, group.rateLow, group.rateHigh, group.mix]
	];
}
