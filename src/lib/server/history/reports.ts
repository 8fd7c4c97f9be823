import type { ReportRow } from '#lib/domain/reports/report-row.ts';
import type { SiteSettings } from '#lib/domain/settings/site-settings.ts';
import type { SiteCalendar } from '#lib/domain/time/calendar.ts';
import type { HistoryReader } from './history-reader.ts';
import { makeReport } from './report.ts';
import { type DefinitionChange, type ReportNote, reportNotes } from './report-notes.ts';
import { parseReportQuery, type ReportQuery } from './report-query.ts';

/** An answer of `GET /api/report`. */
export type ReportAnswer = Readonly<{
	/** What is known up to, RFC 3339. */
	asOf: string;
	/** Position of the last event that was known. */
	seq: number;
	query: ReportQuery;
	rows: readonly ReportRow[];
	/** What has to be known beside the figures. */
	notes: readonly ReportNote[];
}>;

/** What reports are made from. */
export type ReportsParts = Readonly<{
	/** Opens the history for one question. */
	openReader(): HistoryReader;
	current: Readonly<{ now: SiteSettings; calendar: SiteCalendar }>;
	clock: Readonly<{ now(): number }>;
	/** Changes of what figures mean that were made since an instant (UTC ms), oldest first; left out = none is known of. */
	definitionsSince?(from: number): Promise<readonly DefinitionChange[]>;
	/** Position of the last event of the log. */
	head(): Promise<Readonly<{ seq: number }>>;
	/** Brings the history up with the log as far as that goes in a moment. */
	catchUp(): Promise<void>;
	/** Lets others have their turn. */
	pause(): Promise<void>;
}>;

/** Answers questions for reports, for the API, the command line and whoever comes later. */
export class Reports {
	readonly #parts: ReportsParts;

	constructor(parts: ReportsParts) {
		this.#parts = parts;
	}

	/**
	 * The report that some parameters ask for.
	 * @throws InvalidQuery naming the parameter that cannot be answered
	 */
	async answer(parameters: URLSearchParams): Promise<ReportAnswer> {
		const { current, clock } = this.#parts;
		const { now: settings, calendar } = current;
		const query = parseReportQuery(parameters, settings, calendar);
		await this.#parts.catchUp();
		const { seq: head } = await this.#parts.head();
		const at = clock.now();
		const reader = this.#parts.openReader();
		try {
			const { seq = 0, receivedAt = 0 } = reader.head ?? {};
			const rows = await makeReport(query, { reader, settings, calendar, at, pause: this.#parts.pause });
			// Behind the log, what is known ends with the last event that was read.
			const notes = reportNotes(
				query,
				settings,
				calendar,
				(await this.#parts.definitionsSince?.(query.from ?? 0)) ?? []
			);
			return { asOf: new Date(seq < head ? receivedAt : at).toISOString(), seq, query, rows, notes };
		} finally {
			reader.close();
		}
	}
}
