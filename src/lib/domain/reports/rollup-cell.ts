import type { Channel } from '../contact/channel.ts';
import type { Wait, WaitOutcome } from '../contact/wait.ts';
import {
	addFact,
	fact,
	type FactKind,
	type FactSums,
	kindCount,
	namedSums,
	noSums,
	type Sign
} from '../live/fact-kinds.ts';
import { entryFacts, exitFacts } from '../live/wait-facts.ts';

/** A stay in a queue as it is stored and counted: queues and topics by number, 0 where the topic is not known. */
export type CountedWait = Readonly<{
	/** 1 a leg, 2 an episode, 3 both at once. */
	scope: number;
	/** 1 the contact's first leg in its queue, 2 its first episode, 3 both, 0 neither. */
	isFirst: number;
	queueNo: number;
	channel: Channel;
	topicNo: number;
	entry: number;
	/** Null while it lasts. */
	exit: number | null;
	outcome: WaitOutcome | null;
	waitUnknown: boolean;
	firstReplyMs: number | null;
	handled: number;
	handledMs: number;
	talksEnded: number;
	transferred: number;
}>;

/** The bits of {@link CountedWait}'s `scope` and `isFirst`. */
export const legBit = 1;
export const episodeBit = 2;

/** T and S as they hold for a wait. */
export type Promised = Readonly<{ targetMs: number; shortAbandonMs: number }>;

/** Kinds of fact that a cell counts, and those whose times it adds up. Only ever added to: cells are stored in this order. */
export const countedKinds = [
	'entered',
	'reentered',
	'answeredInTarget',
	'answeredLate',
	'shortInTarget',
	'shortLate',
	'abandonedInTarget',
	'abandonedLate',
	'abandonedUntimed',
	'flow',
	'breached',
	'transferred',
	'talkEnded',
	'handled',
	'firstReplied'
] as const satisfies readonly FactKind[];
export const timedKinds = [
	'answeredInTarget',
	'answeredLate',
	'shortInTarget',
	'shortLate',
	'abandonedInTarget',
	'abandonedLate',
	'handled',
	'firstReplied'
] as const satisfies readonly FactKind[];

/** Where the numbers of a cell stand in a vector of sums of facts. */
const places: readonly number[] = [
	...countedKinds.map((kind) => fact[kind]),
	...timedKinds.map((kind) => kindCount + fact[kind])
];
/** Where a cell says how many of its waits go on. */
export const pendingPlace = places.length;
/** How many numbers a cell has: counts, times, and how many wait. */
export const cellSize = places.length + 1;

/**
 * What became of the waits that entered in one span of one queue: counts and sums of ms, so that cells add up. A wait that goes on
 * is counted as entered and as pending; what time alone makes of it (its breach, its being given up) is added when it is asked for.
 * So a cell says nothing that is not in the rows, and does not age.
 */
export type Cell = Float64Array;

/** A cell of nothing. */
export function newCell(): Cell {
	return new Float64Array(cellSize);
}

/** Adds one cell to another. */
export function addCell(into: Cell, cell: ArrayLike<number>, sign: Sign = 1): void {
	for (let at = 0; at < cellSize; at++) into[at] = (into[at] ?? 0) + sign * (cell[at] ?? 0);
}

/** Adds a cell to a vector of sums of facts; what is pending has no place there. */
export function addCellToSums(sums: Float64Array, cell: ArrayLike<number>): void {
	for (let at = 0; at < places.length; at++) {
		const place = places[at] ?? 0;
		sums[place] = (sums[place] ?? 0) + (cell[at] ?? 0);
	}
}

/** What a cell says, by name; its `pending` stands in {@link pendingPlace}. */
export function sumsOfCell(cell: ArrayLike<number>): FactSums {
	const sums = noSums();
	addCellToSums(sums, cell);
	return namedSums(sums);
}

/** Whether no wait entered: such a cell says nothing. */
export function isEmptyCell(cell: ArrayLike<number>): boolean {
	return (cell[0] ?? 0) === 0 && (cell[1] ?? 0) === 0;
}

const scratch = noSums();
const sink = {
	add(_at: number, kind: number, ms: number, sign: Sign): void {
		addFact(scratch, kind, ms, sign);
	}
};

/**
 * What one stay adds to a cell of its legs or of its episodes.
 * @param into overwritten with it
 */
export function countWait(
	into: Cell,
	row: CountedWait,
	isFirst: boolean,
	{ targetMs, shortAbandonMs }: Promised
): void {
	scratch.fill(0);
	const { channel, entry, exit, outcome, waitUnknown } = row;
	const wait: Wait = {
		channel,
		entry,
		exit,
		outcome,
		waitUnknown,
		targetMs,
		shortAbandonMs,
		givenUpAt: null,
		backfill: false,
		slot: -1
	};
	entryFacts(wait, isFirst, sink);
	exitFacts(wait, sink);
	addMany(fact.firstReplied, row.firstReplyMs === null ? 0 : 1, row.firstReplyMs ?? 0);
	if (row.talksEnded > 0) {
		addMany(fact.handled, row.handled, row.handledMs);
		addMany(fact.transferred, row.transferred, 0);
		addMany(fact.talkEnded, row.talksEnded - row.transferred, 0);
	}
	for (let at = 0; at < places.length; at++) into[at] = scratch[places[at] ?? 0] ?? 0;
	into[pendingPlace] = exit === null ? 1 : 0;
}

function addMany(kind: number, count: number, ms: number): void {
	scratch[kind] = (scratch[kind] ?? 0) + count;
	scratch[kindCount + kind] = (scratch[kindCount + kind] ?? 0) + ms;
}
