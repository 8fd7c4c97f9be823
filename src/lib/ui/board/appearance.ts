import type { NormStatus } from '#lib/domain/norms/norm-status.ts';
import type { LinkState } from '#lib/protocol/connection-state.ts';
import type { Silence } from '../figures/source-silence.ts';
import type { Shape } from '../kit/status-shape.ts';

/** How a tile stands by the age of its figures; `loading` has none yet. */
export type Appearance = LinkState | 'loading';

/** How one figure stands where the whole page stands so: on a living link the last known figures of a silent source are late. */
export function ownAppearance(page: Appearance, silence: Silence | null): Appearance {
	return silence !== null && page === 'live' ? 'delayed' : page;
}

/** The silence that a tile names: none where there is nothing yet that could be old, or nothing left. */
export function namedSilence(page: Appearance, silence: Silence | null): Silence | null {
	return page === 'loading' || page === 'blank' ? null : silence;
}

/** The shape that tells a tile's status, or null where the absence of one says that all is well. */
export function tileShape(status: NormStatus, appearance: Appearance): Shape | null {
	if (appearance === 'loading' || appearance === 'blank') return null;
	if (status !== 'attention' && status !== 'alarm') return null;
	return appearance === 'live' ? status : `${status}-late`;
}

/** The shape that tells a row's status, or null where there are no figures to have one. */
export function rowShape(status: NormStatus | null, appearance: Appearance): Shape | null {
	if (status === null || appearance === 'blank' || appearance === 'loading') return null;
	if (status === 'unknown') return 'none';
	if (appearance === 'live') return status;
	return status === 'within' ? 'late' : `${status}-late`;
}
