/** One group (a channel, a topic) in one period: how many counted, and the sum of what is averaged over them. */
export type GroupPeriod = Readonly<{ count: number; sum: number }>;

/** A group in both periods. Counts are those that define the average: answered contacts for a wait, answers for a score. */
export type GroupChange<Key> = Readonly<{ key: Key; before: GroupPeriod; after: GroupPeriod }>;

/** What one group did to the average, in its unit. */
export type GroupEffect<Key> = Readonly<{
	key: Key;
	/** Share of the counts, 0 to 1. */
	shareBefore: number;
	shareAfter: number;
	/** The group's own average; null where it had none. */
	rateBefore: number | null;
	rateAfter: number | null;
	/** What a changed share did, seen from 0: adds up to the whole mix effect, but says nothing about one group alone. */
	mix: number;
	/**
	 * What a changed share did, seen from the overall average: a growing group that is better than average improves it. Adds up to
	 * the same; this is the one to show.
	 */
	mixCentred: number;
	/** What the group's changed average did. */
	rate: number;
}>;

/** Why an average changed: `mix` (other shares) and `rate` (other averages) add up to the change exactly. */
export type MixAndRate<Key> = Readonly<{
	before: number;
	after: number;
	change: number;
	mix: number;
	rate: number;
	/** For the detail view: mix at the old averages, rate at the old shares, and what only both together did. */
	threeFold: Readonly<{ mix: number; rate: number; interaction: number }>;
	groups: readonly GroupEffect<Key>[];
}>;

/**
 * Takes the change of an average apart over groups, both periods treated alike. A group that is absent in one period is taken to
 * have had the other period's average: all that it did is mix. This is bookkeeping, not a cause.
 * Source: Kitagawa 1955.
 * @returns null when a period has nothing to average
 * @throws RangeError when a count is negative, or a sum belongs to no one
 */
export function mixAndRate<Key>(groups: readonly GroupChange<Key>[]): MixAndRate<Key> | null {
	const all = { before: { count: 0, sum: 0 }, after: { count: 0, sum: 0 } };
	for (const group of groups)
		for (const period of ['before', 'after'] as const) {
			const { count, sum } = group[period];
			if (!(count >= 0) || !Number.isFinite(sum) || (count === 0 && sum !== 0))
				throw new RangeError(`group ${String(group.key)} has count ${count} and sum ${sum} ${period}`);
			all[period].count += count;
			all[period].sum += sum;
		}
	const before = rateOf(all.before);
	const after = rateOf(all.after);
	if (before === null || after === null) return null;
	const middle = (before + after) / 2;
	const threeFold = { mix: 0, rate: 0, interaction: 0 };
	const effects = groups.map((group): GroupEffect<Key> => {
		const [rateBefore, rateAfter] = [rateOf(group.before), rateOf(group.after)];
		const [r0, r1] = [rateBefore ?? rateAfter ?? 0, rateAfter ?? rateBefore ?? 0];
		const [s0, s1] = [group.before.count / all.before.count, group.after.count / all.after.count];
		threeFold.mix += (s1 - s0) * r0;
		threeFold.rate += s0 * (r1 - r0);
		threeFold.interaction += (s1 - s0) * (r1 - r0);
		return {
			key: group.key,
			shareBefore: s0,
			shareAfter: s1,
			rateBefore,
			rateAfter,
			mix: ((s1 - s0) * (r0 + r1)) / 2,
			mixCentred: (s1 - s0) * ((r0 + r1) / 2 - middle),
			rate: ((r1 - r0) * (s0 + s1)) / 2
		};
	});
	// The centred parts add up to the same with smaller terms, so less is lost in rounding.
	const mix = effects.reduce((sum, effect) => sum + effect.mixCentred, 0);
	const rate = effects.reduce((sum, effect) => sum + effect.rate, 0);
	return { before, after, change: after - before, mix, rate, threeFold, groups: effects };
}

function rateOf({ count, sum }: GroupPeriod): number | null {
	return count === 0 ? null : sum / count;
}
