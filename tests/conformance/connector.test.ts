import { describe, expect, test } from 'vitest';
import type { LineTranslator, Translation } from '../../src/lib/connectors/connector.ts';
import type { SourceEvent } from '../../src/lib/domain/contact/contact-event.ts';
import {
	checkCounts,
	checkEventsAreValid,
	checkKeepsOrder,
	checkRejects,
	checkSameAgain,
	checkShrugsOff
} from './connector.ts';
import type { ConnectorUnderTest } from './connector.ts';

const lines = ['1', '2', '3'];

/** Reads whole numbers as proofs of life; each test breaks one thing of it. */
function connector(
	change: (translation: Translation, line: string, lineNumber: number) => Translation = (it) => it,
	atEnd: () => Translation = () => ({ events: [], rejected: [] })
): ConnectorUnderTest {
	function open(): LineTranslator {
		const counts = { lines: 0, blank: 0, repeated: 0, events: 0, rejected: 0, skipped: [] };
		return {
			counts,
			memory: () => ({}),
			finish: atEnd,
			translate(rawLine, lineNumber) {
				const line = rawLine.replace(/\r?\n$/, '');
				const translation = change(read(line, lineNumber), line, lineNumber);
				counts.lines++;
				counts.events += translation.events.length;
				counts.rejected += translation.rejected.length;
				return translation;
			}
		};
	}
	return { name: 'numbers', source: 'test', open };
}

function read(line: string, lineNumber: number): Translation {
	if (!/^\d+$/.test(line)) {
		return { events: [], rejected: [{ line: lineNumber, field: null, reason: 'not a number', raw: line }] };
	}
	return { events: [alive(line)], rejected: [] };
}

function alive(line: string): SourceEvent {
	return { source: 'test', id: `n-${line}`, time: Number(line), type: 'source.alive', data: {} };
}

function changed(change: (event: SourceEvent) => SourceEvent): ConnectorUnderTest {
	return connector(({ events, rejected }) => ({ events: events.map(change), rejected }));
}

describe('the checks of the contract', () => {
	test('pass a connector that keeps it', () => {
		checkRejects(connector(), 'x');
		checkEventsAreValid(connector(), lines);
		checkSameAgain(connector(), lines);
		checkKeepsOrder(connector(), lines);
		checkShrugsOff(connector(), lines, ['x', 'y']);
		checkCounts(connector(), lines);
	});

	test('catch a connector that throws, is silent, or gives a wrong line number for what it cannot read', () => {
		const throwing = connector(() => {
			throw new Error('broken');
		});
		const silent = connector(() => ({ events: [], rejected: [] }));
		const miscounting = connector(({ events, rejected }) => ({
			events,
			rejected: rejected.map((record) => ({ ...record, line: record.line - 1 }))
		}));
		for (const broken of [throwing, silent, miscounting]) {
			expect(() => checkRejects(broken, 'x')).toThrow();
			expect(() => checkShrugsOff(broken, lines, ['x'])).toThrow();
		}
	});

	test.each<[string, Partial<SourceEvent>]>([
		['another source', { source: 'elsewhere' }],
		['an id with a blank in it', { id: 'n 1' }],
		['a time in fractions', { time: 1.5 }],
		['a backfill flag', { backfill: true }],
		['a field the contract does not know', { data: { colour: 'red' } }],
		['a type the contract does not know', { type: 'contact.lost' as SourceEvent['type'] }]
	])('catch events with %s', (_what, part) => {
		// A deliberately wrong event, which the type would forbid.
		expect(() =>
			checkEventsAreValid(
				changed((event) => ({ ...event, ...part }) as SourceEvent),
				lines
			)
		).toThrow();
	});

	test('catch ids that change from run to run', () => {
		let run = 0;
		expect(() =>
			checkSameAgain(
				changed((event) => ({ ...event, id: `n-${run++}` })),
				lines
			)
		).toThrow();
	});

	test('catch two events under one id', () => {
		expect(() =>
			checkSameAgain(
				changed((event) => ({ ...event, id: 'n' })),
				lines
			)
		).toThrow();
	});

	test('catch a connector that makes the line ending part of the id', () => {
		const open = (): LineTranslator => {
			const inner = connector().open();
			return {
				counts: inner.counts,
				memory: () => inner.memory(),
				finish: () => inner.finish(),
				translate(line, lineNumber) {
					const { events, rejected } = inner.translate(line, lineNumber);
					return { events: events.map((event) => ({ ...event, id: `n-${line.length}-${event.time}` })), rejected };
				}
			};
		};
		expect(() => checkSameAgain({ ...connector(), open }, lines)).toThrow();
	});

	test('catch a connector that holds events back and gives them in another order', () => {
		const held: SourceEvent[] = [];
		const late = connector(
			({ events, rejected }, line) => {
				if (line === '1') held.push(...events);
				return { events: line === '1' ? [] : events, rejected };
			},
			() => ({ events: held.splice(0), rejected: [] })
		);
		// Held to the end is allowed; only a line that comes before its turn is not.
		checkKeepsOrder(late, lines);
		let turn = 0;
		const shuffled = connector(({ rejected }, line) => ({ events: [alive(`${(turn++ * 7) % 5}${line}`)], rejected }));
		expect(() => checkKeepsOrder(shuffled, lines)).toThrow();
	});

	test('catch counts that do not add up', () => {
		const open = (): LineTranslator => {
			const inner = connector().open();
			return {
				get counts() {
					return { ...inner.counts, lines: inner.counts.lines + 5 };
				},
				memory: () => inner.memory(),
				finish: () => inner.finish(),
				translate: (line, lineNumber) => inner.translate(line, lineNumber)
			};
		};
		expect(() => checkCounts({ ...connector(), open }, lines)).toThrow();
	});
});
