import type { Channel } from '#lib/domain/contact/channel.ts';
import type { AnnualPage } from '#lib/protocol/annual-page.ts';
import { count } from '../format/number.ts';
import { axisOf, type ChartModel, markWords, tellerCells, tellerColumns } from './chart-model.ts';
import { bucketText, channelName, shareWords, type TrendWording } from './trend-words.ts';

/** From the bottom of the column up. */
const order = ['phone', 'email', 'chat', 'message', 'visit'] as const satisfies readonly Channel[];

/** Shares of the channels by quarter; null where nothing is known of any. */
export function mixModel(page: AnnualPage, wording: TrendWording): ChartModel | null {
	const { language, text } = wording;
	const used = order.filter((channel) => page.mix.some(({ contacts }) => (contacts[channel] ?? 0) > 0));
	if (used.length === 0) return null;
	const totals = page.mix.map(({ contacts }) => used.reduce((sum, channel) => sum + (contacts[channel] ?? 0), 0));
	const share = (quarter: number, channel: (typeof used)[number]): number | null => {
		const total = totals[quarter] ?? 0;
		return total === 0 ? null : (page.mix[quarter]?.contacts[channel] ?? 0) / total;
	};
	const last = page.mix.length - 1;
	const named = used.filter((channel) => (share(last, channel) ?? 0) > 0.004);
	let below = 0;
	const middles = named.map((channel) => {
		const part = (share(last, channel) ?? 0) * 100;
		below += part;
		return below - part / 2;
	});
	const shown = (value: number) => shareWords(value, language);
	return {
		picture: {
			kind: 'mix',
			quarters: page.mix.map(({ quarter, marks }) => ({ name: quarter, isOpen: marks.isPartial || marks.isRunning })),
			years: page.mix.flatMap(({ quarter }, at) => (quarter.endsWith('Q2') ? [{ at, text: quarter.slice(0, 4) }] : [])),
			axis: axisOf(0, 100, 50, String).texts,
			channels: used.map((key) => {
				const at = named.indexOf(key);
				return {
					key,
					name: channelName(key, text),
					shares: page.mix.map((_, quarter) => {
						const value = share(quarter, key);
						return value === null ? null : value * 100;
					}),
					labelAt: at < 0 ? null : (middles[at] ?? null),
					label: `${channelName(key, text)} ${shown(share(last, key) ?? 0)}`
				};
			})
		},
		axis: 'x',
		grid: 0,
		points: page.mix.map(({ quarter, marks }, at) => ({
			at,
			label: [bucketText(quarter, wording), markWords(marks, wording)].filter(Boolean).join(', '),
			values: [...used].reverse().map((channel) => ({
				name: channelName(channel, text),
				text: `${shareWords(share(at, channel), language)} (${count(page.mix[at]?.contacts[channel] ?? null, language)})`
			}))
		})),
		table: {
			columns: [
				{ key: 'quarter', label: text.quarter },
				...used.map((key) => ({ key, label: channelName(key, text), show: (value: number) => count(value, language) })),
				...used.map((key) => ({ key: `${key}_share`, label: `${channelName(key, text)} %`, show: shown })),
				{ key: 'definition_version', label: text.counted },
				{ key: 'mark', label: '' },
				...tellerColumns
			],
			rows: page.mix.map(({ quarter, contacts, marks }, at) => [
				quarter,
				...used.map((channel) => contacts[channel] ?? null),
				...used.map((channel) => share(at, channel)),
				...[marks.definition, markWords(marks, wording)],
				...tellerCells(marks)
			])
		},
		summary: used
			.map((channel) => `${channelName(channel, text)} ${shareWords(share(last, channel), language)}`)
			.join('; ')
	};
}
