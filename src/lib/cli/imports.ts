import type { ImportRecord } from '#lib/server/event-log/import-ledger.ts';
import { CannotUndo } from '#lib/server/event-log/undo-import.ts';
import { CommandError } from './command-error.ts';
import { textTable } from './text-table.ts';
import { moment, withLog } from './with-log.ts';

const head = ['import', 'source', 'file', 'started', 'state', 'stored', 'known', 'conflicts', 'set aside'];

/** `bereik import list`: every import, the newest first, and which of them count. */
export async function listImports(): Promise<void> {
	const imports = await withLog((access) => access.listImports());
	if (imports.length === 0) console.error('Nothing was imported yet.');
	else console.log(textTable([head, ...imports.map(row)], 'left'));
}

/** `bereik import undo BATCH`: what an import brought counts no longer, wherever a figure is asked for from now on. */
export async function undoImport(batch: string): Promise<void> {
	try {
		const { undone, all } = await withLog(async (access) => ({
			undone: await access.undoImport(batch),
			all: await access.listImports()
		}));
		const { file, source, stored } = undone;
		console.log(`The import ${batch} of ${file} (${source}) is undone: ${stored} events count no longer.`);
		const others = importsThatKnew(undone, all).map((one) => `${one.file} (${one.batch})`);
		if (others.length > 0)
			console.log(
				`Later imports found some of their events there already: ${others.join(', ')}.\n` +
					'What this one had brought of those counts no longer either; to have it back, import those files again.'
			);
	} catch (error) {
		if (error instanceof CannotUndo) throw new CommandError(error.message);
		throw error;
	}
}

/** The imports whose own events may have been there from one that is undone: later ones of its source, the oldest first. */
export function importsThatKnew(undone: ImportRecord, all: readonly ImportRecord[]): readonly ImportRecord[] {
	return all
		.filter(({ batch, source, startedAt, undoneAt, duplicates, conflicts }) => {
			const isLater = batch !== undone.batch && startedAt >= undone.startedAt;
			return isLater && source === undone.source && undoneAt === null && duplicates + conflicts > 0;
		})
		.toSorted((a, b) => a.startedAt - b.startedAt);
}

function row(one: ImportRecord): string[] {
	const { batch, source, file, startedAt, stored, duplicates, conflicts, rejected } = one;
	const counts = [stored, duplicates, conflicts, rejected].map(String);
	return [batch, source, file, moment(startedAt), stateOf(one), ...counts];
}

function stateOf({ finishedAt, undoneAt }: ImportRecord): string {
	if (undoneAt !== null) return `undone ${moment(undoneAt)}`;
	return finishedAt === null ? 'running, or broken off' : 'done';
}
