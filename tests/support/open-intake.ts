import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { ApiKeys } from '#lib/server/access/api-keys.ts';
import { StoredApiKeys } from '#lib/server/access/api-key-store.ts';
import { Seal } from '#lib/server/access/seal.ts';
import { WebhookSecrets } from '#lib/server/access/webhook-secrets.ts';
import { openLog } from '#lib/server/database/sqlite/open-log.ts';
import { EventLog } from '#lib/server/event-log/event-log.ts';
import type { EventStore } from '#lib/server/event-log/event-store.ts';
import { SqliteEventStore } from '#lib/server/event-log/sqlite-event-store.ts';
import { newIntakeCounters } from '#lib/server/intake/intake-counters.ts';
import { IntakeRates } from '#lib/server/intake/intake-rates.ts';
import { anyNames } from '#lib/server/intake/new-names.ts';
import { Pseudonyms } from '#lib/server/intake/pseudonyms.ts';
import { RejectedRecords } from '#lib/server/intake/rejected-records.ts';
import { Comments } from '#lib/server/privacy/comments.ts';
import { StoredRejectedRecords } from '#lib/server/intake/rejected-store.ts';
import { temporaryFolder } from './temporary-folder.ts';

/** The real parts of the intake over a log of its own, at an instant that the test sets. */
export function openIntake(now: number, wrap: (store: EventStore) => EventStore = (store) => store) {
	const database = openLog(join(temporaryFolder(), 'bereik.db'));
	onTestFinished(() => database.close());
	const clock = { now: () => now };
	const rejectedStore = new StoredRejectedRecords(database);
	const rejected = new RejectedRecords(rejectedStore);
	const log = new EventLog({
		store: wrap(new SqliteEventStore(database)),
		clock,
		onListenerError: (error) => {
			throw error;
		}
	});
	return {
		database,
		clock,
		log,
		rejected,
		rejectedStore,
		keys: new ApiKeys(new StoredApiKeys(database), clock),
		pseudonyms: new Pseudonyms(Buffer.alloc(32, 1)),
		comments: new Comments(database, new Seal(Buffer.alloc(32, 2))),
		counters: newIntakeCounters(),
		webhookSecrets: new WebhookSecrets({ database, seal: new Seal(Buffer.alloc(32, 2)), now: () => now }),
		rates: new IntakeRates(),
		names: anyNames
	};
}
