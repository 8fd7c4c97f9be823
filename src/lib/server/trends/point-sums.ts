import { namedSums } from '#lib/domain/live/fact-kinds.ts';
import type { ReportTally } from '#lib/domain/reports/report-tally.ts';
import { mergeScores, newScoreSums, type ScoreSums } from '#lib/domain/satisfaction/score-sums.ts';
import type { SurveyKind, SurveyScale } from '#lib/domain/settings/survey-settings.ts';
import type { FigureGroup } from '#lib/domain/trends/interval-tiles.ts';
import type { IntervalFigures, PartOf, ScoreSum, TimeSum } from '#lib/domain/trends/interval-totals.ts';
import type { PointOrigin } from '#lib/domain/trends/interval-series.ts';

/** Sums of scores, and whether all that could be known of them is: totals may come without squares or top scores. */
export type PointScores = Readonly<{ sums: ScoreSums; hasSquares: boolean; hasTop: boolean; hasNps: boolean }>;

/** What all figures of a point are made of. Null = not known, 0 = nothing happened. */
export type PointSums = Readonly<{
	contacts: number | null;
	offered: number | null;
	answered: number | null;
	abandoned: number | null;
	/** Abandoned that counts against the centre, of these and the answered. */
	lost: PartOf | null;
	level: PartOf | null;
	wait: TimeSum | null;
	handle: TimeSum | null;
	sent: number | null;
	surveysAnswered: number | null;
	/** Answers to invitations that were told. */
	replied: number | null;
	scores: PointScores | null;
	/** Sent on to another queue, of the talks that ended. */
	transfers: PartOf | null;
}>;

type Origins = Readonly<Record<FigureGroup, PointOrigin>>;

/**
 * Puts what contacts and what totals tell of a point together. Where both tell and one of them does not know a figure, it is not
 * known: a part would pass for the whole.
 * @param tallyOf contacts in the spans of a group of figures that contacts tell
 * @param isSame whether both count their service level in one way, and who gave up so soon that it does not count; `isShortMixed`:
 * the totals themselves do the latter in several ways
 */
export function pointSums(
	origins: Origins,
	figures: IntervalFigures,
	tallyOf: (group: FigureGroup) => ReportTally,
	kind: SurveyKind,
	scale: SurveyScale,
	isSame: Readonly<{ level: boolean; short: boolean; isShortMixed: boolean }>
): PointSums {
	const sumsOf = new Map<ReportTally, ReturnType<typeof namedSums>>();
	const factsOf = (group: FigureGroup) => {
		const tally = tallyOf(group);
		let sums = sumsOf.get(tally);
		if (sums === undefined) sumsOf.set(tally, (sums = namedSums(tally.sums)));
		return sums;
	};
	const add = <Value>(
		group: FigureGroup,
		theirs: Value | null,
		own: () => Value,
		both: (a: Value, b: Value) => Value | null
	): Value | null => {
		const { told } = origins[group];
		if (told === 'nobody') return null;
		if (told === 'totals') return theirs;
		if (told === 'contacts') return own();
		return theirs === null ? null : both(own(), theirs);
	};
	const plus = (a: number, b: number): number => a + b;
	const count = (name: 'contacts' | 'offered' | 'answered' | 'abandoned'): number | null =>
		add('volume', figures[name], () => factsOf('volume')[name], plus);
	const { answered, abandoned, shortAbandoned } = figures;
	const lostOfTotals =
		answered === null || abandoned === null || isSame.isShortMixed
			? null
			: { met: abandoned - (shortAbandoned ?? 0), of: answered + abandoned - (shortAbandoned ?? 0) };
	const isShortSame = shortAbandoned !== null && isSame.short;
	const surveys = () => surveySums(tallyOf('surveys'));
	return {
		contacts: count('contacts'),
		offered: count('offered'),
		answered: count('answered'),
		abandoned: count('abandoned'),
		lost: add(
			'volume',
			lostOfTotals,
			() => {
				const own = factsOf('volume');
				const met = own.abandoned - own.shortAbandoned;
				return { met, of: own.answered + met };
			},
			// Short ones that one leaves out and the other does not are two ways of counting.
			(own, theirs) => (isShortSame ? addedParts(own, theirs) : null)
		),
		level: add(
			'serviceLevel',
			figures.withinTarget,
			() => {
				const { met, breached, abandonedInTarget } = factsOf('serviceLevel');
				return { met, of: met + breached + abandonedInTarget };
			},
			(own, theirs) => (isSame.level ? addedParts(own, theirs) : null)
		),
		wait: add('answeredWait', figures.answeredWait, () => timesOf(factsOf('answeredWait'), 'wait'), addedTimes),
		handle: add('handle', figures.handle, () => timesOf(factsOf('handle'), 'handle'), addedTimes),
		sent: add('surveys', figures.surveysSent, () => surveys().invited, plus),
		surveysAnswered: add('surveys', answersOf(figures), () => surveys().answered, plus),
		replied: add('surveys', answersOf(figures), () => surveys().replied, plus),
		scores: add(
			'surveys',
			scoresOfTotals(figures.score, kind, scale),
			() => ownScores(tallyOf('surveys')),
			addedScores
		),
		transfers: add(
			'volume',
			null,
			() => ({ met: factsOf('volume').transfers, of: factsOf('volume').segmentsEnded }),
			() => null
		)
	};
}

