import type { SourceList, SourceRow } from '#lib/protocol/source-list.ts';
import type { FollowStanding } from '../follow/follower.ts';
import type { ListedSource, Sources } from './sources.ts';

/**
 * Every source that ever sent something as it happened, and every file that is followed although nothing came of it yet, in order
 * of their names.
 * @param now UTC epoch ms
 */
export function sourceList(sources: Pick<Sources, 'standing' | 'following'>, now: number): SourceList {
	const standing = sources.standing();
	const unheard = sources.following().filter(({ source }) => !standing.some((one) => one.source === source));
	const rows = [...standing.map(heardRow), ...unheard.map(unheardRow)];
	return { now, sources: rows.sort((one, other) => (one.source < other.source ? -1 : 1)) };
}

function heardRow({ follows, ...standing }: ListedSource): SourceRow {
	return { ...standing, follows: follows === undefined ? null : followed(follows) };
}

function unheardRow(follows: FollowStanding): SourceRow {
	const { source } = follows;
	return { source, label: source, aliveAt: null, silentSince: null, limitMs: null, follows: followed(follows) };
}

function followed(standing: FollowStanding): SourceRow['follows'] {
	const { file, problem, problemKind, problemSince, lastEventAt, lagMs, lines, rejected } = standing;
	const isHeldUp = problem !== null && problemSince !== null;
	return {
		file,
		problem: isHeldUp ? { kind: problemKind ?? 'other', text: problem, since: problemSince } : null,
		...{ lastEventAt, lagMs, lines, rejected }
	};
}
