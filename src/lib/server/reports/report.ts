import type { Channel } from '#lib/domain/contact/channel.ts';
import { LiveFold } from '#lib/domain/live/live-fold.ts';
import { waitsOf } from '#lib/domain/live/live-metrics.ts';
import type { Selection } from '#lib/domain/live/selection.ts';
import { cohortReport, type ReportGrain, type ReportRow } from '#lib/domain/reports/cohort-report.ts';
import { channels } from '#lib/domain/contact/channel.ts';
import type { ChannelSettings, SiteSettings } from '#lib/domain/settings/site-settings.ts';
import { SiteCalendar } from '#lib/domain/time/calendar.ts';
import type { Interval } from '#lib/domain/time/interval.ts';
import type { ReadableLog } from '../live/projection.ts';

/** What a report is asked for. */
export type ReportQuery = Readonly<{
	by: ReportGrain;
	within: Interval | null;
	selection: Selection;
	/** S for every channel, where it is not that of the settings. */
	shortAbandonMs: number | null;
	at: number;
}>;

const readBatch = 5_000;

type ReportSource = Pick<ReadableLog, 'read' | 'find'>;

/** Folds the log as far as it is known and reports on it. */
export async function report(
	log: ReportSource,
	settings: SiteSettings,
	query: ReportQuery,
	progress: (seq: number) => void = () => {}
): Promise<ReportRow[]> {
	return (await reportWithQueues(log, settings, query, progress)).rows;
}

/** {@link report}, and every queue that anybody ever entered, sorted by name: a name that is not there is a mistake. */
export async function reportWithQueues(
	log: ReportSource,
	settings: SiteSettings,
	query: ReportQuery,
	progress: (seq: number) => void = () => {}
): Promise<{ rows: ReportRow[]; queues: readonly string[] }> {
	const fold = new LiveFold(withShortAbandon(settings, query.shortAbandonMs), true);
	for (;;) {
		const events = await log.read(fold.state.seq, readBatch);
		for (const event of events) {
			const corrected = event.supersedes === undefined ? null : await log.find(event.source, event.supersedes);
			fold.apply(event, corrected);
		}
		progress(fold.state.seq);
		if (events.length < readBatch) break;
	}
	const calendar = new SiteCalendar(settings.zone);
	const rows = cohortReport(waitsOf(fold.state, query.selection), query.by, query.within, query.at, calendar);
	const queues = new Set<string>();
	for (const record of fold.state.contacts.values()) for (const leg of record.legs) queues.add(leg.queue);
	return { rows, queues: [...queues].sort() };
}

function withShortAbandon(settings: SiteSettings, shortAbandonMs: number | null): SiteSettings {
	if (shortAbandonMs === null) return settings;
	const changed = channels.map((channel): [Channel, ChannelSettings] => [
		channel,
		{ ...settings.channels[channel], shortAbandonMs }
	]);
	return { ...settings, channels: Object.fromEntries(changed) as SiteSettings['channels'] }; // one entry for each channel
}
