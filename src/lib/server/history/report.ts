import { type Channel, channels, isFastChannel } from '#lib/domain/contact/channel.ts';
import { ReportBuckets } from '#lib/domain/reports/report-buckets.ts';
import { isPeriodGrain } from '#lib/domain/reports/report-grain.ts';
import { earlierSpan, earlierWhole, type Period, periodAt } from '#lib/domain/reports/report-period.ts';
import { compareRows, type ReportFigures, reportFigures, type ReportRow } from '#lib/domain/reports/report-row.ts';
import { ReportTally } from '#lib/domain/reports/report-tally.ts';
import { countedQueue, idsOfQueue } from '#lib/domain/settings/queue-settings.ts';
import { canonicalTopic } from '#lib/domain/settings/topic-settings.ts';
import type { Interval } from '#lib/domain/time/interval.ts';
import { InvalidQuery } from '../live/live-query.ts';
import type { RowFilter } from './history-reader.ts';
import type { RowSubject } from './row-subject.ts';
import type { ReportQuery } from './report-query.ts';
import { countedSubject, type ReportParts, tallyInto } from './tally-contacts.ts';

/** A bucket and its sums. */
type Bucket = { readonly name: string | null; readonly period: Period; readonly tally: ReportTally };
/** Where an instant is counted; null = nowhere. */
type BucketOf = (at: number, subject: RowSubject) => Readonly<{ key: string; name: string | null }> | null;

/**
 * A report on the cohort basis: each wait counts in the bucket it entered in, with what became of it by now, and each survey in
 * that of its contact's first entry. A bucket without any has no row; a total always has one.
 * @throws InvalidQuery when it names a queue or a topic that there is not
 */
export async function makeReport(query: ReportQuery, parts: ReportParts): Promise<ReportRow[]> {
	const { calendar, at } = parts;
	const filter = filterOf(query, parts);
	const whole = { from: query.from ?? -Infinity, to: query.to ?? Infinity };
	const names = new ReportBuckets(calendar, query.by);
	const bucketOf: BucketOf = (entry, subject) => {
		const name = names.of(entry, subject);
		return { key: name ?? '', name };
	};
	const found = await tally(query, parts, filter, [whole], bucketOf, names);
	if (query.by === 'total' && !found.has('total')) found.set('total', newBucket('total', names, at));
	const buckets = [...found.values()].sort((a, b) => byName(a.name, b.name));
	const rows = buckets.map((bucket) => figuresOf(bucket, query));
	if (query.compare === null) return rows.map((row, index) => ({ bucket: buckets[index]?.name ?? null, ...row }));
	const before = isPeriodGrain(query.by)
		? await earlierPeriods(query, parts, filter, whole, buckets)
		: await earlierBuckets(query, parts, filter, names, buckets);
	return rows.map((row, index) => {
		const { figures, name, partial } = before[index] ?? { figures: null, name: null, partial: true };
		return { bucket: buckets[index]?.name ?? null, ...row, ...compareRows(row, figures, name, partial) };
	});
}

type Earlier = Readonly<{ figures: ReportFigures | null; name: string | null; partial: boolean }>;

/** What each period is compared with: the same part of an earlier one. */
async function earlierPeriods(
	query: ReportQuery,
	parts: ReportParts,
	filter: Omit<RowFilter, 'span'>,
	whole: Interval,
	buckets: readonly Bucket[]
): Promise<Earlier[]> {
	const { by, compare } = query;
	if (!isPeriodGrain(by) || compare === null || buckets.length === 0) return [];
	const { calendar, at } = parts;
	const spans = buckets.map(({ period }, index) => {
		const part = {
			from: Math.max(period.from, whole.from),
			to: Math.min(period.to, whole.to, at + 1)
		};
		const earlier = earlierSpan(calendar, by, part, compare);
		return { ...earlier, key: String(index), partial: part.from > period.from || part.to < period.to };
	});
	const inOrder = [...spans].sort((a, b) => a.from - b.from);
	const days = new ReportBuckets(calendar, by);
	const found = await tally(query, parts, filter, inOrder, (entry) => lastBefore(inOrder, entry), days);
	const begin = parts.reader.firstEntry() ?? Infinity;
	return spans.map(({ key, from, to, partial }) => {
		const name = periodAt(calendar, by, from).bucket;
		const bucket = found.get(key) ?? newBucket(name, days, from);
		return { figures: to <= begin ? null : figuresOf(bucket, query), name, partial };
	});
}

/** Of spans in order that do not meet, the one that holds an instant. */
function lastBefore(spans: readonly (Interval & Readonly<{ key: string }>)[], at: number) {
	let low = 0;
	let high = spans.length;
	while (low < high) {
		const middle = (low + high) >> 1;
		if ((spans[middle]?.from ?? Infinity) <= at) low = middle + 1;
		else high = middle;
	}
	const span = spans[low - 1];
	return span !== undefined && at < span.to ? { key: span.key, name: span.key } : null;
}

