import type { WritableLogDatabase } from './database/sqlite/open-log.ts';
import type { Projection } from './live/projection.ts';
import type { Logger } from './logger.ts';
import type { RetentionJob } from './privacy/retention.ts';

const betweenMs = 3_600_000;

/**
 * At the start and each hour: what is in the write-ahead log goes into the file, the live state is kept, and what was kept as
 * long as the settings say is erased.
 * @returns a function that ends it
 */
export function keepHouse(
	database: WritableLogDatabase,
	projection: Projection,
	retention: RetentionJob,
	logger: Logger
): () => void {
	const work = async (): Promise<void> => {
		// First, so that what is erased leaves the write-ahead log as well.
		await retention.run();
		database.checkpoint();
		projection.checkpoint();
	};
	const run = (): void => void work().catch((error: unknown) => logger.error({ err: error }, 'housekeeping failed'));
	const timer = setInterval(run, betweenMs).unref();
	// A server that is started more often than once an hour has to erase as well.
	void retention.run();
	return () => clearInterval(timer);
}
