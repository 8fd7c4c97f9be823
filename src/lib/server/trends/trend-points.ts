import type { Channel } from '#lib/domain/contact/channel.ts';
import { channelSettingsAt } from '#lib/domain/settings/channel-settings.ts';
import type { SurveyKind } from '#lib/domain/settings/survey-settings.ts';
import type { Interval } from '#lib/domain/time/interval.ts';
import type { IntervalPoint } from '#lib/domain/trends/interval-series.ts';
import { type FigureGroup, figureGroups } from '#lib/domain/trends/interval-tiles.ts';
import { common, lengthOf } from '#lib/domain/trends/spans.ts';
import type { PointMarks, SeriesScope } from '#lib/protocol/trend-series.ts';
import type { PointSpan } from './point-spans.ts';
import { type PointSums, pointSums } from './point-sums.ts';
import { isSame, type Part, type PointTallies, tallyPoints } from './point-tallies.ts';
import type { Split } from './splits.ts';
import { channelPlace } from './totals-index.ts';
import { noTotals, TotalsOfParts } from './totals-of-parts.ts';
import type { TrendDefinitions } from './trend-definitions.ts';
import { channelsOf, contactFilter, type TrendWorld } from './trend-world.ts';

/** All that is known of a point, or of a part of it. */
export type TrendPoint = Readonly<{
	span: PointSpan;
	part: Part;
	sums: PointSums;
	volume: PointMarks;
	reach: PointMarks;
	satisfaction: PointMarks;
	/** Whether totals lie partly outside of it, so that it has no figures. */
	reachBeyond: boolean;
	/** How contacts are counted where it is those offered that stand for them. */
	volumeOffered: PointMarks;
}>;

/** What points are asked for. */
export type PointsQuestion = Readonly<{
	scope: SeriesScope;
	/** In order of time; they do not overlap. */
	spans: readonly PointSpan[];
	split: readonly Split[];
	survey: SurveyKind;
	/** Whether only how many came is used of the points: then nothing is looked up of surveys, and nothing said of them. */
	ofVolume?: boolean;
}>;

/** Of days that a file leaves out no part is known; less than this is rounding. */
const wholeWithin = 1e-9;

/**
 * Points made of contacts where the log has them, and of totals before that. Sums are added first and divided after.
 * @returns by point, then by part; every point has one where it is not split
 * @throws InvalidQuery when there is no such queue or topic
 */
export async function trendPoints(
	world: TrendWorld,
	{ scope, spans, split, survey, ofVolume = false }: PointsQuestion,
	definitions: TrendDefinitions
): Promise<readonly (readonly TrendPoint[])[]> {
	const filter = contactFilter(world, scope);
	const asked = channelsOf(scope);
	const totals = new TotalsOfParts(world, scope, asked, split);
	const rowsOf = spans.map((span) => totals.rowsIn(span));
	const { parts } = totals;
	const plan = (span: PointSpan, point: number, key: string, part: Part): IntervalPoint =>
		totals.plan(span, key, part, () => rowsOf[point]?.() ?? noTotals);
	// Contacts come from the same spans for every part of nearly every point: those are worked out first.
	const planned = spans.map((span, point) => {
		const byPart = new Map<string, IntervalPoint>();
		for (const [key, part] of parts) byPart.set(key, plan(span, point, key, part));
		return byPart;
	});
	const wanted = spans.map((span, point) => setsOf(planned[point] ?? new Map(), common(span.spans, world.contacts)));
	const tallies = await tallyPoints(world, { scope, split, survey, hasSurveys: !ofVolume }, filter, wanted);
	const all = new Map([...parts, ...tallies.parts]);
	await world.pause();
	const inOrder = [...all].sort(([, a], [, b]) => compareParts(a, b));
	return spans.map((span, point) =>
		inOrder.map(([key, part]) => {
			const own = planned[point]?.get(key) ?? plan(span, point, key, part);
			return pointOf(world, { scope, survey, ofVolume, asked, definitions, tallies }, span, part, point, own);
		})
	);
}

const noSurveys = { sent: null, surveysAnswered: null, replied: null, scores: null } as const;

type Around = Readonly<{
	scope: SeriesScope;
	survey: SurveyKind;
	ofVolume: boolean;
	asked: readonly Channel[] | null;
	definitions: TrendDefinitions;
	tallies: PointTallies;
}>;

