import { type Channel, channels, isFastChannel } from '#lib/domain/contact/channel.ts';
import { countedQueue, idsOfQueue } from '#lib/domain/settings/queue-settings.ts';
import type { SiteSettings } from '#lib/domain/settings/site-settings.ts';
import { canonicalTopic } from '#lib/domain/settings/topic-settings.ts';
import type { SiteCalendar } from '#lib/domain/time/calendar.ts';
import type { Interval } from '#lib/domain/time/interval.ts';
import type { WallClock } from '#lib/domain/time/wall-clock.ts';
import type { SeriesScope } from '#lib/protocol/trend-series.ts';
import type { HistoryReader, RowFilter } from '../history/history-reader.ts';
import { InvalidQuery } from '../live/live-query.ts';
import type { TotalsIndex } from './totals-index.ts';

/** What trends are made from, as of one moment. */
export type TrendWorld = Readonly<{
	reader: HistoryReader;
	totals: TotalsIndex;
	/** Spans of whole local days of which every contact is known, in order. */
	contacts: readonly Interval[];
	settings: SiteSettings;
	calendar: SiteCalendar;
	/** The same zone, for millions of instants. */
	clock: WallClock;
	/** UTC ms. */
	at: number;
	/** Lets others have their turn. */
	pause: () => Promise<void>;
}>;

/** Days without any contact after which a log is taken to have stopped, and not to be of a centre that was closed. */
const longestSilenceDays = 28;

/**
 * The days of which every contact is in the log: from that of the first contact to today. Four weeks without any contact are a
 * gap between two logs, or the end of one: there other sources may know more.
 */
export function contactSpans(reader: HistoryReader, calendar: SiteCalendar, at: number): readonly Interval[] {
	const today = calendar.dayOf(at);
	if (reader.rollups.head?.isWhole !== true) {
		const first = reader.firstEntry();
		return first === null || first > at ? [] : [{ from: calendar.day(calendar.dateOf(first)).from, to: today.to }];
	}
	const spans: { from: number; to: number; lastDay: number }[] = [];
	for (const { from, to, day } of reader.rollups.days()) {
		if (from > at) break;
		const last = spans.at(-1);
		if (last !== undefined && day - last.lastDay <= longestSilenceDays) Object.assign(last, { to, lastDay: day });
		else spans.push({ from, to, lastDay: day });
	}
	const last = spans.at(-1);
	if (last !== undefined && today.to - last.to <= (longestSilenceDays + 0.5) * 86_400_000) last.to = today.to;
	return spans.map(({ from, to }) => ({ from, to }));
}

/** Everything that is known, from the first to the last; null where nothing is. */
export function knownSpan({ totals, contacts }: Pick<TrendWorld, 'totals' | 'contacts'>): Interval | null {
	const spans = [...contacts, ...(totals.span === null ? [] : [totals.span])];
	if (spans.length === 0) return null;
	return { from: Math.min(...spans.map(({ from }) => from)), to: Math.max(...spans.map(({ to }) => to)) };
}

/** Which contacts of the log are asked for: null where it has none of that name, and totals have. */
export type ContactFilter = Omit<RowFilter, 'span'>;

/**
 * Finds what a question is about in the log and among the totals.
 * @throws InvalidQuery when neither has a queue or topic by that name
 */
export function contactFilter({ reader, settings, totals }: TrendWorld, scope: SeriesScope): ContactFilter | null {
	const asked = channelsOf(scope);
	let filter: ContactFilter | null = { queues: null, channels: asked, topics: null };
	if (scope.topic !== null) {
		const wanted = canonicalTopic(settings, scope.topic);
		const known = reader.topics();
		const topics = known.filter((one) => canonicalTopic(settings, one) === wanted);
		if (topics.length === 0 && !totals.topics.has(wanted))
			refuse('topic', scope.topic, [...known.map((one) => canonicalTopic(settings, one)), ...totals.topics]);
		filter = topics.length === 0 ? null : { ...filter, topics };
	}
	if (scope.queue === 'all' || scope.queue === 'fast') return filter;
	const ids = idsOfQueue(settings, scope.queue);
	const known = reader.queues();
	const isKnown = known.some((one) => ids.includes(one));
	if (!isKnown && !totals.queues.has(countedQueue(settings, scope.queue)))
		refuse('queue', scope.queue, [...known.map((one) => countedQueue(settings, one)), ...totals.queues]);
	return isKnown && filter !== null ? { ...filter, queues: ids } : null;
}

/** The channels that a question is about; null = all. */
export function channelsOf({ queue, channel }: SeriesScope): readonly Channel[] | null {
	const asked = channel === null ? channels : [channel];
	if (queue === 'fast') return asked.filter(isFastChannel);
	return channel === null ? null : asked;
}

function refuse(field: 'queue' | 'topic', name: string, known: readonly string[]): never {
	const names = [...new Set(known)].sort();
	const there = names.length === 0 ? 'there is none yet' : `there are: ${names.join(', ')}`;
	throw new InvalidQuery(field, `there is no ${field} ${name} in the log; ${there}`);
}
