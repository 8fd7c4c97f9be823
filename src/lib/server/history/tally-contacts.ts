import type { Wait } from '#lib/domain/contact/wait.ts';
import { channelSettingsAt } from '#lib/domain/settings/channel-settings.ts';
import { countedQueue } from '#lib/domain/settings/queue-settings.ts';
import { canonicalTopic } from '#lib/domain/settings/topic-settings.ts';
import type { SiteSettings } from '#lib/domain/settings/site-settings.ts';
import type { SiteCalendar } from '#lib/domain/time/calendar.ts';
import type { Interval } from '#lib/domain/time/interval.ts';
import type { HistoryReader, RowFilter, StoredWait } from './history-reader.ts';
import { type SumsParts, tallySums } from './report-from-sums.ts';
import { planReport } from './report-plan.ts';
import type { ReportQuery } from './report-query.ts';
import type { RollupDay } from './rollup-reader.ts';
import type { RowSubject } from './row-subject.ts';

/** What a report rests on. */
export type ReportParts = Readonly<{
	reader: HistoryReader;
	settings: SiteSettings;
	calendar: SiteCalendar;
	/** The instant as of which waits are judged, UTC ms. */
	at: number;
	/** Lets others have their turn between two pages; a command line has nobody to wait for. */
	pause: () => Promise<void>;
	/** Makes it of the rows of contacts alone, as where sums are to be checked. */
	rowsOnly?: boolean;
}>;

/** How contacts are told apart and where they are counted. */
export type TallyHow = Pick<SumsParts, 'tallyAt' | 'keyAt' | 'of' | 'byTopic' | 'byDay' | 'hasSurveys'> &
	Readonly<{
		/** Told each day that is read from sums, before any of it is counted. */
		onDay?: (day: RollupDay) => void;
	}>;

/**
 * Counts the contacts of some spans where `how` says: of days that sums have from these, the rest from rows.
 * @param pieces the spans that are asked for, in order
 */
export async function tallyInto(
	query: ReportQuery,
	parts: ReportParts,
	filter: Omit<RowFilter, 'span'>,
	pieces: readonly Interval[],
	how: TallyHow
): Promise<void> {
	const { reader, settings, at } = parts;
	const plan = parts.rowsOnly === true ? null : planReport(query, settings, at, pieces, reader.rollups);
	if (plan !== null) {
		if (how.onDay !== undefined) for (const day of plan.days) how.onDay(day);
		tallySums(plan, {
			...how,
			...{ reader, query, filter, at },
			judged: (wait) => judged(wait, query, settings),
			runningFrom: at - settings.surveys.replyLimitMs
		});
		await parts.pause();
	}
	for (const span of plan === null ? [spanOf(pieces)] : plan.rowSpans)
		await tallyRows(query, parts, { ...filter, span }, how);
}

async function tallyRows(
	query: ReportQuery,
	{ reader, settings, at, pause }: ReportParts,
	filter: RowFilter,
	{ of, tallyAt, hasSurveys }: Pick<TallyHow, 'of' | 'tallyAt' | 'hasSurveys'>
): Promise<void> {
	for (const page of reader.waits(of, filter)) {
		for (const row of page) {
			if (row.wait.entry > at) continue;
			const wait = judged(row.wait, query, settings);
			tallyAt(wait.entry, row.subject)?.addWait({ ...row, wait }, at);
		}
		await pause();
	}
	if (!hasSurveys) return;
	const { scales, replyLimitMs } = settings.surveys;
	for (const page of reader.surveys(query.survey, filter)) {
		for (const row of page) {
			if (row.firstEntry > at) continue;
			tallyAt(row.firstEntry, row.subject)?.addSurvey(row, scales[query.survey], at, at - replyLimitMs);
		}
		await pause();
	}
}

/** From the first to the last of some spans; null = all of time. */
function spanOf(pieces: readonly Interval[]): Interval | null {
	const from = Math.min(...pieces.map((one) => one.from));
	const to = Math.max(...pieces.map((one) => one.to));
	return from === -Infinity && to === Infinity ? null : { from, to };
}

/** A wait with what was promised when it began; silent ones are given up by the rule of that moment. */
function judged(stored: StoredWait['wait'], { targetMs, shortAbandonMs }: ReportQuery, settings: SiteSettings): Wait {
	const promised = channelSettingsAt(settings, stored.channel, stored.entry);
	return {
		...stored,
		targetMs: targetMs ?? promised.targetMs,
		shortAbandonMs: shortAbandonMs ?? promised.shortAbandonMs,
		givenUpAt: promised.silentWaitMs === null ? null : stored.entry + promised.silentWaitMs
	};
}

/** Under the names that queues and topics have now. */
export function countedSubject({ queue, channel, topic }: RowSubject, settings: SiteSettings): RowSubject {
	return {
		queue: queue === null ? null : countedQueue(settings, queue),
		channel,
		topic: topic === null ? null : canonicalTopic(settings, topic)
	};
}
