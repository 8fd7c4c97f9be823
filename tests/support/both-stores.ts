import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { openLog } from '../../src/lib/server/database/sqlite/open-log.ts';
import type { Tables } from '../../src/lib/server/database/tables/tables.ts';
import { hasPostgres, testDatabase } from './postgres.ts';
import { temporaryFolder } from './temporary-folder.ts';

/** A kind of store, to be opened afresh for each test. */
export type StoreOfTest = Readonly<{
	dialect: Tables['dialect'];
	/** Tables that nobody else has; closed when the test is over. To be asked for inside a test or its `beforeEach`. */
	openTables: () => Promise<Tables>;
}>;

const sqlite: StoreOfTest = {
	dialect: 'sqlite',
	openTables() {
		const database = openLog(join(temporaryFolder(), 'bereik.db'));
		onTestFinished(() => database.close());
		return Promise.resolve(database);
	}
};

const postgres: StoreOfTest = { dialect: 'postgres', openTables: () => testDatabase() };

/** For `describe.each(bothStores)('… on $dialect', ({ openTables }) => { … })`. */
export const bothStores: readonly StoreOfTest[] = hasPostgres ? [sqlite, postgres] : [sqlite];