function answersOf({ surveysAnswered, score }: IntervalFigures): number | null {
	return surveysAnswered ?? score?.of ?? null;
}

function surveySums(tally: ReportTally) {
	const sums = { invited: 0, replied: 0, answered: 0 };
	for (const one of tally.surveys.values()) {
		sums.invited += one.invited;
		sums.replied += one.replied;
		sums.answered += one.answered;
	}
	return sums;
}

function ownScores(tally: ReportTally): PointScores {
	// In an order of their own: sums of shares differ in their last digit by the order of adding.
	const channels = [...tally.surveys].sort(([a], [b]) => ((a ?? '') < (b ?? '') ? -1 : 1));
	const sums = channels.reduce((sum, [, one]) => mergeScores(sum, one.scores), newScoreSums());
	return { sums, hasSquares: true, hasTop: true, hasNps: true };
}

/** Of totals of the kind that is asked for; a top set is known where it is the two highest scores, as files tell them. */
function scoresOfTotals(score: ScoreSum | null, kind: SurveyKind, scale: SurveyScale): PointScores | null {
	if (score === null || score.kind !== kind || score.min !== scale.min || score.max !== scale.max) return null;
	const { sum, of, squares, topTwo } = score;
	const isTopTwo = scale.top.length === 2 && scale.top.includes(scale.max) && scale.top.includes(scale.max - 1);
	return {
		sums: { ...newScoreSums(), n: of, sum, sumSquares: squares ?? 0, top: isTopTwo ? (topTwo ?? 0) : 0 },
		hasSquares: squares !== undefined,
		hasTop: isTopTwo && topTwo !== undefined,
		hasNps: false
	};
}

function addedScores(one: PointScores, other: PointScores): PointScores {
	return {
		sums: mergeScores(one.sums, other.sums),
		hasSquares: one.hasSquares && other.hasSquares,
		hasTop: one.hasTop && other.hasTop,
		hasNps: one.hasNps && other.hasNps
	};
}

function timesOf(sums: ReturnType<typeof namedSums>, of: 'wait' | 'handle'): TimeSum {
	return of === 'wait' ? { sumMs: sums.answeredWaitMs, of: sums.answered } : { sumMs: sums.handleMs, of: sums.handled };
}

function addedTimes(one: TimeSum, other: TimeSum): TimeSum {
	return { sumMs: one.sumMs + other.sumMs, of: one.of + other.of };
}

function addedParts(one: PartOf, other: PartOf): PartOf {
	return { met: one.met + other.met, of: one.of + other.of };
}