/** What buckets that are no periods are compared with: those of the same name in the whole span, earlier. */
async function earlierBuckets(
	query: ReportQuery,
	parts: ReportParts,
	filter: Omit<RowFilter, 'span'>,
	names: ReportBuckets,
	buckets: readonly Bucket[]
): Promise<Earlier[]> {
	const { calendar, at } = parts;
	if (query.from === null) throw new InvalidQuery('from', 'is needed for a comparison');
	if (query.compare === null) return [];
	const whole = { from: query.from, to: query.to ?? Math.max(calendar.dayOf(at).to, query.from + 1) };
	const span = earlierWhole(calendar, whole, at + 1, query.compare);
	const bucketOf: BucketOf = (entry, subject) => {
		const name = names.of(entry, subject);
		return { key: name ?? '', name };
	};
	const found = await tally(query, parts, filter, [span], bucketOf, names);
	const begin = parts.reader.firstEntry() ?? Infinity;
	return buckets.map(({ name }) => {
		const bucket = found.get(name ?? '') ?? newBucket(name, names, at);
		return { figures: span.to <= begin ? null : figuresOf(bucket, query), name, partial: whole.to > at + 1 };
	});
}

/**
 * What the contacts of some spans add up to, by any bucket that an instant and a subject have.
 * @param pieces the spans that are asked for, in order
 * @param bucketOf null = nowhere; of a grain of periods it may tell days apart, but not parts of days
 */
async function tally(
	query: ReportQuery,
	parts: ReportParts,
	filter: Omit<RowFilter, 'span'>,
	pieces: readonly Interval[],
	bucketOf: BucketOf,
	names: ReportBuckets
): Promise<Map<string, Bucket>> {
	const { settings } = parts;
	const found = new Map<string, Bucket>();
	const tallyAt = (entry: number, subject: RowSubject): ReportTally | null => {
		const place = bucketOf(entry, countedSubject(subject, settings));
		if (place === null) return null;
		let bucket = found.get(place.key);
		if (bucket === undefined) {
			bucket = newBucket(place.name, names, entry);
			found.set(place.key, bucket);
		}
		return bucket.tally;
	};
	const isOfLegs = query.by === 'queue' || (query.queue !== 'all' && query.queue !== 'fast');
	await tallyInto(query, parts, filter, pieces, {
		tallyAt,
		keyAt: (entry) => bucketKey(bucketOf(entry, noSubject), query),
		of: isOfLegs ? 'legs' : 'episodes',
		byTopic: query.by === 'topic',
		byDay: partsMonths.has(query.by),
		hasSurveys: true,
		onDay: (day) => names.knowDay(day)
	});
	return found;
}

/** Grains whose buckets take the days of a month apart. */
const partsMonths: ReadonlySet<string> = new Set(['day', 'weekday', 'week', 'sunday-week']);

const noSubject: RowSubject = { queue: null, channel: null, topic: null };

/** Of buckets that are no periods, days are all the same. */
function bucketKey(place: ReturnType<BucketOf>, { by }: ReportQuery): string | null {
	return isPeriodGrain(by) ? (place?.key ?? null) : '';
}

function figuresOf({ tally: sums }: Bucket, { survey, variant }: ReportQuery): ReportFigures {
	return reportFigures(sums, survey, variant);
}

function newBucket(name: string | null, names: ReportBuckets, at: number): Bucket {
	return { name, period: names.periodOf(at), tally: new ReportTally() };
}

/** What nobody knows comes last. */
function byName(a: string | null, b: string | null): number {
	if (a === b) return 0;
	if (a === null) return 1;
	return b !== null && a < b ? -1 : b === null ? -1 : 1;
}

/** A misspelt queue would otherwise be a queue where nobody ever came. */
function filterOf(query: ReportQuery, { reader, settings }: ReportParts): Omit<RowFilter, 'span'> {
	const { queue, topic } = query;
	const spellings =
		topic === null
			? null
			: reader.topics().filter((one) => canonicalTopic(settings, one) === canonicalTopic(settings, topic));
	if (spellings?.length === 0) {
		const known = new Set(reader.topics().map((one) => canonicalTopic(settings, one)));
		throw new InvalidQuery('topic', noneOf(`topic ${topic}`, [...known].sort()));
	}
	const asked = query.channel === null ? channels : [query.channel];
	const fast: readonly Channel[] = asked.filter(isFastChannel);
	const filter = {
		queues: null,
		channels: queue === 'fast' ? fast : query.channel === null ? null : asked,
		topics: spellings
	};
	if (queue === 'all' || queue === 'fast') return filter;
	const ids = idsOfQueue(settings, queue);
	const known = [...new Set(reader.queues().map((one) => countedQueue(settings, one)))].sort();
	if (!reader.queues().some((one) => ids.includes(one)))
		throw new InvalidQuery('queue', noneOf(`queue ${queue}`, known));
	return { ...filter, queues: ids };
}

function noneOf(what: string, known: readonly string[]): string {
	return `there is no ${what} in the log; ${known.length === 0 ? 'there is none yet' : `there are: ${known.join(', ')}`}`;
}
