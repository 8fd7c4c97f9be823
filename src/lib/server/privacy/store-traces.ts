import { sql } from 'drizzle-orm';
import type { WritableLogDatabase } from '../database/sqlite/open-log.ts';
import type { Tables } from '../database/tables/tables.ts';

/** What a store still has of rows that were deleted or changed, and how it is rid of it. */
export type StoreTraces = Readonly<{
	/** Its files, where they are this server's own and can be looked through byte by byte. */
	files: readonly string[];
	/**
	 * Lets go of what lies beside the rows.
	 * @returns where something of it is left, in words or as files; none where nothing is
	 */
	empty(): Promise<readonly string[]>;
	/** Writes its files anew without what lies between the rows. */
	writeAnew(): Promise<void>;
}>;

/** Of a log's file: the write-ahead log is emptied, and the file can be written anew. */
export function tracesOfFile(database: WritableLogDatabase): StoreTraces {
	const wal = `${database.file}-wal`;
	return {
		files: [database.file, wal],
		empty: async () => ((await emptyWal(database)) ? [] : [wal]),
		writeAnew: async () => void database.client.exec('VACUUM')
	};
}

/** Somebody who reads, as a report does, holds it up for a moment. */
async function emptyWal(database: Pick<WritableLogDatabase, 'checkpoint'>): Promise<boolean> {
	for (let attempt = 0; attempt < 25; attempt++) {
		if (await database.checkpoint()) return true;
		await new Promise((resolve) => setTimeout(resolve, 200));
	}
	return false;
}

/**
 * Tables in which an erasure deletes or changes rows. The indexes of the log hold nothing that changes, and would be long to look
 * through; those of the others hold names.
 */
const touched: Readonly<Record<string, string>> = {
	comments: 'index_cleanup on',
	comment_keys: 'index_cleanup on',
	rejected_records: 'index_cleanup on',
	people: 'index_cleanup on',
	sessions: 'index_cleanup on',
	invitations: 'index_cleanup on',
	begun_erasures: 'index_cleanup on',
	erasure_notices: 'index_cleanup on',
	events: 'index_cleanup off, truncate off'
};

/**
 * Of a database of Postgres: dead rows are taken out of the tables, so that no query of anybody finds them and their room is used
 * again. Its files are those of another machine; what lies in free room, in its write-ahead log and in its backups goes as these do.
 */
export function tracesOfPostgres({ orm }: Pick<Tables, 'orm'>): StoreTraces {
	return {
		files: [],
		async empty() {
			const left: string[] = [];
			for (const [table, how] of Object.entries(touched))
				await orm
					.execute(sql.raw(`vacuum (${how}) ${table}`))
					.catch((error: unknown) => left.push(`the table ${table} of Postgres (${wordsOf(error)})`));
			return left;
		},
		writeAnew: () => Promise.resolve()
	};
}

function wordsOf(error: unknown): string {
	let cause = error;
	while (cause instanceof Error && cause.cause instanceof Error) cause = cause.cause;
	return cause instanceof Error ? cause.message : String(cause);
}
