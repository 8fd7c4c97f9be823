import type Database from 'better-sqlite3';
import type { StoredRow } from './stored-form.ts';

/*
 * Without the schema's library, which takes longer to load than to commit some thousand events: the thread that commits is given
 * the texts and prepares them on a connection of its own.
 */

/** What is bound for one new event. */
export type EventValues = StoredRow<number, number>;

/** What the log holds by an id that was asked for. */
export type KnownRow = [
	id: string,
	seq: number,
	type: string,
	time: number,
	data: string,
	supersedes: string | null,
	backfill: 0 | 1
];

/** The texts of an append's statements. */
export type AppendTexts = Readonly<{
	/** Events that go into one statement of `insertMany`. */
	rowsAtOnce: number;
	head: string;
	insertMany: string;
	insertUnlessKnown: string;
	/** The events of one source among a JSON list of ids. JSON loses some odd ids, those with a zero byte among them. */
	known: string;
	/** The event of one source by its id, whatever that is. */
	knownOne: string;
	sources: string;
	insertSource: string;
	import: string;
	tally: string;
	undo: string;
	moveHead: string;
}>;

/** Statements of an append. */
export type AppendStatements = ReturnType<typeof prepareAppends>;

/** Prepares what the writer needs. */
export function prepareAppends(client: Database.Database, texts: AppendTexts) {
	return {
		begin: client.prepare<[]>('BEGIN IMMEDIATE'),
		commit: client.prepare<[]>('COMMIT'),
		rollback: client.prepare<[]>('ROLLBACK'),
		head: client.prepare<[], [seq: number, receivedAt: number]>(texts.head).raw(),
		insertMany: client.prepare<unknown[]>(texts.insertMany),
		insertUnlessKnown: client.prepare<EventValues>(texts.insertUnlessKnown),
		known: client.prepare<[ids: string, sourceNo: number], KnownRow>(texts.known).raw(),
		knownOne: client.prepare<[sourceNo: number, id: string], KnownRow>(texts.knownOne).raw(),
		sources: client.prepare<[], [no: number, name: string]>(texts.sources).raw(),
		insertSource: client.prepare<[string], [no: number]>(texts.insertSource).raw(),
		import: client.prepare<[string], [no: number]>(texts.import).raw(),
		tally: client.prepare<
			[
				firstSeq: number | null,
				lastSeq: number | null,
				stored: number,
				duplicates: number,
				conflicts: number,
				id: string
			]
		>(texts.tally),
		undo: client.prepare<[undoneAt: number, id: string]>(texts.undo),
		moveHead: client.prepare<[seq: number, receivedAt: number]>(texts.moveHead)
	};
}
