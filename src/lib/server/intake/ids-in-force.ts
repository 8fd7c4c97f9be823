import type { ImportedEvent, LogEvent } from '#lib/domain/contact/contact-event.ts';
import type { ImportLedger } from '../event-log/import-ledger.ts';

type Parts = Readonly<{
	log: Readonly<{ find(source: string, id: string): Promise<LogEvent | null> }>;
	imports: Pick<ImportLedger, 'undone'>;
}>;

const looksTogether = 64;

/**
 * Gives the events of an import ids under which they can count. An id stays known for ever, so an event whose import was undone
 * would keep a corrected one of the same id out: that one gets the suffix `~1`, `~2` after the next undoing, and so on. An
 * event that still counts keeps its id: reading its file again adds nothing.
 */
export async function idsInForce<Event extends ImportedEvent>(
	{ log, imports }: Parts,
	events: readonly Event[]
): Promise<readonly Event[]> {
	const undone = await imports.undone();
	if (undone.size === 0) return events;
	const idOf = async (source: string, id: string): Promise<string> => {
		for (let undoings = 0; ; undoings++) {
			const candidate = undoings === 0 ? id : `${id}~${undoings}`;
			const known = await log.find(source, candidate);
			if (known?.batch === undefined || !undone.has(known.batch)) return candidate;
		}
	};
	const inForce = async (event: Event): Promise<Event> => {
		const { source, supersedes } = event;
		const id = await idOf(source, event.id);
		if (supersedes === undefined) return id === event.id ? event : { ...event, id };
		return { ...event, id, supersedes: await idOf(source, supersedes) };
	};
	const renamed: Event[] = [];
	// Where the log is in a database each look is a way there and back, so that some are under way at a time.
	for (let at = 0; at < events.length; at += looksTogether)
		renamed.push(...(await Promise.all(events.slice(at, at + looksTogether).map(inForce))));
	return renamed;
}
