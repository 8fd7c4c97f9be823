import type { ImportedEvent, LogEvent } from '#lib/domain/contact/contact-event.ts';
import { isIntervalEvent } from '#lib/domain/trends/interval-totals.ts';
import type { ImportLedger } from '../event-log/import-ledger.ts';
import { saySame, toKeptEvent } from '../event-log/stored-form.ts';
import { idsInForce } from '../intake/ids-in-force.ts';

type Parts = Readonly<{
	log: Readonly<{ find(source: string, id: string): Promise<LogEvent | null> }>;
	imports: Pick<ImportLedger, 'undone'>;
}>;

/**
 * Gives totals of periods ids under which they count in place of others of the same source, period and subject: those that say what
 * counts already keep its id and are a repeat; others become its next version `.r1`, `.r2`. Events of another kind are as ever.
 */
export async function replacing(parts: Parts, events: readonly ImportedEvent[]): Promise<readonly ImportedEvent[]> {
	const inForce = await idsInForce(parts, events);
	const undone = await parts.imports.undone();
	const named: ImportedEvent[] = [];
	for (const [at, event] of events.entries()) {
		const own = inForce[at] ?? event;
		named.push(isIntervalEvent(event) ? { ...event, id: await versionOf(parts.log, event, own.id, undone) } : own);
	}
	return named;
}

/** @param firstId the id under which it counts where nothing is to be replaced */
async function versionOf(
	log: Parts['log'],
	event: ImportedEvent,
	firstId: string,
	undone: ReadonlySet<string>
): Promise<string> {
	let last = await log.find(event.source, firstId);
	for (let version = 1; ; version++) {
		const id = `${event.id}.r${version}`;
		const known = await log.find(event.source, id);
		if (known === null) return last === null ? firstId : saySame(toKeptEvent(event), toKeptEvent(last)) ? last.id : id;
		const counts = known.batch === undefined || !undone.has(known.batch);
		if (counts && (last === null || known.seq > last.seq)) last = known;
	}
}
