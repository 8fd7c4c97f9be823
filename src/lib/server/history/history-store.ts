import type { Channel } from '#lib/domain/contact/channel.ts';
import type { LogEvent } from '#lib/domain/contact/contact-event.ts';
import type { WaitOutcome } from '#lib/domain/contact/wait.ts';
import type { SiteSettings } from '#lib/domain/settings/site-settings.ts';
import type { SurveyKind } from '#lib/domain/settings/survey-settings.ts';

/** How far the history has read the log, and what its rows depend on besides the log. */
export type HistoryHead = Readonly<{
	epoch: string;
	seq: number;
	/** When the log learnt its last event, UTC ms; 0 before the first. */
	receivedAt: number;
	version: number;
	settingsHash: string;
}>;

/** A row of `waits`: a leg, an episode, or both where the episode is the same as its only leg. Instants in UTC ms. */
export type WaitRow = Readonly<{
	isLeg: boolean;
	isEpisode: boolean;
	/** Whether it is the contact's first leg in its queue, and its first episode. */
	isFirstInQueue: boolean;
	isFirstEpisode: boolean;
	queue: string;
	channel: Channel;
	entry: number;
	exit: number | null;
	outcome: WaitOutcome | null;
	waitUnknown: boolean;
	backfill: boolean;
	/** From the episode's entry to the first message of a person; null while there is none. */
	firstReplyMs: number | null;
	/** Parts of agents that came out of it and are over, and how long they took together. */
	handled: number;
	handledMs: number;
	/** Parts of which talk is over, and those of them that were handed on. */
	talksEnded: number;
	transferred: number;
}>;

/** A row of `surveys`. Instants in UTC ms. */
export type SurveyRow = Readonly<{
	kind: SurveyKind;
	channel: Channel | null;
	/** The queue that handled the contact last; null where none did. */
	queue: string | null;
	invitedAt: number | null;
	answeredAt: number | null;
	score: number | null;
	scaleMin: number | null;
	scaleMax: number | null;
}>;

/** What the history knows of one contact. */
export type ContactRows = Readonly<{
	excluded: boolean;
	topic: string | null;
	/** Of the first leg; null where it never waited. */
	first: Readonly<{ entry: number; channel: Channel; queue: string }> | null;
	waits: readonly WaitRow[];
	surveys: readonly SurveyRow[];
}>;

/** A contact as it is found again. */
export type StoredContact = Readonly<{ no: number; story: readonly number[]; tangled: boolean }>;

/** One contact whose rows are to be written. */
export type ContactChange = Readonly<{
	no: number;
	isNew: boolean;
	contact: string;
	story: readonly number[];
	tangled: boolean;
	rows: ContactRows;
	/** Its rows as the same writer wrote them before; null where it does not know them, or there were none. */
	written: ContactRows | null;
}>;

/** An event that corrects another: `target` is the id of what it supersedes. */
export type CorrectionRow = Readonly<{ source: string; target: string; seq: number }>;

/** Where the history is kept; a file that can be thrown away. */
export interface HistoryStore {
	readHead(): HistoryHead | null;
	/** Throws every row away and begins anew at this head. */
	restart(head: HistoryHead): void;
	/** Sums are counted under these settings from here on. Where those there are were counted under others, they are counted again. */
	useSettings(settings: SiteSettings): void;
	/** Whether every row is in the sums. */
	readonly isCounted: boolean;
	/**
	 * Counts another day again.
	 * @returns false where there was none
	 */
	recount(): boolean;
	/** The highest number of a contact; 0 where there is none. */
	lastContactNo(): number;
	/** Those of some contacts that there are, by name. */
	findContacts(contacts: readonly string[]): ReadonlyMap<string, StoredContact>;
	hasCorrections(): boolean;
	/** Positions of the events that supersede one. */
	correctionsOf(source: string, target: string): readonly number[];
	undoneBatches(): readonly string[];
	/** Remembers that a batch was undone, and forgets the totals of periods that it brought. */
	addUndoneBatch(batch: string): void;
	/** Before names change in the log: should that break off, the rows are of no history and are made again. */
	beginRenaming(): void;
	/** Gives contacts other names, by the name they had, and the rows their history back. All or none. */
	finishRenaming(names: ReadonlyMap<string, string>): void;
	/** Number of the last notice of an erasure that the rows know; 0 where they know none. */
	lastNotice(): number;
	/**
	 * Gives contacts other names, as a notice of an erasure says.
	 * @param names null where they cannot be told any more: the rows are of no history then, and are made again
	 */
	applyNotice(no: number, names: ReadonlyMap<string, string> | null): void;
	/**
	 * Writes contacts, the sums they are counted in, corrections, totals of periods and the head, all or none.
	 * @param intervals events with totals of a period; those of an import that was undone are not among them
	 */
	write(
		contacts: readonly ContactChange[],
		corrections: readonly CorrectionRow[],
		head: HistoryHead,
		intervals?: readonly LogEvent[]
	): void;
}
