import { type Channel, channels } from '#lib/domain/contact/channel.ts';
import type { AnnualPage, TopicOnChannel } from '#lib/protocol/annual-page.ts';
import type { TableModel } from './chart-model.ts';
import { count } from '../format/number.ts';
import { channelName, scoreWords, shareWords, type TrendWording } from './trend-words.ts';

/** A topic with what became of it on each channel; null = no contacts there. */
export type TopicRow = Readonly<{
	topic: string | null;
	cells: readonly (TopicOnChannel | null)[];
	/** Whether channels answer the survey so differently that their scores may not be ranked. */
	isUnequal: boolean;
}>;

/** Response rates that differ by more than this make raw scores of channels incomparable. */
const mostApart = 2;

/**
 * The topics with most contacts, and the channels they came by.
 * @param most rows at most
 * @param kept a topic that is among them whatever it has; null = none
 */
export function topicRows(
	topics: readonly TopicOnChannel[],
	most = Infinity,
	kept: string | null = null
): Readonly<{ channels: readonly Channel[]; rows: readonly TopicRow[] }> {
	const used = channels.filter((channel) => topics.some((one) => one.channel === channel && one.contacts > 0));
	const names = [...new Set(topics.map(({ topic }) => topic))];
	const rows = names.map((topic) => {
		const cells = used.map((channel) => topics.find((one) => one.topic === topic && one.channel === channel) ?? null);
		const rates = cells.flatMap((cell) =>
			cell?.responseRate === undefined || cell.responseRate === null || cell.responseRate <= 0
				? []
				: [cell.responseRate]
		);
		return { topic, cells, isUnequal: rates.length > 1 && Math.max(...rates) > mostApart * Math.min(...rates) };
	});
	const total = ({ cells }: TopicRow) => cells.reduce((sum, cell) => sum + (cell?.contacts ?? 0), 0);
	const sorted = rows.sort((a, b) => total(b) - total(a));
	const shown = sorted.slice(0, most);
	const named = sorted.find(({ topic }) => kept !== null && topic === kept);
	if (named !== undefined && !shown.includes(named)) shown.splice(-1, 1, named);
	return { channels: used, rows: shown };
}

/** All of it, to be taken along. */
export function topicsTable({ topics, scoreKind }: AnnualPage, { language, text }: TrendWording): TableModel {
	const share = (value: number) => shareWords(value, language);
	const score = (value: number) => scoreWords(value, scoreKind, language, 2);
	return {
		columns: [
			{ key: 'topic', label: text.topic },
			{ key: 'channel', label: text.channel },
			{ key: 'contacts', label: text.contacts, show: (value) => count(value, language) },
			{ key: 'answered_share', label: text.answered, show: share },
			{ key: 'transfer_rate', label: text.transferred, show: share },
			{ key: 'value', label: text.satisfaction, show: score },
			{ key: 'n', label: 'n', show: (value) => count(value, language) },
			{ key: 'ci_low', label: text.low, show: score },
			{ key: 'ci_high', label: text.high, show: score },
			{ key: 'response_rate', label: text.responseRate, show: share }
		],
		rows: topics.map((one) => [
			...[
				one.topic ?? text.notKnown,
				channelName(one.channel, text),
				one.contacts,
				one.answeredShare,
				one.transferRate
			],
			...[one.score.value, one.score.n, one.score.low, one.score.high, one.responseRate]
		])
	};
}
