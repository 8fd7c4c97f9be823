import { fewestShown } from '#lib/domain/satisfaction/publication.ts';
import type { SurveyKind } from '#lib/domain/settings/survey-settings.ts';
import { mixAndRate } from '#lib/domain/trends/mix-and-rate.ts';
import type { Why, WhyGroup } from '#lib/protocol/annual-page.ts';
import type { PointScores } from './point-sums.ts';
import type { TrendPoint } from './trend-points.ts';

/** What is averaged in a group, and how much its average may be off by the sampling of answers. */
type Averaged = Readonly<{
	count: number;
	sum: number;
	/** Sum of squares of what is averaged; null where it is no sample. */ squares: number | null;
}>;
type Group = { name: string | null; isRest: boolean; before: Averaged; after: Averaged };

const nothing: Averaged = { count: 0, sum: 0, squares: 0 };
/** 95 %. */
const z = 1.959963984540054;

/**
 * Why an average differs between two years, by groups that add up to the whole.
 * @param before the year before, by part; `after` likewise
 * @returns null where one of the years has nothing to average
 */
export function whyOf(
	figure: Why['figure'],
	by: Why['by'],
	kind: SurveyKind,
	before: Readonly<{ year: number; parts: readonly TrendPoint[] }>,
	after: Readonly<{ year: number; parts: readonly TrendPoint[] }>
): Why | null {
	const groups = new Map<string | null, Group>();
	for (const [when, { parts }] of [['before', before] as const, ['after', after] as const])
		for (const point of parts) {
			const averaged = figure === 'asa' ? waitsOf(point) : answersOf(kind, point.sums.scores);
			const name = point.part[by];
			const group = groups.get(name) ?? { name, isRest: false, before: nothing, after: nothing };
			groups.set(name, { ...group, [when]: averaged ?? nothing });
		}
	const shown = figure === 'asa' ? [...groups.values()] : withoutFew([...groups.values()]);
	const used = shown.filter((group) => group.before.count + group.after.count > 0);
	const found = mixAndRate(used.map((group) => ({ key: group, before: group.before, after: group.after })));
	if (found === null) return null;
	const count = (when: 'before' | 'after'): number => used.reduce((sum, group) => sum + group[when].count, 0);
	return {
		...{ figure, by },
		before: { year: before.year, value: found.before, n: count('before') },
		after: { year: after.year, value: found.after, n: count('after') },
		...{ mix: found.mix, rate: found.rate },
		groups: found.groups.map((effect): WhyGroup => {
			const { key: group, shareBefore, shareAfter, rateBefore, rateAfter, mixCentred, rate } = effect;
			const reach = figure === 'asa' ? null : reachOf(group, (shareBefore + shareAfter) / 2);
			return {
				...{ group: group.name, isRest: group.isRest, shareBefore, shareAfter, rateBefore, rateAfter },
				...{ nBefore: group.before.count, nAfter: group.after.count, mix: mixCentred, rate },
				rateLow: reach === null ? null : rate - reach,
				rateHigh: reach === null ? null : rate + reach
			};
		})
	};
}

function waitsOf({ sums: { wait } }: TrendPoint): Averaged | null {
	return wait === null ? null : { count: wait.of, sum: wait.sumMs / 1000, squares: null };
}

/** What a score is the mean of: grades, 1 or 0 for those in the top set, 100, 0 or −100 for nps. */
function answersOf(kind: SurveyKind, scores: PointScores | null): Averaged | null {
	if (scores === null) return null;
	const { sums, hasSquares, hasTop, hasNps } = scores;
	if (kind === 'grade') return { count: sums.n, sum: sums.sum, squares: hasSquares ? sums.sumSquares : null };
	if (kind === 'nps') {
		const { promoters, detractors } = sums;
		if (!hasNps) return null;
		return { count: sums.n, sum: 100 * (promoters - detractors), squares: 10_000 * (promoters + detractors) };
	}
	return hasTop ? { count: sums.n, sum: sums.top, squares: sums.top } : null;
}

/** Half of the interval of a rate's effect, shares taken as they are; null where a spread is not known. */
function reachOf({ before, after }: Group, share: number): number | null {
	// A group that is absent in a year has no average of its own there: all that it did is mix.
	if (before.count === 0 || after.count === 0) return null;
	const [one, other] = [varianceOfMean(before), varianceOfMean(after)];
	return one === null || other === null ? null : z * share * Math.sqrt(one + other);
}

function varianceOfMean({ count, sum, squares }: Averaged): number | null {
	if (squares === null || count < 2) return null;
	return Math.max(0, count * squares - sum * sum) / (count * count * (count - 1));
}

/** Few answers could point at a person: such groups are taken together, and with the smallest other one where they are few still. */
function withoutFew(groups: readonly Group[]): readonly Group[] {
	const isFew = ({ before, after }: Group): boolean =>
		[before, after].some(({ count }) => count > 0 && count < fewestShown);
	const few = groups.filter(isFew);
	if (few.length === 0) return groups;
	const others = groups
		.filter((group) => !isFew(group))
		.sort((a, b) => a.before.count + a.after.count - (b.before.count + b.after.count));
	let rest: Group = { ...few.reduce(together, newRest()) };
	while (isFew(rest)) {
		const next = others.shift();
		// All answers together are so few that nothing can be told.
		if (next === undefined) return [];
		rest = together(rest, next);
	}
	return [...others, rest];
}

function newRest(): Group {
	return { name: null, isRest: true, before: nothing, after: nothing };
}

function together(rest: Group, group: Group): Group {
	const add = (one: Averaged, other: Averaged): Averaged => ({
		count: one.count + other.count,
		sum: one.sum + other.sum,
		squares: one.squares === null || other.squares === null ? null : one.squares + other.squares
	});
	return { ...rest, before: add(rest.before, group.before), after: add(rest.after, group.after) };
}
