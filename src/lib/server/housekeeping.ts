import type { WritableLogDatabase } from './database/sqlite/open-log.ts';
import type { Projection } from './live/projection.ts';
import type { Leases } from './replicas/leases.ts';
import type { Logger } from './logger.ts';
import type { Privacy } from './privacy/privacy.ts';
import type { RetentionJob } from './privacy/retention.ts';

const betweenMs = 3_600_000;
/** What could not be done because somebody else has the file is tried again after this long. */
const againMs = 60_000;

/** What the work rests on. */
export type HouseParts = Readonly<{
	/** The log's file; null where the log is in a database, which keeps its own house. */
	file: Pick<WritableLogDatabase, 'checkpoint' | 'isLocked'> | null;
	leases: Pick<Leases, 'take'>;
	projection: Pick<Projection, 'checkpoint'>;
	retention: Pick<RetentionJob, 'run'>;
	/** Brings erasures to their end that broke off, on whichever server; this one's own were at its start. */
	privacy: Pick<Privacy, 'finishBegun'>;
	logger: Pick<Logger, 'error' | 'warn'>;
	/** How often it is done, and after how long again where it could not be, ms. */
	pace?: Readonly<{ betweenMs: number; againMs: number }>;
}>;

/**
 * At the start and each hour: what is in the write-ahead log goes into the file, the live state is kept, and what was kept as
 * long as the settings say is erased. Nothing of it waits for somebody else: it is put off, a minute at a time.
 * @returns a function that ends it
 */
export function keepHouse({ file, leases, projection, retention, privacy, logger, pace }: HouseParts): () => void {
	const { betweenMs: between, againMs: again } = pace ?? { betweenMs, againMs };
	let isEnded = false;
	let isAtWork = false;
	let later: ReturnType<typeof setTimeout> | null = null;
	const putOff = (): void => {
		if (!isEnded) later = setTimeout(run, again).unref();
	};
	const erase = async (): Promise<boolean> => {
		// Every kind of it would wait for the lock by itself, and everything else with it.
		if (file?.isLocked() === true) return false;
		// Of several servers one does it. Should it end, another begins when the lease has run out.
		if ((await leases.take('house', 2 * between)) === null) return true;
		await retention.run();
		if (file === null) await privacy.finishBegun();
		return true;
	};
	const work = async (): Promise<void> => {
		// First, so that what is erased leaves the write-ahead log as well.
		const isErased = await erase();
		const isEmpty = !isEnded && (file === null || (await file.checkpoint()));
		if (!isEnded) projection.checkpoint();
		if (isErased && isEmpty) return;
		logger.warn(
			{ isErased, isEmpty },
			'somebody else reads or writes the log: housekeeping is tried again in a minute'
		);
		putOff();
	};
	const run = (): void => {
		if (isAtWork) return;
		isAtWork = true;
		if (later !== null) clearTimeout(later);
		work()
			.catch((error: unknown) => logger.error({ err: error }, 'housekeeping failed'))
			.finally(() => (isAtWork = false));
	};
	const timer = setInterval(run, between).unref();
	// A server that is started more often than once an hour has to erase as well.
	erase()
		.then((isErased) => void (isErased || putOff()))
		.catch((error: unknown) => logger.error({ err: error }, 'housekeeping failed'));
	return () => {
		isEnded = true;
		clearInterval(timer);
		if (later !== null) clearTimeout(later);
	};
}
