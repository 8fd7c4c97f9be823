import type { Interval } from '../time/interval.ts';
import { common, covers, joined, lengthOf, overlapping, without } from './spans.ts';
import type { IntervalFigures, IntervalSubject, IntervalTotals } from './interval-totals.ts';

/** Figures that belong together: a share is never made of counts of one file and another's. */
export const figureGroups = [
	{ name: 'volume', figures: ['contacts', 'offered', 'answered', 'abandoned', 'shortAbandoned'] },
	{ name: 'serviceLevel', figures: ['withinTarget'] },
	{ name: 'answeredWait', figures: ['answeredWait'] },
	{ name: 'allWait', figures: ['allWait'] },
	{ name: 'handle', figures: ['handle'] },
	{ name: 'surveys', figures: ['surveysSent', 'surveysAnswered', 'score'] }
] as const satisfies readonly Readonly<{ name: string; figures: readonly (keyof IntervalFigures)[] }>[];

/** The name of a group of figures. */
export type FigureGroup = (typeof figureGroups)[number]['name'];

/** Which totals make a group of figures of a point. */
export type GroupPlan = Readonly<{
	rows: readonly IntervalTotals[];
	fromContacts: readonly Interval[];
	summedOver: readonly (keyof IntervalSubject)[];
	/** Totals that lie partly outside the point, where nothing else covers that part of it. */
	reachBeyond: readonly IntervalTotals[];
	/** How much of the point neither totals nor contacts cover, ms. */
	uncoveredMs: number;
}>;

const subjects = ['queue', 'channel', 'topic'] as const;

/**
 * Chooses totals for a group of figures, each part of the point from one of them only: contacts before totals; totals of all that was
 * asked for before those of parts of it; a longer period before shorter ones; of equal ones the last that was imported.
 * Totals that contacts cover in part only are kept whole, and the contacts under them are not counted again.
 * @param group null = every row has figures of it
 * @param asked which contacts; null = all
 * @param contacts spans of which every contact is known, in order
 */
export function planGroup(
	group: (typeof figureGroups)[number] | null,
	spans: readonly Interval[],
	rows: readonly IntervalTotals[],
	asked: IntervalSubject,
	contacts: readonly Interval[]
): GroupPlan {
	const own = group === null ? rows : rows.filter((row) => hasFiguresOf(group, row));
	const candidates = contacts.length === 0 ? own : own.filter((row) => !covers(contacts, row));
	const fitting = candidates.every((row) => covers(spans, row))
		? candidates
		: candidates.filter((row) => covers(spans, row));
	const chosen: IntervalTotals[] = [];
	let tiles: readonly Interval[] = [];
	const summedOver = new Set<keyof IntervalSubject>();
	for (const parts of byParts(fitting, asked)) {
		// Where all is taken there is no room for parts of it.
		if (tiles.length > 0 && without(spans, tiles).length === 0) break;
		const before = chosen.length;
		for (const rowsOfOne of bySubject(parts)) {
			const taken = tiled(rowsOfOne, tiles);
			if (taken.length === 0) continue;
			for (const row of taken) chosen.push(row);
			for (const name of parts.over) summedOver.add(name);
		}
		if (chosen.length > before) tiles = joined([...tiles, ...chosen.slice(before)]);
	}
	const fromContacts = contacts.length === 0 ? [] : without(common(spans, contacts), tiles);
	const open = without(without(spans, tiles), fromContacts);
	const reachBeyond =
		fitting === candidates || open.length === 0
			? []
			: candidates.filter((row) => !covers(spans, row) && open.some((span) => overlapping(span, row)));
	return { rows: chosen, fromContacts, summedOver: [...summedOver].sort(), reachBeyond, uncoveredMs: lengthOf(open) };
}

/** Whether totals have any figure of a group. */
export function hasFiguresOf(group: (typeof figureGroups)[number], { figures }: IntervalTotals): boolean {
	return group.figures.some((figure) => figures[figure] !== null);
}

/** Totals that are parts of what was asked for by the same names. */
type Parts = { over: readonly (keyof IntervalSubject)[]; rows: IntervalTotals[] };

/** Totals by what they are parts by, those of the whole first. */
function byParts(rows: readonly IntervalTotals[], asked: IntervalSubject): Parts[] {
	const found: (Parts | undefined)[] = Array.from({ length: 1 << subjects.length }, () => undefined);
	const [byQueue, byChannel, byTopic] = [asked.queue === null, asked.channel === null, asked.topic === null];
	for (const row of rows) {
		const { queue, channel, topic } = row;
		const place = (byQueue && queue !== null ? 1 : 0) | (byChannel && channel !== null ? 2 : 0);
		const all = byTopic && topic !== null ? place | 4 : place;
		const known = found[all];
		if (known !== undefined) known.rows.push(row);
		else found[all] = { over: subjects.filter((_, index) => (all & (1 << index)) !== 0), rows: [row] };
	}
	// By channel before by queue: a contact has one channel, and may have legs in several queues.
	const rank = ({ over }: Parts): number => over.length * 2 + (over.includes('queue') ? 1 : 0);
	const parts: Parts[] = [];
	for (const row of rows.length === 0 ? [] : found) if (row !== undefined) parts.push(row);
	return parts.sort((a, b) => rank(a) - rank(b));
}

/** Parts of one subject each: of parts by one name, that name tells them apart. */
function bySubject({ over, rows }: Parts): Iterable<readonly IntervalTotals[]> {
	if (over.length === 0) return [rows];
	const [only] = over.length === 1 ? over : [];
	const found = new Map<string, IntervalTotals[]>();
	for (const row of rows) {
		const key = only === undefined ? `${row.queue ?? ''}\n${row.channel ?? ''}\n${row.topic ?? ''}` : (row[only] ?? '');
		const known = found.get(key);
		if (known === undefined) found.set(key, [row]);
		else known.push(row);
	}
	return found.values();
}

/**
 * Totals of one subject that do not overlap each other or what is taken already.
 * @param taken in order, none overlapping
 */
function tiled(rows: readonly IntervalTotals[], taken: readonly Interval[]): readonly IntervalTotals[] {
	// Nearly always there is nothing to choose between.
	if (taken.length === 0 && isOneAfterTheOther(rows)) return rows;
	// Those of one length in order of time, so that each has its place at the end.
	const inTurn = [...rows].sort((a, b) => b.to - b.from - (a.to - a.from) || a.from - b.from || b.seq - a.seq);
	const tiles = new SpanSet(taken);
	return inTurn.filter((row) => tiles.add(row));
}

function isOneAfterTheOther(rows: readonly IntervalTotals[]): boolean {
	let end = -Infinity;
	for (const { from, to } of rows) {
		if (from < end) return false;
		end = to;
	}
	return true;
}

/** Spans that do not overlap; whether another fits among them is found in the logarithm of their number. */
class SpanSet {
	/** In order. */
	readonly #spans: Interval[];

	/** @param spans in order, none overlapping */
	constructor(spans: readonly Interval[]) {
		this.#spans = [...spans];
	}

	/** @returns whether there was room for it */
	add(span: Interval): boolean {
		let [low, high] = [0, this.#spans.length];
		while (low < high) {
			const middle = (low + high) >> 1;
			if ((this.#spans[middle]?.to ?? 0) <= span.from) low = middle + 1;
			else high = middle;
		}
		const next = this.#spans[low];
		if (next !== undefined && next.from < span.to) return false;
		this.#spans.splice(low, 0, span);
		return true;
	}
}
