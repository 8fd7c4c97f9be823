import type { Seal } from '../access/seal.ts';
import type { Attempts } from '../attempts.ts';
import { systemClock } from '../clock.ts';
import type { OpenStore } from '../database/store.ts';
import type { Views } from '../database/sqlite/open-views.ts';
import { derivedOfServer } from './derived-names.ts';
import { derivedOfReplica, ErasureFollower, type FollowingParts } from './erasure-follower.ts';
import { ErasureNotices } from './erasure-notices.ts';
import type { PrivacyParts } from './privacy.ts';
import { tracesOfFile, tracesOfPostgres } from './store-traces.ts';

type Running = Omit<FollowingParts, 'database' | 'onFailure'> &
	Parameters<typeof derivedOfServer>[1] &
	Readonly<{ attempts: Pick<Attempts, 'run'> }>;

/** How a server erases, alone on its log or as one of several. */
export type Erasing = Readonly<{
	/** Whether the rows that were made of the log name contacts as it does now. */
	areNamesCurrent: () => Promise<boolean>;
	/** What privacy needs of it; from then on what other servers erase is followed. */
	parts(running: Running): Pick<PrivacyParts, 'traces' | 'derived' | 'notices'>;
	stop(): Promise<void>;
}>;

/** To be awaited before anything reads the log: rows of an earlier start may have names that were erased since. */
export async function openErasing(
	{ tables, file, shared }: Pick<OpenStore, 'tables' | 'file' | 'shared'>,
	views: Views,
	seal: Seal
): Promise<Erasing> {
	if (file !== null || shared === null) {
		const traces = file === null ? tracesOfPostgres(tables) : tracesOfFile(file);
		return {
			areNamesCurrent: () => Promise.resolve(true),
			parts: (running) => ({ traces, derived: derivedOfServer(views, running) }),
			stop: () => Promise.resolve()
		};
	}
	const notices = new ErasureNotices(tables, seal, () => systemClock.now());
	const follower = new ErasureFollower(notices, views);
	await follower.begin();
	return {
		areNamesCurrent: () => follower.areNamesCurrent(),
		parts({ attempts, ...running }) {
			follower.follow({
				...running,
				database: tables,
				onFailure: (error) =>
					attempts.run('following an erasure', () => {
						throw error;
					})
			});
			return { traces: tracesOfPostgres(tables), derived: derivedOfReplica(views, follower), notices };
		},
		stop: () => follower.stop()
	};
}
