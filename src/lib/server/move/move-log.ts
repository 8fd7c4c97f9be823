import type { PostgresPlace } from '../configuration.ts';
import { copyTable } from './copy-table.ts';
import { compareLogs, type Compared } from './compare-logs.ts';
import type { EventRow, MoveSource } from './move-source.ts';
import { addEvents, beginMove, completeMove, headOf, type MoveTarget } from './move-target.ts';
import { movedTables } from './moved-tables.ts';
import { writtenEvent } from './written-alike.ts';

/** A log, a database, and what belongs to the log and is in neither. */
export type Move = Readonly<{
	source: MoveSource;
	target: MoveTarget;
	/** Of the target. */
	place: PostgresPlace;
	/** Of the key that makes the log's pseudonyms. */
	keyFingerprint: string;
	/** Told what it does, and up to which event it is. */
	onProgress?: (what: 'copying' | 'comparing', seq: number) => void;
}>;

/** What became of a move. */
export type Moved = Readonly<{
	/** Position after which it copied: 0, or where one that broke off had come to. */
	afterSeq: number;
	/** Null where the log was there already, whole. */
	compared: Compared | null;
}>;

/**
 * Moves a log into an empty database, or goes on with a move that broke off: the same positions under the same epoch, so that whoever
 * followed the log goes on where they were. Until all of it has been compared the database is marked, and no server starts on it.
 * @throws MoveRefused when it cannot be, MovedOtherwise when what was moved is not the same
 */
export async function moveLog(move: Move): Promise<Moved> {
	const { source, target, place, keyFingerprint, onProgress } = move;
	const mark = { epoch: source.head.epoch, from: source.file };
	if ((await beginMove(target, place, mark, lastEventOf(source))) === 'there already')
		return { afterSeq: source.head.seq, compared: null };
	const afterSeq = await copyLog(move);
	const compared = await compareLogs(source, target, (seq) => onProgress?.('comparing', seq));
	await completeMove(target, source.head, keyFingerprint);
	return { afterSeq, compared };
}

/**
 * Copies what is not there yet of the events, and everything beside them.
 * @returns the position after which it copied
 */
export async function copyLog({ source, target, onProgress }: Move): Promise<number> {
	const afterSeq = (await headOf(target)).seq;
	let seq = afterSeq;
	let adding = Promise.resolve();
	try {
		for (const rows of source.events(afterSeq)) {
			const written = rows.map(writtenEvent);
			// One lot is under way while the next is read.
			await adding;
			onProgress?.('copying', seq);
			adding = addEvents(target, seq, written);
			// Whoever awaits it does so only with the next lot: until then its failure must not count as nobody's.
			adding.catch(() => {});
			seq = rows.at(-1)?.[0] ?? seq;
		}
	} finally {
		await Promise.allSettled([adding]);
	}
	await adding;
	onProgress?.('copying', seq);
	for (const table of movedTables) await copyTable(source, target, table);
	return afterSeq;
}

function lastEventOf(source: MoveSource): EventRow | null {
	const [rows] = source.events(source.head.seq - 1);
	const last = rows?.at(-1);
	return last === undefined ? null : writtenEvent(last);
}
