import { setTimeout as sleep } from 'node:timers/promises';
import { defaultSiteSettings } from '#lib/domain/settings/site-settings.ts';
import { SiteCalendar } from '#lib/domain/time/calendar.ts';
import { openHistoryReader } from '#lib/server/database/sqlite/sqlite-history-reader.ts';
import type { SqliteEventStore } from '#lib/server/event-log/sqlite-event-store.ts';
import { makeReport } from '#lib/server/history/report.ts';
import { parseReportQuery } from '#lib/server/history/report-query.ts';
import { FindingsDesk } from '#lib/server/trends/findings-desk.ts';
import { Trends } from '#lib/server/trends/trends.ts';
import type { Findings } from '#lib/protocol/annual-page.ts';
import type { TrendSeries } from '#lib/protocol/trend-series.ts';
import { median } from './measurement.ts';
import { type Taken, taken } from './processor-time.ts';

const settings = defaultSiteSettings;
const calendar = new SiteCalendar(settings.zone);
const rounds = 7;

/** A history that questions are asked of, as the server asks them. */
export type Asked = Readonly<{ views: string; store: Pick<SqliteEventStore, 'head'>; at: number }>;

/** What a question took when nothing was known of it, and when it was asked again; medians, and the first of the cold ones. */
export type Answered = Readonly<{ firstMs: number; coldMs: number; coldProcessorMs: number; cachedMs: number }>;

/** Trends that know no answer yet. */
export function freshTrends({ views, store, at }: Asked, findings: FindingsDesk): Trends {
	return new Trends({
		openReader: () => openHistoryReader(views),
		intervals: { read: async () => ({ seq: 0, totals: noTotals }) },
		annotations: { annotationsBetween: () => [], revision: 0 },
		findings,
		current: { now: settings, calendar },
		clock: { now: () => at },
		head: () => store.head(),
		catchUp: async () => {},
		pause: () => new Promise((resolve) => setImmediate(resolve))
	});
}
const noTotals: readonly never[] = [];

/** The questions of the annual page and of its series, each asked of trends that know nothing, and then once more. */
export async function askPage(asked: Asked): Promise<ReadonlyMap<string, Answered>> {
	const findings = new FindingsDesk({ now: () => asked.at });
	const answers = new Map<string, Answered>();
	for (const [name, ask] of questions) {
		const cold: Taken<unknown>[] = [];
		const cached: number[] = [];
		for (let round = 0; round < rounds; round++) {
			const trends = freshTrends(asked, findings);
			cold.push(await taken(() => ask(trends)));
			cached.push((await taken(() => ask(trends))).wallMs);
		}
		answers.set(name, {
			firstMs: cold[0]?.wallMs ?? Number.NaN,
			coldMs: median(cold.map(({ wallMs }) => wallMs)),
			coldProcessorMs: median(cold.map(({ processorMs }) => processorMs)),
			cachedMs: median(cached)
		});
	}
	return answers;
}

const series =
	(query: Readonly<Record<string, string>>) =>
	(trends: Trends): Promise<TrendSeries> =>
		trends.series(new URLSearchParams(query));
const questions: readonly (readonly [string, (trends: Trends) => Promise<unknown>])[] = [
	['annual page', (trends) => trends.year(new URLSearchParams())],
	['annual page of one queue', (trends) => trends.year(new URLSearchParams({ queue: 'queue-1' }))],
	['annual page of one topic', (trends) => trends.year(new URLSearchParams({ topic: 'topic-3' }))],
	['months by channel', series({ by: 'month', split: 'channel' })],
	['weeks', series({ by: 'week' })],
	['days', series({ by: 'day' })],
	['years by topic', series({ by: 'year', split: 'topic' })]
];

/** The months by channel alone, for the comparison with raw rows. */
export function monthsByChannel(asked: Asked): Promise<TrendSeries> {
	return series({ by: 'month', split: 'channel' })(freshTrends(asked, new FindingsDesk({ now: () => asked.at })));
}

/** From the first question to findings that are ready, in a thread that does not run yet. */
export async function askFindings(asked: Asked): Promise<Readonly<{ ms: number; found: Findings }>> {
	const findings = new FindingsDesk({ now: () => asked.at });
	try {
		const trends = freshTrends(asked, findings);
		const startedAt = performance.now();
		for (;;) {
			const found = await trends.findings(new URLSearchParams());
			if (found.state === 'ready') return { ms: performance.now() - startedAt, found };
			await sleep(2);
		}
	} finally {
		await findings.close();
	}
}

/** A report made of sums, and of rows; which have to be the same. */
export async function askReport(asked: Asked, question: Readonly<Record<string, string>>) {
	const query = parseReportQuery(new URLSearchParams(question), settings, calendar);
	const once = (rowsOnly: boolean) =>
		taken(async () => {
			const reader = openHistoryReader(asked.views);
			try {
				const own = { reader, settings, calendar: new SiteCalendar(settings.zone) };
				return await makeReport(query, { ...own, pause: async () => {}, rowsOnly, at: asked.at });
			} finally {
				reader.close();
			}
		});
	const sums = await once(false);
	const rows = await once(true);
	if (JSON.stringify(sums.result) !== JSON.stringify(rows.result))
		throw new Error(`report ${JSON.stringify(question)}: sums are not the rows`);
	return { sumsMs: sums.processorMs, rowsMs: rows.processorMs, rows: rows.result.length };
}
