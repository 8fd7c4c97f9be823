import { type Channel, isFastChannel } from '../contact/channel.ts';
import { Slots } from '../contact/slots.ts';
import type { Leg, Wait } from '../contact/wait.ts';
import { FactSeries } from './fact-series.ts';

/** Facts of one scope, and the waits in it that have no known end. */
export type Scope<OpenWait extends Wait = Wait> = { readonly facts: FactSeries; readonly open: Slots<OpenWait> };

/** Who last entered a queue. */
export type LastEntries = {
	/** The channel of the last contact queued in it. */
	channel: Channel;
	/** When a contact last entered it, UTC ms. */
	lastEntry: number;
	/** The fast channel by which a contact last entered it, and when; null and 0 where none did. Boards show no other. */
	fastChannel: Channel | null;
	lastFastEntry: number;
};

/**
 * One queue: its legs. What happened on slow channels (a letter in a queue that also takes calls) stands apart, so that a board
 * can leave it out; all of the queue is both together.
 */
export type QueueScope = Scope<Leg> &
	LastEntries & {
		readonly queue: string;
		readonly slowFacts: FactSeries;
		/** The same by the import that told of the entry (null: none did), so that undoing one leaves what the others told. */
		readonly told: Map<string | null, LastEntries>;
	};

/** A queue that nobody is known to have entered. */
function noEntries(channel: Channel): LastEntries {
	return { channel, lastEntry: -Infinity, fastChannel: null, lastFastEntry: 0 };
}

/** A queue of which nothing is known yet. */
export function newQueueScope(queue: string, channel: Channel): QueueScope {
	const series = { facts: new FactSeries(), slowFacts: new FactSeries() };
	return { queue, ...noEntries(channel), told: new Map(), ...series, open: new Slots() };
}

/** Where the facts of a queue's leg stand, by its channel. */
export function queueFacts(scope: QueueScope, channel: Channel): FactSeries {
	return isFastChannel(channel) ? scope.facts : scope.slowFacts;
}

/** Takes a new leg into account, of which an import told, or none (null). */
export function noteLeg(scope: QueueScope, { channel, entry }: Leg, batch: string | null): void {
	let told = scope.told.get(batch);
	if (told === undefined) {
		told = noEntries(channel);
		scope.told.set(batch, told);
	}
	noteEntry(told, channel, entry);
	noteEntry(scope, channel, entry);
}

/** Forgets what an import told; false when it told nothing. */
export function untell(scope: QueueScope, batch: string): boolean {
	if (!scope.told.delete(batch)) return false;
	retellEntries(scope);
	return true;
}

function noteEntry(entries: LastEntries, channel: Channel, entry: number): void {
	if (entry >= entries.lastEntry) {
		entries.lastEntry = entry;
		entries.channel = channel;
	}
	if (entry >= entries.lastFastEntry && isFastChannel(channel)) {
		entries.lastFastEntry = entry;
		entries.fastChannel = channel;
	}
}

/** Makes a queue's last entries those that are told of. */
export function retellEntries(scope: QueueScope): void {
	Object.assign(scope, noEntries(scope.channel));
	for (const told of scope.told.values()) keepLatest(scope, told);
}

/** Of two accounts of who last entered, the later counts, for all channels and for the fast ones. */
export function keepLatest(entries: LastEntries, told: Readonly<LastEntries>): void {
	const { channel, lastEntry, fastChannel, lastFastEntry } = told;
	if (lastEntry >= entries.lastEntry) Object.assign(entries, { channel, lastEntry });
	if (fastChannel !== null && lastFastEntry >= entries.lastFastEntry)
		Object.assign(entries, { fastChannel, lastFastEntry });
}

/** A queue that is known, with what it takes to know it again. */
export type KnownQueue = Readonly<LastEntries & { queue: string; batch: string | null }>;
