import type { Channel } from '#lib/domain/contact/channel.ts';
import type { ReportSurvey, ReportWait } from '#lib/domain/reports/report-tally.ts';
import type { SurveyKind } from '#lib/domain/settings/survey-settings.ts';
import type { Interval } from '#lib/domain/time/interval.ts';
import type { HistoryHead } from './history-store.ts';
import type { RollupReader } from './rollup-reader.ts';
import type { RowSubject } from './row-subject.ts';

/** Which rows are read. Null = any. */
export type RowFilter = Readonly<{
	/** By the entry of the wait, or for surveys by the contact's first entry; contacts without one are in no span. */
	span: Interval | null;
	queues: readonly string[] | null;
	channels: readonly Channel[] | null;
	topics: readonly string[] | null;
}>;

/** A wait without what the settings say about it. */
export type StoredWait = Omit<ReportWait, 'wait'> &
	Readonly<{
		subject: RowSubject;
		wait: Omit<ReportWait['wait'], 'targetMs' | 'shortAbandonMs' | 'givenUpAt'> & { readonly channel: Channel };
	}>;

/** A survey, and when its contact first came. */
export type StoredSurvey = ReportSurvey & Readonly<{ subject: RowSubject; firstEntry: number }>;

/** The history as it was at one moment, whatever is written meanwhile. */
export interface HistoryReader {
	/** Null before anything was read into it. */
	readonly head: HistoryHead | null;
	/** When the first contact came; null before any. */
	firstEntry(): number | null;
	/** Every queue that a contact ever entered, by name. */
	queues(): readonly string[];
	/** Every topic a contact ever had, by name. */
	topics(): readonly string[];
	/** Legs or episodes, some thousands at a time. */
	waits(of: 'legs' | 'episodes', filter: RowFilter): Iterable<readonly StoredWait[]>;
	/** Surveys of a kind, some thousands at a time. */
	surveys(kind: SurveyKind, filter: RowFilter): Iterable<readonly StoredSurvey[]>;
	/** Waits that go on, of contacts that entered in the span, which must be given. */
	openWaits(of: 'legs' | 'episodes', filter: RowFilter): Iterable<readonly StoredWait[]>;
	/** Invitations that were sent after an instant (UTC ms) and are not answered. */
	openInvitations(kind: SurveyKind, after: number, filter: RowFilter): Iterable<readonly StoredSurvey[]>;
	/** The sums over these rows, of the same moment. */
	readonly rollups: RollupReader;
	close(): void;
}