function pointOf(
	world: TrendWorld,
	{ survey, ofVolume, asked, definitions, tallies }: Around,
	span: PointSpan,
	part: Part,
	point: number,
	{ quality, figures }: IntervalPoint
): TrendPoint {
	const only = part.channel === null ? asked : [part.channel];
	const level = quality.serviceLevel;
	const reachGroup = [level, quality.answeredWait, quality.volume].find(({ told }) => told !== 'nobody') ?? level;
	const reachKey = definitions.reach(reachGroup, span.spans, only);
	const { volume } = quality;
	const isSame = {
		level: level.told !== 'both' || isSameReach(world, level, span, only).level,
		short: volume.told !== 'both' || isSameReach(world, volume, span, only).short,
		isShortMixed: volume.mixed.includes('shortAbandoned')
	};
	const all = pointSums(
		quality,
		figures,
		(group) => tallies.of(point, quality[group].fromContacts, part),
		survey,
		world.settings.surveys.scales[survey],
		isSame
	);
	const sums = ofVolume ? { ...all, ...noSurveys } : all;
	const marks = (group: IntervalPoint['quality'][FigureGroup], key: string): PointMarks => ({
		told: group.told,
		sources: group.sources,
		definition: key,
		...sinceOf(world, span, group),
		...standing(span, group.covered, world.at)
	});
	return {
		...{ span, part, sums, reachBeyond: quality.volume.reachBeyond.length > 0 },
		volume: marks(quality.volume, definitions.volume(quality.volume)),
		volumeOffered: marks(
			quality.volume,
			sums.contacts === null && sums.offered !== null
				? definitions.volume(quality.volume, 'offered')
				: definitions.volume(quality.volume)
		),
		reach: marks(reachGroup, reachKey),
		satisfaction: marks(quality.surveys, definitions.satisfaction(quality.surveys, survey, figures.score))
	};
}

/** Whether totals of a point hold each channel against what its contacts are held against, and leave out who they leave out. */
function isSameReach(
	{ settings, totals }: TrendWorld,
	{ sources, fromContacts }: Pick<IntervalPoint['quality'][FigureGroup], 'sources' | 'fromContacts'>,
	span: PointSpan,
	only: readonly Channel[] | null
): Readonly<{ level: boolean; short: boolean }> {
	let [level, short] = [true, true];
	for (const source of sources)
		for (const { ways } of totals.regimesIn(source, only, span.spans))
			for (const [channel, way] of ways) {
				if (channel === null) return { level: false, short: false };
				for (const at of fromContacts.flatMap(({ from, to }) => [from, to - 1])) {
					const { targetMs, shortAbandonMs } = channelSettingsAt(settings, channel, at);
					// Where nobody gives up so soon that it matters, it is the same to say nothing of it.
					const isShort = (way.shortSeconds ?? 0) === shortAbandonMs / 1000;
					short &&= isShort;
					level &&= isShort && way.serviceLevel === 'V5' && way.targetSeconds === targetMs / 1000;
				}
			}
	return { level, short };
}

/** Since when contacts tell of a point whose beginning totals tell. */
function sinceOf(
	{ calendar }: TrendWorld,
	{ spans }: PointSpan,
	{ told, fromContacts }: Pick<IntervalPoint['quality'][FigureGroup], 'told' | 'fromContacts'>
): Pick<PointMarks, 'contactsSince'> {
	const [[span], [own]] = [spans, fromContacts];
	// Of a weekday all its days are one point: nothing begins in the middle of it.
	if (told !== 'both' || spans.length !== 1 || span === undefined || own === undefined || own.from <= span.from)
		return {};
	return { contactsSince: calendar.dateOf(own.from) };
}

function standing(span: PointSpan, covered: number, at: number) {
	const isRunning = span.spans.some(({ from, to }) => from <= at && at < to);
	// Of a weekday all its days are one period.
	const length = span.spans.length > 1 ? lengthOf(span.spans) : span.to - span.from;
	const share = length === 0 ? 0 : (covered * lengthOf(span.spans)) / length;
	return { isPartial: span.isClipped || isRunning || share < 1 - wholeWithin, isRunning, covered: share };
}

/** Each set of spans that contacts are counted in, once; the usual one first. */
function setsOf(
	plans: ReadonlyMap<string, IntervalPoint>,
	usual: readonly Interval[]
): readonly (readonly Interval[])[] {
	const sets: (readonly Interval[])[] = usual.length === 0 ? [] : [usual];
	for (const { quality } of plans.values())
		for (const { name } of figureGroups) {
			const { fromContacts } = quality[name];
			if (fromContacts.length > 0 && !sets.some((set) => isSame(set, fromContacts))) sets.push(fromContacts);
		}
	return sets;
}

/** What nobody knows comes last. */
function compareParts(a: Part, b: Part): number {
	return byName(a.queue, b.queue) || byName(a.topic, b.topic) || channelPlace(a.channel) - channelPlace(b.channel);
}

function byName(a: string | null, b: string | null): number {
	if (a === b) return 0;
	if (a === null) return 1;
	return b === null || a < b ? -1 : 1;
}
