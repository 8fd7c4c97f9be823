import type { ImportedEvent } from '#lib/domain/contact/contact-event.ts';
import type { Application } from '#lib/server/application.ts';
import type { Configuration } from '#lib/server/configuration.ts';
import { controlSocketPath } from '#lib/server/control/control-place.ts';
import { askServer, type ControlCommands, ServerGone, ServerRefused } from '#lib/server/control/control-socket.ts';
import { takeFollowed, type Followed } from '#lib/server/follow/take-followed.ts';
import { AlreadyOpen } from '#lib/server/database/sqlite/writer-lock.ts';
import type { ImportRecord } from '#lib/server/event-log/import-ledger.ts';
import { watchServer } from '#lib/server/doctor/server-facts.ts';
import type { KeptRejectedRecord, RejectedQuery, RejectedRecord } from '#lib/server/intake/rejected-records.ts';
import type { TakenIn } from '#lib/server/intake/take-in.ts';
import { annotationCommands, annotationsThroughServer, annotationWork } from './annotation-work.ts';
import { credentialCommands, credentialsThroughServer, credentialWork } from './credential-work.ts';
import { displayCommands, displaysThroughServer, displayWork } from './display-work.ts';
import { heldBackCommands, heldBackThroughServer, heldBackWork } from './held-back-work.ts';
import { peopleCommands, peopleThroughServer, peopleWork } from './people-work.ts';
import { privacyCommands, privacyThroughServer, privacyWork } from './privacy-work.ts';
import { openLogAlone } from './log-alone.ts';
import { eventsTogetherServed, type LogAccess, workOn } from './log-work.ts';

export type { LogAccess } from './log-work.ts';

/** Opens the way to a log. */
export async function openLogAccess(configuration: Configuration): Promise<LogAccess> {
	try {
		return await openLogAlone(configuration);
	} catch (error) {
		if (!(error instanceof AlreadyOpen)) throw error;
		return throughServer(controlSocketPath(configuration.databaseFile), error);
	}
}

type Records = Readonly<{ records: readonly RejectedRecord[]; batch: string | null }>;
type Events = Readonly<{ events: readonly ImportedEvent[]; batch: string | null; replaces?: boolean }>;

/**
 * What a running server does for the command line.
 * @param origin where people reach it, for links
 * @param port on which it listens; null while it does not
 */
export function commandsOf(
	app: Application,
	origin: () => string,
	port: () => number | null = () => null
): ControlCommands {
	const people = peopleWork(app.access.administration, origin);
	const credentials = credentialWork(app.access);
	const displays = displayWork(app.access.displays, (id) => app.access.watch.count('displays', id));
	const privacy = privacyWork(app.privacy);
	const heldBack = heldBackWork(app.heldBack);
	const annotations = annotationWork(app.annotations, app.access.audit);
	const access = workOn({ ...app, people, credentials, displays, privacy, heldBack, annotations }, async () => {});
	return {
		...credentialCommands(credentials),
		...peopleCommands(people),
		...displayCommands(displays),
		...privacyCommands(privacy),
		...heldBackCommands(heldBack),
		...annotationCommands(annotations),
		facts: watchServer(app, origin, port),
		backup: (asked: Parameters<typeof app.backups.make>[0]) => app.backups.make(asked),
		append: ({ events, batch, replaces }: Events) => access.append(events, batch, replaces),
		reject: ({ records, batch }: Records) => access.reject(records, batch),
		follow: (followed: Followed) => takeFollowed(app, followed),
		logHead: async () => ({ epoch: app.log.epoch, seq: (await app.log.head()).seq }),
		beginImport: (origin: { source: string; file: string }) => access.beginImport(origin),
		finishImport: ({ batch }: { batch: string }) => access.finishImport(batch),
		listImports: () => access.listImports(),
		undoImport: ({ batch }: { batch: string }) => access.undoImport(batch),
		listRejected: ({ limit, query }: { limit: number; query: RejectedQuery }) => access.listRejected(limit, query),
		settleRejected: ({ no, events, batch }: Events & { no: number; batch: string }) =>
			access.settleRejected(no, events, batch),
		keepRejected: ({ no, reason }: { no: number; reason: string }) => access.keepRejected(no, reason),
		retryRejected: ({ no }: { no: number }) => access.retryRejected(no),
		// Loaded when it is asked for: an import has no use for it, and it is a tenth of what it would load.
		report: async ({ parameters }: { parameters: string }) =>
			(await import('./report.ts')).serveReport(app.reports, parameters),
		trends: async ({ parameters }: { parameters: string }) =>
			(await import('./trends.ts')).serveTrends(app.trends, parameters)
	};
}

/** The answers are those of {@link commandsOf}, so their types are, too. */
function throughServer(path: string | null, locked: AlreadyOpen): LogAccess {
	let hasAnswered = false;
	const ask = async (command: string, input: unknown): Promise<unknown> => {
		try {
			const result = await askServer(path, command, input);
			hasAnswered = true;
			return result;
		} catch (error) {
			if (error instanceof ServerRefused) throw error;
			const code = error instanceof Error && 'code' in error ? error.code : null;
			// Something holds the log and does not listen: another command, or a server that is just starting.
			if (!hasAnswered && (code === 'ENOENT' || code === 'ECONNREFUSED')) throw locked;
			throw new ServerGone('the server that has the log open went away', { cause: error });
		}
	};
	return {
		eventsTogether: eventsTogetherServed,
		append: async (events, batch = null, replaces = false) =>
			(await ask('append', { events, batch, replaces })) as TakenIn,
		reject: async (records, batch = null) => void (await ask('reject', { records, batch })),
		beginImport: async (origin) => String(await ask('beginImport', origin)),
		finishImport: async (batch) => void (await ask('finishImport', { batch })),
		listImports: async () => (await ask('listImports', {})) as readonly ImportRecord[],
		undoImport: async (batch) => (await ask('undoImport', { batch })) as ImportRecord,
		listRejected: async (limit, query) =>
			(await ask('listRejected', { limit, query })) as readonly KeptRejectedRecord[],
		settleRejected: async (no, events, batch) => (await ask('settleRejected', { no, events, batch })) as TakenIn,
		keepRejected: async (no, reason) => void (await ask('keepRejected', { no, reason })),
		retryRejected: async (no) => (await ask('retryRejected', { no })) as string | null,
		credentials: credentialsThroughServer(ask),
		people: peopleThroughServer(ask),
		displays: displaysThroughServer(ask),
		privacy: privacyThroughServer(ask),
		heldBack: heldBackThroughServer(ask),
		annotations: annotationsThroughServer(ask),
		close: async () => {}
	};
}
