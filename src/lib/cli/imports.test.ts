import { expect, test } from 'vitest';
import type { ImportRecord } from '#lib/server/event-log/import-ledger.ts';
import { importsThatKnew } from './imports.ts';

const first: ImportRecord = {
	batch: 'first',
	source: 'desk',
	file: 'january.csv',
	startedAt: 100,
	finishedAt: 200,
	undoneAt: 900,
	firstSeq: 1,
	lastSeq: 5,
	stored: 5,
	duplicates: 2,
	conflicts: 0,
	rejected: 0
};
const later = { ...first, undoneAt: null };

test('undoing an import names the later ones that left their events to it', () => {
	const all: readonly ImportRecord[] = [
		{ ...later, batch: 'third', startedAt: 500 },
		{ ...later, batch: 'second', startedAt: 300, duplicates: 0, conflicts: 1 },
		{ ...later, batch: 'new rows only', startedAt: 400, duplicates: 0 },
		{ ...later, batch: 'other source', startedAt: 400, source: 'pbx' },
		{ ...later, batch: 'undone as well', startedAt: 400, undoneAt: 450 },
		{ ...later, batch: 'earlier', startedAt: 50 },
		first
	];
	expect(importsThatKnew(first, all).map(({ batch }) => batch)).toEqual(['second', 'third']);
});
