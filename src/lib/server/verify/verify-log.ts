import * as v from 'valibot';
import { isAside, isSourceEventType, sourceEventSchemas } from '#lib/domain/contact/contact-event-schema.ts';
import { intervalDataSchema, intervalEventType } from '#lib/domain/contact/interval-event.ts';
import type { LogDatabase } from '../database/sqlite/open-log.ts';
import { shown, TableCheck, type Verified } from './verification.ts';

type Row = Readonly<{
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
export function verifyLog(database: LogDatabase, onProgress: (seq: number) => void): Verified[] {
	const { client, file } = database;
	const events = new TableCheck(file, 'events');
	const tally: Tally = { batches: new Map(), undone: new Map() };
	const sources = new Set(client.prepare<[], number>('select no from sources').pluck().all());
	let [seq, receivedAt] = [0, 0];
	for (const row of client.prepare<[], Row>('select * from events order by seq').iterate()) {
		events.equal(`seq ${seq + 1}`, seq + 1, row.seq);
		seq++;
		if (!Number.isSafeInteger(row.received_at) || Number(row.received_at) < receivedAt)
			events.fail(`seq ${seq}, received_at`, `${receivedAt} or later`, shown(row.received_at));
		receivedAt = Number(row.received_at);
		if (!sources.has(Number(row.source_no)))
			events.fail(`seq ${seq}, source_no`, 'a number of the table sources', shown(row.source_no));
		verifyEvent(events, row, seq, tally);
		if (seq % 10_000 === 0) onProgress(seq);
	}
	verifyHead(database, seq, receivedAt);
	const imports = verifyImports(database, tally);
	verifyIndexes(database);
	return [
		{ what: 'the log', result: `${seq} events in order, each as its type asks for` },
		{ what: 'imports', result: `${imports} with what they brought` }
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

function verifyHead({ client, file }: LogDatabase, seq: number, receivedAt: number): void {
	const head = new TableCheck(file, 'log_head');
	const row = client.prepare<[], { seq: number; received_at: number }>('select seq, received_at from log_head').get();
	head.equal('seq', seq, row?.seq);
	head.equal('received_at', receivedAt, row?.received_at);
}

type ImportRow = Readonly<{
	no: number;
	id: string;
	stored: number;
	first_seq: number | null;
	last_seq: number | null;
	undone_at: number | null;
}>;

/** @returns how many imports there are */
function verifyImports({ client, file }: LogDatabase, { batches, undone }: Tally): number {
	const imports = new TableCheck(file, 'imports');
	const rows = client.prepare<[], ImportRow>('select * from imports order by no').all();
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
	return rows.length;
}

/** The order of rows was looked at above; this finds rows and indexes that do not agree, unique ids among them. */
function verifyIndexes({ client, file }: LogDatabase): void {
	const found = client.pragma('integrity_check(1)', { simple: true });
	if (found !== 'ok') new TableCheck(file, 'the file as a whole').fail('its pages and indexes', 'ok', String(found));
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
