import { ApiKeys } from '#lib/server/access/api-keys.ts';
import { StoredApiKeys } from '#lib/server/access/api-key-store.ts';
import { loadSeal } from '#lib/server/access/load-seal.ts';
import type { Seal } from '#lib/server/access/seal.ts';
import { WebhookSecrets } from '#lib/server/access/webhook-secrets.ts';
import { AuditTrail } from '#lib/server/audit/audit-trail.ts';
import { HeldBackDesk } from '#lib/server/backup/held-back.ts';
import { noteErasuresBeside } from '#lib/server/backup/open-backups.ts';
import { systemClock } from '#lib/server/clock.ts';
import type { Configuration } from '#lib/server/configuration.ts';
import { openStore } from '#lib/server/database/open-store.ts';
import { besideLog } from '#lib/server/database/sqlite/beside-log.ts';
import { openLog } from '#lib/server/database/sqlite/open-log.ts';
import type { Tables } from '#lib/server/database/tables/tables.ts';
import { Displays } from '#lib/server/displays/displays.ts';
import { CommittingStore } from '#lib/server/event-log/committing-store.ts';
import { EventLog } from '#lib/server/event-log/event-log.ts';
import type { EventStore } from '#lib/server/event-log/event-store.ts';
import { ImportLedger } from '#lib/server/event-log/import-ledger.ts';
import { asTablesFailure } from '#lib/server/event-log/tables-failure.ts';
import { loadPseudonymKey } from '#lib/server/intake/pseudonym-key.ts';
import { Pseudonyms } from '#lib/server/intake/pseudonyms.ts';
import { RejectedRecords } from '#lib/server/intake/rejected-records.ts';
import { StoredRejectedRecords } from '#lib/server/intake/rejected-store.ts';
import { openPeople } from '#lib/server/people/open-people.ts';
import { Sessions } from '#lib/server/people/sessions.ts';
import { Comments } from '#lib/server/privacy/comments.ts';
import { derivedAlone } from '#lib/server/privacy/derived-names.ts';
import { derivedAloneOfReplica } from '#lib/server/privacy/erasure-follower.ts';
import { ErasureNotices } from '#lib/server/privacy/erasure-notices.ts';
import { Privacy, type PrivacyParts } from '#lib/server/privacy/privacy.ts';
import { tracesOfFile, tracesOfPostgres } from '#lib/server/privacy/store-traces.ts';
import { agreeOnKey } from '#lib/server/replicas/key-agreement.ts';
import { annotationWorkAlone } from './annotation-work.ts';
import { type CredentialWork, credentialWork } from './credential-work.ts';
import { type DisplayWork, displayWork } from './display-work.ts';
import { heldBackWork } from './held-back-work.ts';
import { type LogAccess, type LogParts, workOn } from './log-work.ts';
import { patienceFor } from './patience.ts';
import { type PeopleWork, peopleWork } from './people-work.ts';
import { privacyWork } from './privacy-work.ts';

/** Nobody waits for a log that no server of this machine has open: what a commit costs by itself is spread over many events. */
export const eventsTogetherAlone = 4000;
/** Enough for the newest ids, as imports come in order of time; other orders find what they need with the system. */
const cacheBytesAlone = 8 * 1024 * 1024;

/** A log, and how somebody is erased from it where no server of this machine runs. */
type Opened = Readonly<{
	tables: Tables;
	store: EventStore;
	erasing: (seal: Seal) => Pick<PrivacyParts, 'derived' | 'traces' | 'notices'>;
	/** @throws LogUnfit when other servers make other pseudonyms */
	agreeOn: (key: Buffer) => Promise<void>;
}>;

const now = (): number => systemClock.now();

/**
 * Opens a log to work on it: its file, or the database, and with it this machine's own files.
 * @throws AlreadyOpen when a server of this machine, or another command, has it
 */
export async function openLogAlone(configuration: Configuration): Promise<LogAccess> {
	const opened = await (configuration.postgres === undefined ? openFile(configuration) : openDatabase(configuration));
	try {
		return await workAlone(configuration, opened);
	} catch (error) {
		await opened.store.close();
		throw error;
	}
}

