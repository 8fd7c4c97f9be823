import type { ImportedEvent, LogEvent } from '#lib/domain/contact/contact-event.ts';
import type { ImportLedger } from '../event-log/import-ledger.ts';

type Parts = Readonly<{
	log: Readonly<{ find(source: string, id: string): Promise<LogEvent | null> }>;
	imports: Pick<ImportLedger, 'undone'>;
}>;

/**
 * Gives the events of an import ids under which they can count. An id stays known for ever, so an event whose import was undone
 * would keep a corrected one of the same id out: that one gets the suffix `~1`, `~2` after the next undoing, and so on. An
 * event that still counts keeps its id: reading its file again adds nothing.
 */
export async function idsInForce<Event extends ImportedEvent>(
	{ log, imports }: Parts,
	events: readonly Event[]
): Promise<readonly Event[]> {
	const undone = imports.undone();
	if (undone.size === 0) return events;
	const idOf = async (source: string, id: string): Promise<string> => {
		for (let undoings = 0; ; undoings++) {
			const candidate = undoings === 0 ? id : `${id}~${undoings}`;
			const known = await log.find(source, candidate);
			if (known?.batch === undefined || !undone.has(known.batch)) return candidate;
		}
	};
	const renamed: Event[] = [];
	for (const event of events) {
		const id = await idOf(event.source, event.id);
		const { supersedes } = event;
		if (supersedes === undefined) renamed.push(id === event.id ? event : { ...event, id });
		else renamed.push({ ...event, id, supersedes: await idOf(event.source, supersedes) });
	}
	return renamed;
}
