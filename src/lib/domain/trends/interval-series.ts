import type { Channel } from '../contact/channel.ts';
import type { Interval } from '../time/interval.ts';
import { localPeriodAt, localWeekday, spanOf } from '../time/local-period.ts';
import type { WallClock } from '../time/wall-clock.ts';
import { type FigureGroup, figureGroups, type GroupPlan, hasFiguresOf, planGroup } from './interval-tiles.ts';
import type { IntervalFigures, IntervalTotals } from './interval-totals.ts';
import { type IntervalFigure, type MergedFigures, mergeTotals } from './merge-totals.ts';
import { joined, lengthOf, overlapping } from './spans.ts';

/** What a series of totals can be cut into; `weekday` has seven points over all of it, `1` is Monday. */
export const seriesGrains = ['day', 'weekday', 'week', 'sunday-week', 'month', 'quarter', 'year'] as const;
/** One of {@link seriesGrains}. */
export type SeriesGrain = (typeof seriesGrains)[number];

/** What a series is asked for. */
export type SeriesQuestion = Readonly<{
	grain: SeriesGrain;
	/** Only these contacts; null = all. */
	queue?: string | null;
	channel?: Channel | null;
	topic?: string | null;
	/** Only what lies in it; left out = everything. */
	within?: Interval;
	/** Spans of which every contact is in the log itself, in whole days: they win over totals. */
	contacts?: readonly Interval[];
}>;

/** How a group of figures of a point came about. */
export type PointOrigin = Readonly<{
	/** Who tells: contacts themselves, totals of files, both one after the other, or nobody. */
	told: 'contacts' | 'totals' | 'both' | 'nobody';
	/** Sources of the totals, by name. */
	sources: readonly string[];
	/** Spans of the point that are to be counted from contacts and added to the figures. */
	fromContacts: readonly Interval[];
	/** Share of the point's time that contacts and totals cover, 0 to 1. A file may leave closed days out. */
	covered: number;
	/** What was added up because no totals of all were there. Sums over queues count legs, not contacts. */
	summedOver: readonly ('queue' | 'channel' | 'topic')[];
	/** Totals that reach beyond the point and are not split: where there are any, the figures are null. */
	reachBeyond: readonly string[];
}>;

/** A point of a series. */
export type IntervalPoint = Readonly<{
	label: string;
	/** The spans it is of: one, or for a weekday each of its days. */
	spans: readonly Interval[];
	/** From totals alone; null where none fit, or one reaches beyond. */
	figures: IntervalFigures;
	quality: Readonly<Record<FigureGroup, Omit<MergedFigures, 'figures'> & PointOrigin>>;
}>;

/**
 * A series from totals of equal or finer periods. A period that lies across the edge of a point, such as a week across New Year, is
 * not split: a point that needs it has no figures and names it.
 * @param clock the clock of the site
 */
export function intervalSeries(
	totals: readonly IntervalTotals[],
	question: SeriesQuestion,
	clock: WallClock
): readonly IntervalPoint[] {
	const { within } = question;
	const contacts = joined(question.contacts ?? []);
	const rows = totals.filter((row) => isAbout(row, question) && (within === undefined || overlapping(row, within)));
	const byPoint = new Map<string, { spans: Map<number, Interval>; rows: Set<IntervalTotals> }>();
	const touch = (from: number, to: number, row: IntervalTotals | null): void => {
		for (const { label, span } of pointsOf(question.grain, { from, to }, clock)) {
			let point = byPoint.get(label);
			if (point === undefined) byPoint.set(label, (point = { spans: new Map(), rows: new Set() }));
			point.spans.set(span.from, clipped(span, within));
			if (row !== null) point.rows.add(row);
		}
	};
	for (const row of rows)
		touch(Math.max(row.from, within?.from ?? -Infinity), Math.min(row.to, within?.to ?? Infinity), row);
	for (const span of contacts)
		if (within === undefined || overlapping(span, within)) {
			const { from, to } = clipped(span, within);
			touch(from, to, null);
		}
	return [...byPoint]
		.map(([label, point]) =>
			intervalPoint(label, inOrder(point.spans.values()), [...point.rows], { ...question, contacts })
		)
		.sort((a, b) => (a.label < b.label ? -1 : 1));
}

