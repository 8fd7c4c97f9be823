/** How the contacts of a window fared against their target, by service-level event (at most one per contact). */
export type ServiceLevelCounts = Readonly<{
	/** M: answered within the target. */
	met: number;
	/** B: waited past the target, whatever came of it; abandons of unknown wait count here too. */
	breached: number;
	/** A2: abandoned within the target, but not short. */
	abandonedInTarget: number;
	/** A1: short abandons within the target. */
	shortInTarget: number;
	/** All that were answered, in or out of target. */
	answered: number;
}>;

/** The six ways the trade counts; V5 is the default. */
export const serviceLevelVariants = ['V1', 'V2', 'V3', 'V4', 'V5', 'V6'] as const;
/** One of {@link serviceLevelVariants}. */
export type ServiceLevelVariant = (typeof serviceLevelVariants)[number];

/**
 * Service level: the share of contacts that met their target.
 * V1 answered only · V2 strict · V3 ignores abandons within the target · V4 counts them as met · V5 leaves short abandons out ·
 * V6 counts short abandons as met.
 * @returns 0 to 1, or null when nothing counted: an idle queue at night is not at 0 % nor at 100 %
 * @see docs/decisions/0005-service-level-denominator.md
 */
export function serviceLevel(variant: ServiceLevelVariant, counts: ServiceLevelCounts): number | null {
	const { met, breached, abandonedInTarget, shortInTarget, answered } = counts;
	const all = met + breached + abandonedInTarget + shortInTarget;
	switch (variant) {
		case 'V1':
			return share(met, answered);
		case 'V2':
			return share(met, all);
		case 'V3':
			return share(met, met + breached);
		case 'V4':
			return share(met + abandonedInTarget + shortInTarget, all);
		case 'V5':
			return share(met, met + breached + abandonedInTarget);
		case 'V6':
			return share(met + shortInTarget, all);
	}
}

/** Counts of a closed interval in which nobody waits any more, as reports of other systems give them. */
export type ClosedIntervalCounts = Readonly<{
	answered: number;
	answeredWithinTarget: number;
	abandoned: number;
	abandonedWithinTarget: number;
	abandonedBeforeShort: number;
}>;

/**
 * Service-level events from the counts of a closed interval.
 * @throws RangeError when a part exceeds its whole
 */
export function serviceLevelCounts(interval: ClosedIntervalCounts): ServiceLevelCounts {
	const { answered, answeredWithinTarget, abandoned, abandonedWithinTarget, abandonedBeforeShort } = interval;
	if (answeredWithinTarget > answered || abandonedWithinTarget > abandoned || abandonedBeforeShort > abandoned)
		throw new RangeError(`impossible counts of an interval: ${JSON.stringify(interval)}`);
	const shortInTarget = Math.min(abandonedBeforeShort, abandonedWithinTarget);
	return {
		met: answeredWithinTarget,
		breached: answered - answeredWithinTarget + abandoned - abandonedWithinTarget,
		abandonedInTarget: abandonedWithinTarget - shortInTarget,
		shortInTarget,
		answered
	};
}

/** A part of a whole, 0 to 1; null when the whole is nothing. */
export function share(part: number, whole: number): number | null {
	return whole === 0 ? null : part / whole;
}
