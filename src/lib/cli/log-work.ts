import type { ImportedEvent } from '#lib/domain/contact/contact-event.ts';
import { ApiKeys } from '#lib/server/access/api-keys.ts';
import { SqliteApiKeyStore } from '#lib/server/access/api-key-store.ts';
import { OneByOne } from '#lib/server/access/one-by-one.ts';
import { loadSeal } from '#lib/server/access/load-seal.ts';
import type { Seal } from '#lib/server/access/seal.ts';
import { WebhookSecrets } from '#lib/server/access/webhook-secrets.ts';
import { type Clock, systemClock } from '#lib/server/clock.ts';
import type { Configuration } from '#lib/server/configuration.ts';
import { besideLog } from '#lib/server/database/sqlite/beside-log.ts';
import { type LogDatabase, openLog } from '#lib/server/database/sqlite/open-log.ts';
import { CommittingStore } from '#lib/server/event-log/committing-store.ts';
import { EventLog } from '#lib/server/event-log/event-log.ts';
import { ImportLedger, type ImportRecord } from '#lib/server/event-log/import-ledger.ts';
import { undoImport } from '#lib/server/event-log/undo-import.ts';
import { idsInForce } from '#lib/server/intake/ids-in-force.ts';
import { replacing } from '#lib/server/trends/replacing.ts';
import { loadPseudonymKey } from '#lib/server/intake/pseudonym-key.ts';
import { Pseudonyms } from '#lib/server/intake/pseudonyms.ts';
import {
	type KeptRejectedRecord,
	type RejectedQuery,
	type RejectedRecord,
	RejectedRecords
} from '#lib/server/intake/rejected-records.ts';
import { SqliteRejectedStore } from '#lib/server/intake/rejected-store.ts';
import { retryEvent } from '#lib/server/intake/retry-event.ts';
import { NotTakenIn, type TakenIn, takeIn } from '#lib/server/intake/take-in.ts';
import { Comments } from '#lib/server/privacy/comments.ts';
import { derivedAlone } from '#lib/server/privacy/derived-names.ts';
import { Privacy } from '#lib/server/privacy/privacy.ts';
import { AuditTrail } from '#lib/server/audit/audit-trail.ts';
import { Displays } from '#lib/server/displays/displays.ts';
import { HeldBackDesk } from '#lib/server/backup/held-back.ts';
import { noteErasuresBeside } from '#lib/server/backup/open-backups.ts';
import { openPeople } from '#lib/server/people/open-people.ts';
import { Sessions } from '#lib/server/people/sessions.ts';
import { type AnnotationWork, annotationWorkAlone } from './annotation-work.ts';
import { type CredentialWork, credentialWork } from './credential-work.ts';
import { type DisplayWork, displayWork } from './display-work.ts';
import { type HeldBackWork, heldBackWork } from './held-back-work.ts';
import { type PrivacyWork, privacyWork } from './privacy-work.ts';
import { type PeopleWork, peopleWork } from './people-work.ts';
import { patienceFor } from './patience.ts';

/** What the command line may write: through the running server where there is one, else on the file itself. */
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

/** What the work rests on: a running server has them, and so has whoever opened the file. */
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

/** Nobody waits for a log that no server has open: what a commit costs by itself is spread over many events. */
export const eventsTogetherAlone = 4000;
/** A server shows its walls between two commits. */
export const eventsTogetherServed = 1000;
/** Enough for the newest ids, as imports come in order of time; other orders find what they need with the system. */
const cacheBytesAlone = 8 * 1024 * 1024;

/**
 * Opens a log's file to work on it.
 * @throws AlreadyOpen when a server, or another command, has it
 */
