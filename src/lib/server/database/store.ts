import type { EventStore } from '../event-log/event-store.ts';
import type { Leases } from '../replicas/leases.ts';
import type { SharedOrder } from '../replicas/shared-order.ts';
import type { WritableLogDatabase } from './sqlite/open-log.ts';
import type { StoreProbe } from './store-probe.ts';
import type { Tables } from './tables/tables.ts';

/** What cannot be made again, open for a server. */
export type OpenStore = Readonly<{
	tables: Tables;
	events: EventStore;
	probe: StoreProbe;
	leases: Leases;
	/** The log's file; null where the log is in a database that others may have open as well. */
	file: WritableLogDatabase | null;
	/** What others write to the log; null where nobody else can. */
	shared: SharedOrder | null;
}>;

/** What opening may be told. */
export type OpenStoreOptions = Readonly<{
	/** Told how many schema steps are due, before the first. */
	onMigration?: (due: number) => void;
	/** How long to wait for another process to let go of the log's file, or of the folder of this machine's files; a second where it is not given. */
	patienceMs?: number;
	/** Told of what should not stay as it is, though the store can be worked with. */
	onWarning?: (problem: string) => void;
}>;
