import assert from 'node:assert/strict';
import * as v from 'valibot';
import { describe, test } from 'vitest';
import type { LineTranslator, RejectedRecord } from '../../src/lib/connectors/connector.ts';
import type { SourceEvent } from '../../src/lib/domain/contact/contact-event.ts';
import { isSourceEventType, sourceEventSchemas } from '../../src/lib/domain/contact/contact-event-schema.ts';

/** A connector as the contract's checks want it: a fresh translator at every call, all of one source. */
export type ConnectorUnderTest = Readonly<{ name: string; source: string; open: () => LineTranslator }>;

/** Lines to try a connector on. */
export type ConnectorFixtures = Readonly<{
	/** Whole logs by name, of which every line is readable. */
	logs: Readonly<Record<string, readonly string[]>>;
	/** Lines that nobody could read, each to be rejected. */
	unreadable: readonly string[];
}>;

/** What a log came to. */
export type TranslatedLog = Readonly<{
	translator: LineTranslator;
	events: readonly SourceEvent[];
	rejected: readonly RejectedRecord[];
}>;

/** Runs the checks every connector passes, one test each. */
export function describeConnector(connector: ConnectorUnderTest, { logs, unreadable }: ConnectorFixtures): void {
	describe(`${connector.name}: the contract of connectors`, () => {
		test.each(unreadable.map((line) => [JSON.stringify(line.slice(0, 60)), line]))('rejects %s', (_name, line) => {
			checkRejects(connector, line);
		});
		for (const [name, lines] of Object.entries(logs)) {
			test(`${name}: every event passes its schema`, () => checkEventsAreValid(connector, lines));
			test(`${name}: read again, it gives the same events`, () => checkSameAgain(connector, lines));
			test(`${name}: events come in the order of the lines`, () => checkKeepsOrder(connector, lines));
			test(`${name}: unreadable lines between change no event`, () => checkShrugsOff(connector, lines, unreadable));
			test(`${name}: what is read is counted`, () => checkCounts(connector, lines));
		}
	});
}

/** An unreadable line is rejected with its number, a reason and its text; nothing is thrown and no event made. */
export function checkRejects(connector: ConnectorUnderTest, line: string): void {
	const { events, rejected } = connector.open().translate(line, 41);
	assert.deepEqual(events, []);
	assert.equal(rejected.length, 1);
	const [record] = rejected;
	assert(record !== undefined);
	assert.equal(record.line, 41);
	assert(record.reason.length > 3, 'a reason for a person');
	assert(record.field === null || record.field.length > 0, 'a field has a name');
	assert(record.raw.length > 0 && line.includes(record.raw), 'raw is the record as it came');
	assert(record.raw.length <= 2000, 'raw is bounded');
}

/** Events are what the log takes in: known type, checked data with nothing to drop, a proper id, the caller's source. */
export function checkEventsAreValid(connector: ConnectorUnderTest, lines: readonly string[]): void {
	const { events } = translateAll(connector, lines);
	assert(events.length > 0, 'a fixture without events checks nothing');
	for (const event of events) checkEvent(event, connector.source);
}

/** One event of a connector is as the contract wants it. */
export function checkEvent(event: SourceEvent, source: string): void {
	assert(isSourceEventType(event.type), `${String(event.type)} is a type of the contract`);
	const parsed = v.safeParse(sourceEventSchemas[event.type], event.data);
	assert(parsed.success, `${event.type}: ${JSON.stringify(parsed.issues?.map((issue) => issue.message))}`);
	assert.deepEqual(parsed.output, event.data, 'the schema keeps every field');
	assert.match(event.id, /^[A-Za-z0-9._:-]{1,128}$/);
	assert.equal(event.source, source);
	assert(Number.isSafeInteger(event.time), 'time is whole ms');
	assert.equal(event.backfill, undefined);
}

/** The same lines give the same events, and one id never stands for two different events. */
export function checkSameAgain(connector: ConnectorUnderTest, lines: readonly string[]): void {
	const once = translateAll(connector, lines).events;
	assert.deepEqual(translateAll(connector, lines).events, once);
	const byId = new Map<string, SourceEvent>();
	for (const event of once) assert.deepEqual(event, byId.get(event.id) ?? event);
	for (const event of once) byId.set(event.id, event);
	for (const event of once) assert.deepEqual(byId.get(event.id), event, `two events share the id ${event.id}`);
	// A line ending is no part of a record: the same file in another system's habits has the same ids.
	const withEndings = lines.map((line) => `${line}\r\n`);
	assert.deepEqual(translateAll(connector, withEndings).events, once);
}

/** What the first lines give is the beginning of what all of them give: nothing is held back to be sorted. */
export function checkKeepsOrder(connector: ConnectorUnderTest, lines: readonly string[]): void {
	const all = translateAll(connector, lines).events;
	const translator = connector.open();
	let seen = 0;
	for (const [index, line] of lines.entries()) {
		const { events } = translator.translate(line, index + 1);
		assert.deepEqual(events, all.slice(seen, seen + events.length), `line ${index + 1}`);
		seen += events.length;
	}
}

/** Garbage between the lines is rejected under its own line number and leaves the events as they were. */
export function checkShrugsOff(
	connector: ConnectorUnderTest,
	lines: readonly string[],
	unreadable: readonly string[]
): void {
	assert(unreadable.length > 0, 'a fixture without unreadable lines checks nothing');
	const mixed = lines.flatMap((line, index) => [unreadable[index % unreadable.length] ?? '', line]);
	const { events, rejected } = translateAll(connector, mixed);
	assert.deepEqual(events, translateAll(connector, lines).events);
	assert.deepEqual(
		rejected.map((record) => record.line),
		lines.map((_, index) => 2 * index + 1)
	);
}

/** Every line is accounted for: blank, repeated, rejected, stepped over, or the source of events. */
export function checkCounts(connector: ConnectorUnderTest, lines: readonly string[]): void {
	const { translator, events, rejected } = translateAll(connector, lines);
	const { counts } = translator;
	assert.equal(counts.lines, lines.length);
	assert.equal(counts.events, events.length);
	assert.equal(counts.rejected, rejected.length);
	const skipped = counts.skipped.reduce((sum, { count }) => sum + count, 0);
	const telling = counts.lines - counts.blank - counts.repeated - counts.rejected - skipped;
	const distinct = new Set(events.map((event) => event.id)).size;
	assert(telling >= 0 && telling <= distinct, `${telling} lines with ${distinct} events`);
	for (const { kind, reason, count } of counts.skipped) assert(kind !== '' && reason !== '' && count > 0);
}

/** Translates a log as an importer does, the last call included. */
export function translateAll(connector: Pick<ConnectorUnderTest, 'open'>, lines: readonly string[]): TranslatedLog {
	const translator = connector.open();
	const translations = lines.map((line, index) => translator.translate(line, index + 1));
	translations.push(translator.finish());
	return {
		translator,
		events: translations.flatMap(({ events }) => events),
		rejected: translations.flatMap(({ rejected }) => rejected)
	};
}