export async function openLogFile(configuration: Configuration): Promise<LogAccess> {
	const { databaseFile, origin, port } = configuration;
	const database = openLog(databaseFile, { patienceMs: await patienceFor(databaseFile) });
	database.client.pragma(`cache_size = -${cacheBytesAlone / 1024}`);
	const store = new CommittingStore(database, { cacheBytes: cacheBytesAlone });
	const { seq } = await store.head();
	const onListenerError = (error: unknown): void => console.error(error);
	const log = new EventLog({ store, clock: systemClock, onListenerError });
	const rejected = new RejectedRecords(new SqliteRejectedStore(database));
	const seal = loadSeal(configuration.access?.appKeys ?? [], besideLog(databaseFile, 'seal'));
	const pseudonyms = new Pseudonyms(loadPseudonymKey(besideLog(databaseFile, 'key'), seq === 0));
	const comments = new Comments(database, seal);
	const privacy = new Privacy({
		...{ database, log, pseudonyms, rejected, comments, seal, clock: systemClock },
		// Nobody else changes people while this process has the file.
		peopleTurns: new OneByOne(),
		audit: new AuditTrail(database, () => systemClock.now()),
		derived: derivedAlone(databaseFile),
		endSession: () => {},
		noteErasure: noteErasuresBeside(databaseFile, () => systemClock.now())
	});
	const parts: LogParts = {
		log,
		clock: systemClock,
		rejected,
		pseudonyms,
		comments,
		privacy: privacyWork(privacy),
		heldBack: heldBackWork(new HeldBackDesk(database, new AuditTrail(database, () => systemClock.now()))),
		annotations: annotationWorkAlone(log, () => systemClock.now(), new AuditTrail(database, () => systemClock.now())),
		imports: new ImportLedger(database),
		credentials: credentialsAlone(database, seal),
		people: peopleAlone(database, origin ?? `http://localhost:${port}`),
		displays: displaysAlone(database)
	};
	const access = workOn(parts, async () => {
		await rejected.flush();
		await log.close();
	});
	return { ...access, eventsTogether: eventsTogetherAlone };
}

/** Nothing is open for anybody where no server runs. */
function peopleAlone(database: LogDatabase, origin: string): PeopleWork {
	const now = (): number => systemClock.now();
	const watch = { end: () => {} };
	const desk = openPeople(database, new Sessions(database, now), new AuditTrail(database, now), watch, now);
	return peopleWork(desk.administration, () => origin);
}

function displaysAlone(database: LogDatabase): DisplayWork {
	const now = (): number => systemClock.now();
	const onWarning = (what: unknown, text?: string): void => console.error(text ?? what);
	return displayWork(new Displays(database, now, new AuditTrail(database, now), { warn: onWarning }), () => 0);
}

function credentialsAlone(database: LogDatabase, seal: Seal): CredentialWork {
	const now = (): number => systemClock.now();
	return credentialWork({
		database,
		seal,
		now,
		keys: new ApiKeys(new SqliteApiKeyStore(database), systemClock),
		webhookSecrets: new WebhookSecrets({ database, seal, now }),
		audit: new AuditTrail(database, now)
	});
}

/** The work itself, on an open log. */
export function workOn(parts: LogParts, close: () => Promise<void>): LogAccess {
	const { imports, rejected, credentials, clock, people, displays, privacy, heldBack, annotations } = parts;
	const append: LogAccess['append'] = async (events, batch = null, replaces = false) => {
		refuseUndone(imports, batch);
		const named = replaces ? await replacing(parts, events) : await idsInForce(parts, events);
		return takeIn(parts, named, true, batch);
	};
	return {
		eventsTogether: eventsTogetherServed,
		append,
		async reject(records, batch = null) {
			for (const record of records) rejected.add(record);
			await rejected.flush();
			if (batch !== null) imports.addRejected(batch, records.length);
		},
		beginImport: async (origin) => imports.begin(origin, clock.now()),
		finishImport: async (batch) => imports.finish(batch, clock.now()),
		listImports: async () => imports.list(),
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

function refuseUndone(imports: ImportLedger, batch: string | null): void {
	if (batch !== null && imports.find(batch)?.undoneAt !== null)
		throw new NotTakenIn(`the import ${batch} was undone meanwhile, or is not known`);
}

async function keptRecord(rejected: RejectedRecords, no: number): Promise<KeptRejectedRecord> {
	const [record] = await rejected.list(1, { nos: [no] });
	if (record === undefined) throw new NotTakenIn(`no record ${no} is set aside any more`);
	return record;
}
