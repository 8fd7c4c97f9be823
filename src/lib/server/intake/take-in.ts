import type { NewEvent, SourceEvent } from '#lib/domain/contact/contact-event.ts';
import type { AppendResult } from '../event-log/event-log.ts';
import type { Pseudonyms } from './pseudonyms.ts';
import { withoutComment } from './survey-comment.ts';

/** What became of events that were handed over by the product's own hands. */
export type TakenIn = Readonly<{ stored: number; duplicates: number; conflicts: number }>;

/** The log could not take the events in. */
export class NotTakenIn extends Error {
	override readonly name = 'NotTakenIn';
}

type Door = Readonly<{
	log: Readonly<{ append(events: readonly NewEvent[]): Promise<AppendResult> }>;
	pseudonyms: Pseudonyms;
}>;

/**
 * Appends events of a file or a simulation, with pseudonyms made at the door as for any other.
 * @param backfill true for what lies in the past
 * @param batch the import that brings them; null for none
 * @throws NotTakenIn when the log is away or the disk is full; nothing of this call is in the log then
 */
export async function takeIn(
	door: Door,
	events: readonly SourceEvent[],
	backfill: boolean,
	batch: string | null = null
): Promise<TakenIn> {
	const ready = events.map((event) => {
		const anonymous = door.pseudonyms.applyTo(withoutComment(event));
		if (!backfill) return anonymous;
		return batch === null
			? { ...anonymous, backfill: true as const }
			: { ...anonymous, backfill: true as const, batch };
	});
	const result = await door.log.append(ready);
	if (!result.committed)
		throw new NotTakenIn(
			result.refusal === 'disk-full' ? 'the disk is full' : `the event log is away (${result.refusal})`
		);
	const count = (status: string): number => result.outcomes.filter((outcome) => outcome.status === status).length;
	return { stored: count('stored'), duplicates: count('duplicate'), conflicts: count('conflict') };
}
