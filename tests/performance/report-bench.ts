import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { NewEvent } from '#lib/domain/contact/contact-event.ts';
import { defaultSiteSettings } from '#lib/domain/settings/site-settings.ts';
import { SiteCalendar } from '#lib/domain/time/calendar.ts';
import { openLog } from '#lib/server/database/sqlite/open-log.ts';
import { openViews } from '#lib/server/database/sqlite/open-views.ts';
import { openHistoryReader } from '#lib/server/database/sqlite/sqlite-history-reader.ts';
import { SqliteEventStore } from '#lib/server/event-log/sqlite-event-store.ts';
import { ContactHistory } from '#lib/server/history/contact-history.ts';
import { Reports } from '#lib/server/history/reports.ts';
import { createSimulator } from '#lib/simulator/simulator.ts';
import type { Measurement } from './measurement.ts';

const dayMs = 86_400_000;
const from = Date.UTC(2024, 0, 1);
const contactsWanted = 1_000_000;
/** Catching up may take this many bytes more than the process had before. */
const memoryAim = 200e6;

/** Catching the contact history up with a log of a million contacts, and a report on all of them. */
export async function benchReport(): Promise<Measurement[]> {
	const folder = mkdtempSync(join(tmpdir(), 'bereik-report-'));
	const store = new SqliteEventStore(openLog(join(folder, 'report.db')));
	const views = openViews(join(folder, 'report.db'), () => {}, 'bulk');
	try {
		await fill(store);
		const { seq: events } = await store.head();
		globalThis.gc?.();
		const before = process.memoryUsage.rss();
		const history = new ContactHistory(store, views.history, () => defaultSiteSettings);
		const caughtUp = await timed(async () => {
			let peak = before;
			while ((await history.takeSlice(5_000)) >= 5_000) peak = Math.max(peak, process.memoryUsage.rss());
			return peak - before;
		});
		const contacts = views.history.lastContactNo();
		const reports = new Reports({
			openReader: () => openHistoryReader(views.file),
			current: { now: defaultSiteSettings, calendar: new SiteCalendar(defaultSiteSettings.zone) },
			clock: Date,
			head: () => store.head(),
			catchUp: async () => {},
			pause: async () => {}
		});
		const byMonth = await timed(() => reports.answer(new URLSearchParams({ by: 'month' })));
		const week = await timed(async () => {
			const end = from + 100 * dayMs;
			views.counts.firstEntries('chat', { from: end - 7 * dayMs, to: end });
			views.counts.answers('csat', { from: end - 7 * dayMs, to: end });
			return views.counts.answeredByQuarter({ from: end - dayMs, to: end });
		});
		const rate = events / (caughtUp.ms / 1000);
		return [
			{
				what: `contact history catches up with ${events} events`,
				figure: `${Math.round(rate)} events/s`,
				anchor: `${(caughtUp.ms / 1000).toFixed(1)} s, ${Math.round(caughtUp.result / 1e6)} MB more than before`,
				aim: '≥ 100,000 events/s, ≤ 200 MB',
				met: rate >= 100_000 && caughtUp.result <= memoryAim
			},
			{
				what: `report by month over ${contacts} contacts`,
				figure: `${(byMonth.ms / 1000).toFixed(2)} s`,
				anchor: `${byMonth.result.rows.length} rows`,
				aim: '–',
				met: null
			},
			{
				what: `what the board of the day asks, over ${contacts} contacts`,
				figure: `${week.ms.toFixed(1)} ms`,
				anchor: `${week.result.length} quarters of an hour, a week of chats, a week of answers`,
				aim: '≤ 5 ms',
				met: week.ms <= 5
			}
		];
	} finally {
		views.close();
		await store.close();
		rmSync(folder, { recursive: true, force: true });
	}
}

/** The simulated desk, told again and again under other names: what it takes to make a million contacts is not measured. */
async function fill(store: SqliteEventStore): Promise<void> {
	let contacts = 0;
	const simulator = createSimulator({ seed: 7, from, zone: defaultSiteSettings.zone, alwaysOpen: true });
	for (let day = 1; contacts < contactsWanted; day++) {
		const events: NewEvent[] = simulator.until(from + day * dayMs).map((event) => ({ ...event, backfill: true }));
		contacts += new Set(events.flatMap((event) => (event.type === 'contact.queued' ? [event.data.contact] : []))).size;
		for (let index = 0; index < events.length; index += 4_000)
			await store.append(events.slice(index, index + 4_000), from + day * dayMs);
	}
}

async function timed<Result>(work: () => Promise<Result>): Promise<{ result: Result; ms: number }> {
	const startedAt = performance.now();
	const result = await work();
	return { result, ms: performance.now() - startedAt };
}
