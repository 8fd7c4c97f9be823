import * as v from 'valibot';
import { isAside, isSourceEventType, sourceEventSchemas } from '#lib/domain/contact/contact-event-schema.ts';
import { intervalDataSchema, intervalEventType } from '#lib/domain/contact/interval-event.ts';
import { shown, TableCheck, type Verified } from './verification.ts';

/** A row of events, whatever stands in it. */
export type Row = Readonly<{
	seq: unknown;
	source_no: unknown;
	id: unknown;
	type: unknown;
	time: unknown;
	received_at: unknown;
	data: unknown;
	supersedes: unknown;
	backfill: unknown;
	batch: unknown;
}>;

/** A row of imports. */
export type ImportRow = Readonly<{
	no: number;
	id: string;
	stored: number;
	first_seq: number | null;
	last_seq: number | null;
	undone_at: number | null;
}>;

/** A log as it was at one moment, whichever store keeps it. */
export type LogContents = Readonly<{
	/** Where it is, for people. */
	place: string;
	sources: ReadonlySet<number>;
	head: Readonly<{ seq: number; received_at: number }> | null;
	imports: readonly ImportRow[];
	/** Every event up to the head, in order, some at a time. */
	events(): AsyncIterable<readonly Row[]> | Iterable<readonly Row[]>;
	/** What is wrong with rows and indexes beside that; null where nothing is, or where the store sees to it itself. */
	damage(): string | null;
}>;

type BatchCount = { events: number; firstSeq: number; lastSeq: number };

/** What the events of the log say of its other tables. */
type Tally = { batches: Map<number, BatchCount>; undone: Map<string, number> };

/** What identifies somebody is a pseudonym in the log: nothing else may stand there. */
const pseudonym = /^[A-Za-z0-9_-]{22}$/;
const identifyingNames = ['contact', 'agent', 'toAgent', 'customer'];

/**
 * Looks through the log itself: positions without gaps, receipts that never go back, every event readable and as its type
 * asks for, the head, what the imports are said to have done, and the indexes.
 * @throws Differs at the first thing that is wrong
 */
export async function verifyLog(contents: LogContents, onProgress: (seq: number) => void): Promise<Verified[]> {
	const { place } = contents;
	const events = new TableCheck(place, 'events');
	const tally: Tally = { batches: new Map(), undone: new Map() };
	let [seq, receivedAt] = [0, 0];
	for await (const rows of contents.events())
		for (const row of rows) {
			events.equal(`seq ${seq + 1}`, seq + 1, row.seq);
			seq++;
			if (!Number.isSafeInteger(row.received_at) || Number(row.received_at) < receivedAt)
				events.fail(`seq ${seq}, received_at`, `${receivedAt} or later`, shown(row.received_at));
			receivedAt = Number(row.received_at);
			if (!contents.sources.has(Number(row.source_no)))
				events.fail(`seq ${seq}, source_no`, 'a number of the table sources', shown(row.source_no));
			verifyEvent(events, row, seq, tally);
			if (seq % 10_000 === 0) onProgress(seq);
		}
	const head = new TableCheck(place, 'log_head');
	head.equal('seq', seq, contents.head?.seq);
	head.equal('received_at', receivedAt, contents.head?.received_at);
	verifyImports(contents, tally);
	// The order of rows was looked at above; this finds rows and indexes that do not agree, unique ids among them.
	const damage = contents.damage();
	if (damage !== null) new TableCheck(place, 'the file as a whole').fail('its pages and indexes', 'ok', damage);
	return [
		{ what: 'the log', result: `${seq} events in order, each as its type asks for` },
		{ what: 'imports', result: `${contents.imports.length} with what they brought` }
	];
}

function verifyEvent(events: TableCheck, row: Row, seq: number, tally: Tally): void {
	const at = (column: string): string => `seq ${seq}, ${column}`;
	if (typeof row.id !== 'string' || row.id === '') events.fail(at('id'), 'an id', shown(row.id));
	if (!Number.isSafeInteger(row.time)) events.fail(at('time'), 'a whole number of ms', shown(row.time));
	if (row.backfill !== 0 && row.backfill !== 1) events.fail(at('backfill'), '0 or 1', shown(row.backfill));
	if (row.supersedes !== null && typeof row.supersedes !== 'string')
		events.fail(at('supersedes'), 'an id or nothing', shown(row.supersedes));
	const data = jsonOf(row.data);
	if (data === null) events.fail(at('data'), 'a JSON object', shown(row.data));
	const type = String(row.type);
	if (isSourceEventType(type)) verifyData(events, at, type, sourceEventSchemas[type], data);
	else if (type === intervalEventType) verifyData(events, at, type, intervalDataSchema, data);
	else if (type === 'bereik.import.undone') tally.undone.set(String(data['batch']), Number(row.received_at));
	else if (!isAside(type)) events.fail(at('type'), 'a type of event', shown(row.type));
	if (row.batch !== null) countInBatch(tally, Number(row.batch), seq);
}

function verifyData(
	events: TableCheck,
	at: (column: string) => string,
	type: string,
	schema: v.GenericSchema,
	data: Readonly<Record<string, unknown>>
): void {
	const checked = v.safeParse(schema, data);
	const [issue] = checked.issues ?? [];
	if (issue !== undefined)
		events.fail(at('data'), `what ${type} asks for`, `${v.getDotPath(issue) ?? 'it'}: ${issue.message}`);
	for (const name of identifyingNames) {
		const value = data[name];
		if (value !== undefined && !pseudonym.test(String(value)))
			events.fail(at('data'), `a pseudonym as ${name}`, shown(value));
	}
}

function verifyImports({ place, imports: rows }: LogContents, { batches, undone }: Tally): void {
	const imports = new TableCheck(place, 'imports');
	for (const { no, id, stored, first_seq, last_seq, undone_at } of rows) {
		const brought = batches.get(no);
		imports.equal(`${id}, stored`, brought?.events ?? 0, stored);
		imports.equal(`${id}, first_seq`, brought?.firstSeq ?? null, first_seq);
		imports.equal(`${id}, last_seq`, brought?.lastSeq ?? null, last_seq);
		imports.equal(`${id}, undone_at`, undone.get(id) ?? null, undone_at);
		batches.delete(no);
		undone.delete(id);
	}
	const [unknown] = batches.keys();
	if (unknown !== undefined) imports.fail(`no ${unknown}`, 'the import that events are of', 'nothing');
	const [undoneUnknown] = undone.keys();
	if (undoneUnknown !== undefined) imports.fail(undoneUnknown, 'the import that was undone', 'nothing');
}

function countInBatch({ batches }: Tally, no: number, seq: number): void {
	const count = batches.get(no);
	if (count === undefined) batches.set(no, { events: 1, firstSeq: seq, lastSeq: seq });
	else {
		count.events++;
		count.lastSeq = seq;
	}
}

function jsonOf(text: unknown): Readonly<Record<string, unknown>> | null {
	if (typeof text !== 'string') return null;
	try {
		const value: unknown = JSON.parse(text);
		const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
		return isObject ? (value as Readonly<Record<string, unknown>>) : null; // just seen to be one
	} catch {
		return null;
	}
}
