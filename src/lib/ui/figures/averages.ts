import type { NormStatus } from '#lib/domain/norms/norm-status.ts';

/** A figure that is off its norm: seconds, or a share of 0 to 1. */
export type OffNorm = Readonly<{ value: number; norm: number }>;

/** Which of the two averages are off their norm; null = within it, or nothing can be said. At least one is not null. */
export type OffAverages = Readonly<{ wait: OffNorm | null; level: OffNorm | null }>;

type Measured = Readonly<{ value: number | null; norm: number | null; status: NormStatus }>;

/**
 * The averages of the centre that are off their norm, or null when none is. The one judgement of what a sentence over the
 * whole centre may say: wall, phone and start page ask it here, so that none says "all within" beside an amber figure.
 */
export function offAverages(figures: Readonly<{ averageWait: Measured; serviceLevel: Measured }>): OffAverages | null {
	const wait = offNorm(figures.averageWait);
	const level = offNorm(figures.serviceLevel);
	return wait === null && level === null ? null : { wait, level };
}

function offNorm({ value, norm, status }: Measured): OffNorm | null {
	const isOff = status === 'attention' || status === 'alarm';
	return isOff && value !== null && norm !== null ? { value, norm } : null;
}