/**
 * One point from totals.
 * @param spans in order, none overlapping
 * @param rows those about the contacts that are asked for, or parts of them, and touch the spans
 * @param areWhole whether each of them is known to have figures of every group
 */
export function intervalPoint(
	label: string,
	spans: readonly Interval[],
	rows: readonly IntervalTotals[],
	{ queue = null, channel = null, topic = null, contacts = [] }: Omit<SeriesQuestion, 'grain' | 'within'>,
	areWhole = false
): IntervalPoint {
	const subject = { queue, channel, topic };
	const figures: Partial<Record<keyof IntervalFigures, unknown>> = {};
	const quality: Partial<Record<FigureGroup, IntervalPoint['quality'][FigureGroup]>> = {};
	// Most files tell all figures of a period: then every group has the same plan.
	let shared: ReturnType<typeof mergedPlan> | null = null;
	for (const group of figureGroups) {
		const names: readonly (keyof IntervalFigures)[] = group.figures;
		const isOfAll = areWhole || rows.every((row) => hasFiguresOf(group, row));
		const found: ReturnType<typeof mergedPlan> =
			isOfAll && shared !== null
				? shared
				: mergedPlan(planGroup(isOfAll ? null : group, spans, rows, subject, contacts));
		if (isOfAll) shared = found;
		const { plan, merged, marks } = found;
		for (const figure of names) figures[figure] = plan.reachBeyond.length > 0 ? null : merged[figure];
		const own = <Name extends string>(all: readonly Name[]): readonly Name[] =>
			all.length === 0 ? all : all.filter((figure) => names.some((name) => name === figure));
		quality[group.name] = {
			lacking: Object.fromEntries(
				own(Object.keys(marks.lacking) as IntervalFigure[]).map((name) => [name, marks.lacking[name]]) // its keys
			),
			mixed: own(marks.mixed),
			definitions: marks.definitions,
			derived: own(marks.derived),
			...originOf(plan, spans)
		};
	}
	// Every group has been gone through, and together they have every figure.
	return { label, spans, figures: figures as IntervalFigures, quality: quality as IntervalPoint['quality'] };
}

function mergedPlan(plan: GroupPlan) {
	const { figures: merged, ...marks } = mergeTotals(plan.rows);
	return { plan, merged, marks };
}

function originOf(
	{ rows, fromContacts, summedOver, reachBeyond, uncoveredMs }: GroupPlan,
	spans: readonly Interval[]
): PointOrigin {
	const [ofContacts, ofTotals] = [fromContacts.length > 0, rows.length > 0];
	const told = ofContacts && ofTotals ? 'both' : ofContacts ? 'contacts' : ofTotals ? 'totals' : 'nobody';
	const sources = new Set<string>();
	for (const { source } of rows) sources.add(source);
	return {
		told,
		sources: [...sources].sort(),
		fromContacts,
		covered: 1 - uncoveredMs / Math.max(1, lengthOf(spans)),
		summedOver,
		reachBeyond: [...new Set(reachBeyond.map(({ bucket }) => bucket))].sort()
	};
}

/** Whether totals are of the contacts that are asked for, or of a part of them. */
export function isAbout(
	row: IntervalTotals,
	{ queue, channel, topic }: Omit<SeriesQuestion, 'grain' | 'within'>
): boolean {
	return (
		(queue ?? row.queue) === row.queue && (channel ?? row.channel) === row.channel && (topic ?? row.topic) === row.topic
	);
}

/** The points that a span touches, with the spans of their periods. */
function pointsOf(grain: SeriesGrain, { from, to }: Interval, clock: WallClock): { label: string; span: Interval }[] {
	const found: { label: string; span: Interval }[] = [];
	const unit = grain === 'weekday' ? 'day' : grain;
	const end = clock.localOf(to - 1);
	for (let local = clock.localOf(from); local <= end;) {
		const period = localPeriodAt(unit, local);
		const label = grain === 'weekday' ? String(localWeekday(period.from)) : period.label;
		found.push({ label, span: spanOf(unit, period, clock) });
		local = period.to;
	}
	return found;
}

function clipped(span: Interval, within: Interval | undefined): Interval {
	if (within === undefined) return span;
	return { from: Math.max(span.from, within.from), to: Math.min(span.to, within.to) };
}

function inOrder(spans: Iterable<Interval>): Interval[] {
	return [...spans].sort((a, b) => a.from - b.from);
}
