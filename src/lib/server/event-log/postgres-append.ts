import type { AppendOutcome } from './event-store.ts';
import { toPostgresText } from './postgres-text.ts';
import type { KeptEvent } from './stored-form.ts';

/** Asks the database to take events in; see drizzle/postgres for what it does. */
export const appendQuery = 'select * from append_events($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)';

/** What it answers. */
export type AppendRow = Readonly<{
	log_epoch: string;
	head_seq: number;
	head_received_at: number;
	/** Null where every event was new: then they are the last ones up to the head. */
	statuses: readonly number[] | null;
	seqs: readonly number[] | null;
}>;

const statuses: readonly AppendOutcome['status'][] = ['stored', 'duplicate', 'conflict'];

/** Events column by column, as the query takes them; a column in which every event has the same nothing is null. */
export function appendValues(events: readonly KeptEvent[], now: number): unknown[] {
	const sources = new Map<string, number>();
	const imports = new Map<string, number>();
	const seen = new Set<string>();
	const sourceAts: number[] = [];
	const ids: string[] = [];
	const supersedes: (string | null)[] = [];
	const importAts: (number | null)[] = [];
	for (const event of events) {
		const sourceAt = numberOf(sources, toPostgresText(event.source));
		const id = toPostgresText(event.id);
		sourceAts.push(sourceAt);
		ids.push(id);
		seen.add(`${sourceAt} ${id}`);
		supersedes.push(event.supersedes === null ? null : toPostgresText(event.supersedes));
		importAts.push(event.batch === null ? null : numberOf(imports, event.batch));
	}
	return [
		Math.floor(now),
		[...sources.keys()],
		imports.size === 0 ? null : [...imports.keys()],
		seen.size < events.length,
		sourceAts,
		ids,
		events.map(({ type }) => type),
		events.map(({ time }) => time),
		events.map(({ data }) => data),
		supersedes.some((superseded) => superseded !== null) ? supersedes : null,
		events.some(({ backfill }) => backfill === 1) ? events.map(({ backfill }) => backfill) : null,
		imports.size === 0 ? null : importAts
	];
}

/** What became of the events, one outcome for each in order. */
export function outcomesOf(row: AppendRow, offered: number): AppendOutcome[] {
	const { seqs, statuses: numbers } = row;
	if (seqs === null || numbers === null) {
		const first = row.head_seq - offered + 1;
		return Array.from({ length: offered }, (_, at) => ({ status: 'stored', seq: first + at }));
	}
	if (seqs.length !== offered) throw new Error(`${offered} events were offered, ${seqs.length} were answered`);
	return seqs.map((seq, at) => {
		const status = statuses[numbers[at] ?? -1];
		if (status === undefined) throw new RangeError(`there is no status ${numbers[at]}`);
		return { status, seq };
	});
}

function numberOf(numbers: Map<string, number>, name: string): number {
	let no = numbers.get(name);
	if (no === undefined) numbers.set(name, (no = numbers.size + 1));
	return no;
}
