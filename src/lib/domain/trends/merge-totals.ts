import { FigureSums, figureNames } from './figure-sums.ts';
import type { IntervalFigures, IntervalTotals, PartOf, ScoreSum, TimeSum } from './interval-totals.ts';

/** A figure of totals by its name. */
export type IntervalFigure = keyof IntervalFigures;

/** Totals put together, and what of them is not as good as it looks. */
export type MergedFigures = Readonly<{
	figures: IntervalFigures;
	/** How many of the parts do not have a figure, by its name; those that all have are left out. */
	lacking: Readonly<Partial<Record<IntervalFigure, number>>>;
	/** Figures whose parts are counted by different definitions: they are null, because their sum would mean nothing. */
	mixed: readonly IntervalFigure[];
	/** Figures of which a part was made of a rounded mean or share. */
	derived: readonly string[];
	/** How they are counted, each way once. Over channels each contact is held against its own channel's target. */
	definitions: readonly IntervalTotals['definition'][];
}>;

/** What there is to say of a part. */
type Part = Pick<IntervalTotals, 'channel' | 'figures' | 'definition' | 'derived'>;

/**
 * Adds totals of periods or subjects that do not overlap. Only sums and counts are added. A count is known only where every part has
 * it; of a mean or share the parts that have it are added with their weights, and `lacking` says how many had none.
 */
export function mergeTotals(parts: readonly Part[]): MergedFigures {
	const sums = new FigureSums();
	for (const { figures } of parts) sums.add(figures);
	const mixed: IntervalFigure[] = [];
	const shortMixed = hasMixedShorts(parts);
	if (shortMixed) mixed.push('shortAbandoned');
	const levelMixed = hasMixedLevels(parts);
	if (levelMixed) mixed.push('withinTarget');
	const scoreMixed = sums.score.isMixed;
	if (scoreMixed) mixed.push('score');
	const n = parts.length;
	const figures: IntervalFigures = {
		contacts: sums.contacts.of(n),
		offered: sums.offered.of(n),
		answered: sums.answered.of(n),
		abandoned: sums.abandoned.of(n),
		shortAbandoned: shortMixed ? null : sums.shortAbandoned.of(n),
		surveysSent: sums.surveysSent.of(n),
		surveysAnswered: sums.surveysAnswered.of(n),
		withinTarget: levelMixed ? null : sums.withinTarget.sum,
		answeredWait: sums.answeredWait.sum,
		allWait: sums.allWait.sum,
		handle: sums.handle.sum,
		score: sums.score.sum
	};
	const lacking: Partial<Record<IntervalFigure, number>> = {};
	for (const name of figureNames) if (sums[name].n > 0 && sums[name].n < n) lacking[name] = n - sums[name].n;
	return { figures, lacking, mixed, derived: derivedOf(parts), definitions: definitionsOf(parts) };
}

function derivedOf(parts: readonly Part[]): readonly string[] {
	const derived = new Set<string>();
	for (const part of parts) for (const name of part.derived) derived.add(name);
	return [...derived].sort();
}

/** Each once. Most parts are counted as the one before them. */
function definitionsOf(parts: readonly Part[]): readonly IntervalTotals['definition'][] {
	const definitions = new Map<string, IntervalTotals['definition']>();
	let last: IntervalTotals['definition'] | null = null;
	for (const { definition } of parts) {
		if (definition === last) continue;
		last = definition;
		definitions.set(textOf(definition), definition);
	}
	return [...definitions.values()];
}

/** A definition is compared for each group of figures of each point it is part of. */
const texts = new WeakMap<object, string>();

function textOf(definition: object): string {
	let text = texts.get(definition);
	if (text === undefined) texts.set(definition, (text = JSON.stringify(definition)));
	return text;
}

/** Whether those of one channel who gave up count as short up to several limits: each channel has its own. */
function hasMixedShorts(parts: readonly Part[]): boolean {
	const limits = new Map<string, number | null>();
	let last: Part | null = null;
	for (const part of parts) {
		const { channel, definition, figures } = part;
		if (figures.shortAbandoned === null) continue;
		if (last !== null && last.channel === channel && last.definition === definition) continue;
		last = part;
		const limit = definition.shortSeconds ?? null;
		const known = limits.get(channel ?? '');
		if (known !== undefined && known !== limit) return true;
		limits.set(channel ?? '', limit);
	}
	return false;
}

/** Whether service levels are counted in several ways, or those of one channel against several targets. */
function hasMixedLevels(parts: readonly Part[]): boolean {
	const ways = new Set<string>();
	const promises = new Map<string, Set<string>>();
	const seen = new Set<string>();
	let last: Part | null = null;
	for (const part of parts) {
		const { channel, definition, figures } = part;
		if (figures.withinTarget === null) continue;
		if (last !== null && last.channel === channel && last.definition === definition) continue;
		last = part;
		const one = `${channel ?? ''} ${textOf(definition)}`;
		if (seen.has(one)) continue;
		seen.add(one);
		const { serviceLevel = 'unknown', targetSeconds = null, shortSeconds = null } = definition;
		ways.add(serviceLevel);
		// Only these two leave short abandons out, or count them as met.
		const promise = [targetSeconds, serviceLevel === 'V5' || serviceLevel === 'V6' ? shortSeconds : null].join();
		const known = promises.get(channel ?? '') ?? new Set<string>();
		promises.set(channel ?? '', known.add(promise));
	}
	return ways.size > 1 || [...promises.values()].some(({ size }) => size > 1);
}

/** A share of its whole, 0 to 1; null when it is not known or the whole is nothing. */
export function shareOf(part: PartOf | null): number | null {
	return part === null || part.of === 0 ? null : part.met / part.of;
}

/** The mean of times in seconds; null when it is not known or nobody had any. */
export function meanSecondsOf(time: TimeSum | null): number | null {
	return time === null || time.of === 0 ? null : time.sumMs / time.of / 1000;
}

/** Mean of scores and their standard deviation (of a sample); null where they are not known. */
export function scoreOf(
	score: ScoreSum | null
): Readonly<{ n: number; mean: number | null; sd: number | null }> | null {
	if (score === null) return null;
	const { sum, of, squares } = score;
	const mean = of === 0 ? null : sum / of;
	const spread = squares === undefined || of < 2 || mean === null ? null : (squares - of * mean * mean) / (of - 1);
	return { n: of, mean, sd: spread === null ? null : Math.sqrt(Math.max(0, spread)) };
}
