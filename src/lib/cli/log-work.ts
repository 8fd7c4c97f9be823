import type { ImportedEvent } from '#lib/domain/contact/contact-event.ts';
import type { Clock } from '#lib/server/clock.ts';
import type { EventLog } from '#lib/server/event-log/event-log.ts';
import type { ImportLedger, ImportRecord } from '#lib/server/event-log/import-ledger.ts';
import { undoImport } from '#lib/server/event-log/undo-import.ts';
import { idsInForce } from '#lib/server/intake/ids-in-force.ts';
import type { Pseudonyms } from '#lib/server/intake/pseudonyms.ts';
import type {
	KeptRejectedRecord,
	RejectedQuery,
	RejectedRecord,
	RejectedRecords
} from '#lib/server/intake/rejected-records.ts';
import { retryEvent } from '#lib/server/intake/retry-event.ts';
import { NotTakenIn, type TakenIn, takeIn } from '#lib/server/intake/take-in.ts';
import type { Comments } from '#lib/server/privacy/comments.ts';
import { replacing } from '#lib/server/trends/replacing.ts';
import type { AnnotationWork } from './annotation-work.ts';
import type { CredentialWork } from './credential-work.ts';
import type { DisplayWork } from './display-work.ts';
import type { HeldBackWork } from './held-back-work.ts';
import type { PeopleWork } from './people-work.ts';
import type { PrivacyWork } from './privacy-work.ts';

/** What the command line may write: through the server that runs on this machine where there is one, else on the log itself. */
export type LogAccess = Readonly<{
	/** As many events as are worth handing over together. */
	eventsTogether: number;
	/**
	 * Appends events of the past, with raw ids.
	 * @param batch the import that brings them
	 * @param replaces true where totals of a period take the place of others of the same source, period and subject
	 */
	append(events: readonly ImportedEvent[], batch?: string | null, replaces?: boolean): Promise<TakenIn>;
	/**
	 * Sets records aside that could not be read.
	 * @param batch the import whose file they are of
	 */
	reject(records: readonly RejectedRecord[], batch?: string | null): Promise<void>;
	/** Begins an import of a file and names it. */
	beginImport(origin: Readonly<{ source: string; file: string }>): Promise<string>;
	/** The whole file of an import has been read. */
	finishImport(batch: string): Promise<void>;
	/** Every import, the newest first. */
	listImports(): Promise<readonly ImportRecord[]>;
	/** Undoes an import; refuses one that there is not, or that is undone already. */
	undoImport(batch: string): Promise<ImportRecord>;
	/** Records that were set aside, the newest first. */
	listRejected(limit: number, query: RejectedQuery): Promise<readonly KeptRejectedRecord[]>;
	/** Appends what a record that was set aside came to after all, and lets it go; not where the log has another event by an id. */
	settleRejected(no: number, events: readonly ImportedEvent[], batch: string): Promise<TakenIn>;
	/** Keeps a record aside, for another reason than before. */
	keepRejected(no: number, reason: string): Promise<void>;
	/** Hands a record that came as JSON to the intake again: null when it is in the log, else why it stays aside. */
	retryRejected(no: number): Promise<string | null>;
	/** Keys, webhook secrets, and what is sealed. */
	credentials: CredentialWork;
	people: PeopleWork;
	displays: DisplayWork;
	privacy: PrivacyWork;
	/** What a restore has shut. */
	heldBack: HeldBackWork;
	/** What happened in the years, as people wrote it down. */
	annotations: AnnotationWork;
	close(): Promise<void>;
}>;

/** What the work rests on: a running server has them, and so has whoever opened the log. */
export type LogParts = Readonly<{
	log: EventLog;
	clock: Pick<Clock, 'now'>;
	pseudonyms: Pseudonyms;
	rejected: RejectedRecords;
	imports: ImportLedger;
	credentials: CredentialWork;
	people: PeopleWork;
	displays: DisplayWork;
	comments: Comments;
	privacy: PrivacyWork;
	heldBack: HeldBackWork;
	annotations: AnnotationWork;
}>;

/** A server shows its walls between two commits. */
export const eventsTogetherServed = 1000;
/** The work itself, on an open log. */
export function workOn(parts: LogParts, close: () => Promise<void>): LogAccess {
	const { imports, rejected, credentials, clock, people, displays, privacy, heldBack, annotations } = parts;
	const append: LogAccess['append'] = async (events, batch = null, replaces = false) => {
		await refuseUndone(imports, batch);
		const named = replaces ? await replacing(parts, events) : await idsInForce(parts, events);
		return takeIn(parts, named, true, batch);
	};
	return {
		eventsTogether: eventsTogetherServed,
		append,
		async reject(records, batch = null) {
			for (const record of records) rejected.add(record);
			await rejected.flush();
			if (batch !== null) await imports.addRejected(batch, records.length);
		},
		beginImport: (origin) => imports.begin(origin, clock.now()),
		finishImport: (batch) => imports.finish(batch, clock.now()),
		listImports: () => imports.list(),
		undoImport: (batch) => undoImport(parts, batch),
		listRejected: (limit, query) => rejected.list(limit, query),
		async settleRejected(no, events, batch): Promise<TakenIn> {
			const taken = await append(events, batch);
			if (taken.conflicts === 0) await rejected.erase(no);
			return taken;
		},
		keepRejected: (no, reason) => rejected.changeReason(no, reason),
		async retryRejected(no) {
			const reason = await retryEvent(parts, await keptRecord(rejected, no));
			if (reason === null) await rejected.erase(no);
			else await rejected.changeReason(no, reason);
			return reason;
		},
		credentials,
		people,
		displays,
		privacy,
		heldBack,
		annotations,
		close
	};
}

async function refuseUndone(imports: ImportLedger, batch: string | null): Promise<void> {
	if (batch !== null && (await imports.find(batch))?.undoneAt !== null)
		throw new NotTakenIn(`the import ${batch} was undone meanwhile, or is not known`);
}

async function keptRecord(rejected: RejectedRecords, no: number): Promise<KeptRejectedRecord> {
	const [record] = await rejected.list(1, { nos: [no] });
	if (record === undefined) throw new NotTakenIn(`no record ${no} is set aside any more`);
	return record;
}
