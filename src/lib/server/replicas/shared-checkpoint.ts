import { and, eq, gte, lte, ne, or } from 'drizzle-orm';
import { gunzipSync, gzipSync } from 'node:zlib';
import { systemClock } from '../clock.ts';
import type { OpenStore } from '../database/store.ts';
import { sharedCheckpoints } from '../database/postgres/replica-tables.ts';
import type { Views } from '../database/sqlite/open-views.ts';
import type { StoredCheckpoint } from '../live/checkpoint.ts';
import type { Logger } from '../logger.ts';

type Store = Pick<OpenStore, 'tables' | 'events' | 'leases' | 'shared'>;

/** A checkpoint of another server is worth its way from so many events on: they are folded in half a second. */
const worthwhileEvents = 50_000;
const leaseMs = 10 * 60_000;
const name = 'live';

/**
 * Takes up the checkpoint that the servers on a log have in common, where this machine has none or one from long before, so that a
 * server with an empty folder shows live figures at once. What is in it is looked at like one of its own: another version's is not used.
 */
export async function bringSharedCheckpoint(store: Store, views: Views, logger: Logger): Promise<void> {
	if (store.shared === null) return;
	try {
		const { epoch } = store.events;
		const mine = views.readCheckpoint();
		const known = mine?.epoch === epoch ? mine.seq : 0;
		const isNewer = and(
			eq(sharedCheckpoints.name, name),
			eq(sharedCheckpoints.epoch, epoch),
			gte(sharedCheckpoints.seq, known + worthwhileEvents)
		);
		const [kept] = await store.tables.orm.select().from(sharedCheckpoints).where(isNewer);
		if (kept !== undefined) views.writeCheckpoint(JSON.parse(gunzipSync(kept.state).toString()) as StoredCheckpoint); // written by `give`
	} catch (error) {
		// It only saves time.
		logger.warn({ err: error }, 'the checkpoint of the other servers could not be taken up');
	}
}

/** Views whose checkpoints others are given as well. */
export type SharingViews = Readonly<{
	views: Views;
	/** Resolves when none is on its way. */
	settled(): Promise<void>;
}>;

/** Views that give their checkpoints to the other servers too; one of them does so at a time. */
export function sharingCheckpoints(store: Store, views: Views, logger: Logger): SharingViews {
	if (store.shared === null) return { views, settled: () => Promise.resolve() };
	let giving: Promise<void> | null = null;
	const giveAway = (checkpoint: StoredCheckpoint): void => {
		giving ??= give(store, checkpoint)
			.catch((error: unknown) => logger.warn({ err: error }, 'a checkpoint could not be given to the other servers'))
			.finally(() => (giving = null));
	};
	return {
		views: {
			...views,
			writeCheckpoint(checkpoint) {
				views.writeCheckpoint(checkpoint);
				giveAway(checkpoint);
			}
		},
		settled: async () => void (await giving)
	};
}

async function give({ tables, leases }: Store, checkpoint: StoredCheckpoint): Promise<void> {
	const fence = await leases.take('shared-checkpoint', leaseMs);
	if (fence === null) return;
	const { epoch, seq, foldVersion } = checkpoint;
	const state = gzipSync(JSON.stringify(checkpoint), { level: 1 });
	const given = { epoch, seq, version: String(foldVersion), fence, writtenAt: systemClock.now(), state };
	// One that was frozen while it had the lease must not put an old one over a newer.
	const isOlder = and(
		lte(sharedCheckpoints.fence, fence),
		or(ne(sharedCheckpoints.epoch, epoch), lte(sharedCheckpoints.seq, seq))
	);
	await tables.orm
		.insert(sharedCheckpoints)
		.values({ name, ...given })
		.onConflictDoUpdate({
			target: sharedCheckpoints.name,
			set: given,
			...(isOlder === undefined ? {} : { setWhere: isOlder })
		});
}
