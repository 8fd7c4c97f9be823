import { systemClock } from './clock.ts';
import type { WritableLogDatabase } from './database/sqlite/open-log.ts';
import type { RejectedStore } from './intake/rejected-records.ts';
import type { Projection } from './live/projection.ts';
import type { Logger } from './logger.ts';

/** Rejected records help to mend a sender; after this long nobody looks at them any more. */
const keepRejectedMs = 30 * 86_400_000;
const betweenMs = 3_600_000;

/**
 * Each hour: what is in the write-ahead log goes into the file, the live state is kept, and what was refused long ago is erased.
 * @returns a function that ends it
 */
export function keepHouse(
	database: WritableLogDatabase,
	projection: Projection,
	rejected: RejectedStore,
	logger: Logger
): () => void {
	const work = async (): Promise<void> => {
		database.checkpoint();
		projection.checkpoint();
		await rejected.eraseBefore(systemClock.now() - keepRejectedMs);
	};
	const run = (): void => void work().catch((error: unknown) => logger.error({ err: error }, 'housekeeping failed'));
	const timer = setInterval(run, betweenMs).unref();
	return () => clearInterval(timer);
}