async function openFile({ databaseFile }: Configuration): Promise<Opened> {
	const database = openLog(databaseFile, { patienceMs: await patienceFor(databaseFile) });
	database.client.pragma(`cache_size = -${cacheBytesAlone / 1024}`);
	return {
		tables: database,
		store: new CommittingStore(database, { cacheBytes: cacheBytesAlone }),
		erasing: () => ({ derived: derivedAlone(databaseFile), traces: tracesOfFile(database) }),
		agreeOn: () => Promise.resolve()
	};
}

/** Others may write to it at the same time; what they make of it themselves they hear of by the log. */
async function openDatabase(configuration: Configuration): Promise<Opened> {
	const { databaseFile } = configuration;
	const onWarning = (problem: string): void => console.error(problem);
	const opened = await openStore(configuration, { patienceMs: await patienceFor(databaseFile), onWarning });
	const { tables, events } = opened;
	return {
		tables,
		store: events,
		erasing(seal) {
			const notices = new ErasureNotices(tables, seal, now);
			return { derived: derivedAloneOfReplica(databaseFile, notices), traces: tracesOfPostgres(tables), notices };
		},
		agreeOn: (key) => agreeOnKey(opened, key, databaseFile)
	};
}

async function workAlone(
	configuration: Configuration,
	{ tables, store, erasing, agreeOn }: Opened
): Promise<LogAccess> {
	const { databaseFile, origin, port } = configuration;
	const { seq } = await store.head();
	const key = loadPseudonymKey(besideLog(databaseFile, 'key'), seq === 0);
	await agreeOn(key);
	const seal = loadSeal(configuration.access?.appKeys ?? [], besideLog(databaseFile, 'seal'));
	const onListenerError = (error: unknown): void => console.error(error);
	const log = new EventLog({ store, clock: systemClock, onListenerError });
	const rejected = new RejectedRecords(new StoredRejectedRecords(tables));
	const pseudonyms = new Pseudonyms(key);
	const comments = new Comments(tables, seal);
	const audit = new AuditTrail(tables, now);
	const privacy = new Privacy({
		...{ database: tables, log, pseudonyms, rejected, comments, seal, audit, clock: systemClock },
		...erasing(seal),
		peopleTurns: tables.turns('people'),
		endSession: () => {},
		noteErasure: noteErasuresBeside(databaseFile, now)
	});
	const parts: LogParts = {
		log,
		clock: systemClock,
		rejected,
		pseudonyms,
		comments,
		privacy: privacyWork(privacy),
		heldBack: heldBackWork(new HeldBackDesk(tables, audit)),
		annotations: annotationWorkAlone(log, now, audit),
		imports: new ImportLedger(tables, asTablesFailure),
		credentials: credentialsAlone(tables, seal, audit),
		people: peopleAlone(tables, audit, origin ?? `http://localhost:${port}`),
		displays: displaysAlone(tables, audit)
	};
	const access = workOn(parts, async () => {
		await rejected.flush();
		await log.close();
	});
	return { ...access, eventsTogether: eventsTogetherAlone };
}

/** Nothing is open for anybody where no server runs; other servers on the same log look themselves. */
function peopleAlone(tables: Tables, audit: AuditTrail, origin: string): PeopleWork {
	const desk = openPeople(tables, new Sessions(tables, now), audit, { end: () => {} }, now);
	return peopleWork(desk.administration, () => origin);
}

function displaysAlone(tables: Tables, audit: AuditTrail): DisplayWork {
	const warn = (what: unknown, text?: string): void => console.error(text ?? what);
	return displayWork(new Displays(tables, now, audit, { warn }), () => 0);
}

function credentialsAlone(tables: Tables, seal: Seal, audit: AuditTrail): CredentialWork {
	return credentialWork({
		...{ database: tables, seal, now, audit },
		keys: new ApiKeys(new StoredApiKeys(tables), systemClock),
		webhookSecrets: new WebhookSecrets({ database: tables, seal, now })
	});
}
