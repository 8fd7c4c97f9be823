import type { SourceEvent } from '#lib/domain/contact/contact-event.ts';
import { ApiKeys, type KeyScope, type ListedKey } from '#lib/server/access/api-keys.ts';
import { SqliteApiKeyStore } from '#lib/server/access/api-key-store.ts';
import type { Application } from '#lib/server/application.ts';
import { systemClock } from '#lib/server/clock.ts';
import type { Configuration } from '#lib/server/configuration.ts';
import {
	askServer,
	type ControlCommands,
	controlSocketPath,
	ServerGone,
	ServerRefused
} from '#lib/server/control/control-socket.ts';
import { besideLog } from '#lib/server/database/sqlite/beside-log.ts';
import { openLog } from '#lib/server/database/sqlite/open-log.ts';
import { AlreadyOpen } from '#lib/server/database/sqlite/writer-lock.ts';
import { EventLog } from '#lib/server/event-log/event-log.ts';
import { SqliteEventStore } from '#lib/server/event-log/sqlite-event-store.ts';
import { loadPseudonymKey } from '#lib/server/intake/pseudonym-key.ts';
import { Pseudonyms } from '#lib/server/intake/pseudonyms.ts';
import { type RejectedRecord, RejectedRecords } from '#lib/server/intake/rejected-records.ts';
import { SqliteRejectedStore } from '#lib/server/intake/rejected-store.ts';
import { type TakenIn, takeIn } from '#lib/server/intake/take-in.ts';

/** What the command line may write: through the running server where there is one, else on the file itself. */
export type LogAccess = Readonly<{
	/** Appends events of the past, with raw ids. */
	append(events: readonly SourceEvent[]): Promise<TakenIn>;
	/** Sets records aside that could not be read. */
	reject(records: readonly RejectedRecord[]): Promise<void>;
	/** Makes a key and gives its text. */
	createKey(source: string, scopes: readonly KeyScope[]): Promise<string>;
	/** Every key, the newest first. */
	listKeys(): Promise<readonly ListedKey[]>;
	/** Ends a key; false when there is none by this id, or it is revoked already. */
	revokeKey(id: string): Promise<boolean>;
	close(): Promise<void>;
}>;

type Parts = Readonly<{ log: EventLog; pseudonyms: Pseudonyms; rejected: RejectedRecords; keys: ApiKeys }>;

/** Opens the way to a log. */
export async function openLogAccess(configuration: Configuration): Promise<LogAccess> {
	try {
		return await openFile(configuration);
	} catch (error) {
		if (!(error instanceof AlreadyOpen)) throw error;
		return throughServer(controlSocketPath(configuration.databaseFile), error);
	}
}

/** What a running server does for the command line. */
export function commandsOf(app: Application): ControlCommands {
	const access = accessTo(app, async () => {});
	return {
		append: (events: readonly SourceEvent[]) => access.append(events),
		reject: (records: readonly RejectedRecord[]) => access.reject(records),
		createKey: (input: { source: string; scopes: readonly KeyScope[] }) => access.createKey(input.source, input.scopes),
		listKeys: () => access.listKeys(),
		revokeKey: (input: { id: string }) => access.revokeKey(input.id)
	};
}

async function openFile({ databaseFile }: Configuration): Promise<LogAccess> {
	const database = openLog(databaseFile);
	const store = new SqliteEventStore(database);
	const { seq } = await store.head();
	const onListenerError = (error: unknown): void => console.error(error);
	const log = new EventLog({ store, clock: systemClock, onListenerError });
	const rejected = new RejectedRecords(new SqliteRejectedStore(database));
	const parts: Parts = {
		log,
		rejected,
		pseudonyms: new Pseudonyms(loadPseudonymKey(besideLog(databaseFile, 'key'), seq === 0)),
		keys: new ApiKeys(new SqliteApiKeyStore(database), systemClock)
	};
	return accessTo(parts, async () => {
		await rejected.flush();
		await log.close();
	});
}

function accessTo(parts: Parts, close: () => Promise<void>): LogAccess {
	return {
		append: (events) => takeIn(parts, events, true),
		async reject(records) {
			for (const record of records) parts.rejected.add(record);
			await parts.rejected.flush();
		},
		createKey: async (source, scopes) => (await parts.keys.create(source, scopes)).text,
		listKeys: () => parts.keys.list(),
		revokeKey: (id) => parts.keys.revoke(id),
		close
	};
}

function throughServer(path: string, locked: AlreadyOpen): LogAccess {
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
		append: async (events) => (await ask('append', events)) as TakenIn, // as commandsOf gives it
		reject: async (records) => void (await ask('reject', records)),
		createKey: async (source, scopes) => String(await ask('createKey', { source, scopes })),
		listKeys: async () => (await ask('listKeys', {})) as readonly ListedKey[], // as commandsOf gives it
		revokeKey: async (id) => (await ask('revokeKey', { id })) === true,
		close: async () => {}
	};
}
