import type { Configuration } from '../configuration.ts';
import { SqliteEventStore } from '../event-log/sqlite-event-store.ts';
import { ownLeases } from '../replicas/leases.ts';
import { openLog } from './sqlite/open-log.ts';
import { WriteProbe } from './sqlite/write-probe.ts';
import type { OpenStore, OpenStoreOptions } from './store.ts';

/**
 * Opens the store that a configuration names.
 * @throws AlreadyOpen when another server has it, or has the folder of this machine's files; LogUnfit when it is not fit to keep a
 * log; StoreFailure when it cannot be reached
 */
export async function openStore(configuration: Configuration, options: OpenStoreOptions = {}): Promise<OpenStore> {
	if (configuration.postgres !== undefined) {
		// Its driver is not loaded for the many that have a file.
		const { openSharedStore } = await import('./postgres/open-shared-store.ts');
		return openSharedStore(configuration.databaseFile, configuration.postgres, options);
	}
	const file = openLog(configuration.databaseFile, options);
	return {
		tables: file,
		events: new SqliteEventStore(file),
		probe: new WriteProbe(file),
		leases: ownLeases,
		file,
		shared: null
	};
}
