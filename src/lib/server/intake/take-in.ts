import type { ImportedEvent, NewEvent } from '#lib/domain/contact/contact-event.ts';
import type { Clock } from '../clock.ts';
import type { AppendResult } from '../event-log/event-log.ts';
import { StoreFailure } from '../event-log/event-store.ts';
import type { CommentKeeper, NewComment } from '../privacy/comments.ts';
import type { Pseudonyms } from './pseudonyms.ts';
import { commentOf, commentsToKeep, withoutComment } from './survey-comment.ts';

/** What became of events that were handed over by the product's own hands. */
export type TakenIn = Readonly<{ stored: number; duplicates: number; conflicts: number }>;

/** The log could not take the events in. */
export class NotTakenIn extends Error {
	override readonly name = 'NotTakenIn';
	readonly isDiskFull: boolean;

	constructor(message: string, isDiskFull = false) {
		super(message);
		this.isDiskFull = isDiskFull;
	}
}

/** By name: the error may be of the other copy of the code, that of the command line which started the server. */
export function isNotTakenIn(error: unknown): error is NotTakenIn {
	return error instanceof Error && error.name === 'NotTakenIn';
}

type Door = Readonly<{
	log: Readonly<{ append(events: readonly NewEvent[]): Promise<AppendResult> }>;
	pseudonyms: Pseudonyms;
	comments: CommentKeeper;
	clock: Pick<Clock, 'now'>;
}>;

/**
 * Appends events of a file or a simulation, with pseudonyms made at the door as for any other.
 * @param backfill true for what lies in the past
 * @param batch the import that brings them; null for none
 * @throws NotTakenIn when the log is away or the disk is full: to be taken in again, which repeats nothing
 */
export async function takeIn(
	door: Door,
	events: readonly ImportedEvent[],
	backfill: boolean,
	batch: string | null = null
): Promise<TakenIn> {
	// One copy of each event, whatever is added to it: copies are a good part of what an import costs.
	const ready = events.map((raw): NewEvent => {
		const event = withoutComment(raw);
		if (!backfill) return door.pseudonyms.applyTo(event);
		const data = door.pseudonyms.dataOf(event);
		const past = batch === null ? { ...event, data, backfill: true } : { ...event, data, backfill: true, batch };
		return past as NewEvent; // the same pair of type and data, which the compiler cannot follow
	});
	const result = await door.log.append(ready);
	if (!result.committed) throw notTakenIn(result.refusal);
	await keepComments(door, commentsToKeep(ready, events.map(commentOf), result.outcomes));
	const counts = { stored: 0, duplicate: 0, conflict: 0 };
	for (const { status } of result.outcomes) counts[status]++;
	return { stored: counts.stored, duplicates: counts.duplicate, conflicts: counts.conflict };
}

/** Whoever is told that it failed takes the same in again; the events are repeats then, and bring their comments. */
async function keepComments({ comments, clock }: Door, kept: readonly NewComment[]): Promise<void> {
	if (kept.length === 0) return;
	try {
		await comments.keep(kept, clock.now());
	} catch (error) {
		throw error instanceof StoreFailure ? notTakenIn(error.failure) : error;
	}
}

function notTakenIn(refusal: string): NotTakenIn {
	return refusal === 'disk-full'
		? new NotTakenIn('the disk is full', true)
		: new NotTakenIn(`the event log is away (${refusal})`);
}
