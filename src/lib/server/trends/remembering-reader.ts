import type { HistoryReader, RowFilter } from '../history/history-reader.ts';
import type { RowSubject } from '../history/row-subject.ts';
import { RememberedSums } from './remembered-sums.ts';

const everything: RowFilter = { span: null, queues: null, channels: null, topics: null };

/**
 * A reader of the same moment for many questions at once: sums, what waits and what may still be answered are read once, and chosen
 * from here.
 */
export function rememberingReader(reader: HistoryReader): HistoryReader {
	const once = remembered();
	return {
		head: reader.head,
		firstEntry: () => once('first', () => reader.firstEntry()),
		queues: () => once('queues', () => reader.queues()),
		topics: () => once('topics', () => reader.topics()),
		waits: (...asked) => reader.waits(...asked),
		surveys: (...asked) => reader.surveys(...asked),
		openWaits(of, filter) {
			const all = once(`waits ${of}`, () => [...reader.openWaits(of, everything)].flat());
			return [all.filter(({ wait, subject }) => isAsked(filter, wait.entry, subject))];
		},
		openInvitations(kind, after, filter) {
			const all = once(`invitations ${kind} ${after}`, () =>
				[...reader.openInvitations(kind, after, everything)].flat()
			);
			return [all.filter(({ firstEntry, subject }) => isAsked(filter, firstEntry, subject))];
		},
		rollups: new RememberedSums(reader.rollups),
		close: () => reader.close()
	};
}

function remembered(): <Value>(name: string, read: () => Value) => Value {
	const known = new Map<string, unknown>();
	return <Value>(name: string, read: () => Value): Value => {
		if (!known.has(name)) known.set(name, read());
		return known.get(name) as Value; // of one name there is one kind of value
	};
}

function isAsked({ span, queues, channels, topics }: RowFilter, at: number, subject: RowSubject): boolean {
	const { queue, channel, topic } = subject;
	return (
		(span === null || (at >= span.from && at < span.to)) &&
		(queues === null || (queue !== null && queues.includes(queue))) &&
		(channels === null || (channel !== null && channels.includes(channel))) &&
		(topics === null || (topic !== null && topics.includes(topic)))
	);
}
