import type { InternalEvent } from '#lib/domain/contact/contact-event.ts';
import type { Clock } from '../clock.ts';
import type { AppendResult } from './event-log.ts';
import type { ImportLedger, ImportRecord } from './import-ledger.ts';

/** The import cannot be undone, and the message says why. */
export class CannotUndo extends Error {
	override readonly name = 'CannotUndo';
}

type Parts = Readonly<{
	log: Readonly<{ append(events: readonly InternalEvent[]): Promise<AppendResult> }>;
	imports: ImportLedger;
	clock: Pick<Clock, 'now'>;
}>;

/**
 * Undoes an import: from now on its events count as if they had never come. They stay in the log, because what a figure was
 * before must stay to be seen; the event that is appended here takes their effect away.
 * @returns the import, undone
 * @throws CannotUndo when there is none by this name, when it is undone already, or when the log takes nothing now
 */
export async function undoImport({ log, imports, clock }: Parts, batch: string): Promise<ImportRecord> {
	const known = await imports.find(batch);
	if (known === null) throw new CannotUndo(`there is no import ${batch}; \`bereik import list\` names them`);
	if (known.undoneAt !== null)
		throw new CannotUndo(`the import ${batch} was undone already, at ${new Date(known.undoneAt).toISOString()}`);
	const event: InternalEvent = {
		type: 'bereik.import.undone',
		source: 'bereik',
		id: `import-undone-${batch}`,
		time: clock.now(),
		data: { batch }
	};
	const result = await log.append([event]);
	if (!result.committed)
		throw new CannotUndo(
			result.refusal === 'disk-full' ? 'the disk is full' : `the event log is away (${result.refusal})`
		);
	return (await imports.find(batch)) ?? known;
}
