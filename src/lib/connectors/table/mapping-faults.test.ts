import { expect, test } from 'vitest';
import { readMapping } from './mapping-faults.ts';
import { TableOpening } from './open-table.ts';

const plain = {
	source: 'desk',
	key: ['id'],
	arrival: { column: 'came', format: 'iso' },
	outcome: { column: 'outcome', values: { ok: 'answered' } },
	queue: { value: 'calls' },
	channel: { value: 'phone' }
};

test('a mapping of the least there is can be used', () => {
	expect(readMapping(plain)).toEqual({ mapping: plain });
});

test.each([
	[{ ...plain, source: undefined }, 'source', 'is missing'],
	[{ ...plain, colour: 'red' }, 'colour', 'there is no such key'],
	[{ ...plain, arrival: { column: 'came', formt: 'iso' } }, 'arrival.formt', 'there is no such key'],
	[{ ...plain, arrival: { column: 'came', format: 'dmy' } }, 'arrival.format', '"d-m-y"'],
	[{ ...plain, arrival: { time: 'came' } }, 'arrival', 'needs a column with date and time'],
	[{ ...plain, arrival: { date: 'came' } }, 'arrival', 'has a date without a time'],
	[{ ...plain, ended: { column: 'stop', time: 'clock' } }, 'ended', 'column beside date or time'],
	[{ ...plain, ended: {} }, 'ended', 'needs column'],
	[{ ...plain, key: [] }, 'key', '1'],
	[{ ...plain, zone: 'Europe/Nowhere' }, 'zone', "there is no time zone 'Europe/Nowhere'"],
	[{ ...plain, queue: {} }, 'queue', 'needs either value or column'],
	[{ ...plain, queue: { column: 'q', unlisted: 'omit' } }, 'queue.unlisted', 'values is missing'],
	[{ ...plain, outcome: { column: 'outcome' } }, 'outcome', 'belong together'],
	[{ ...plain, outcome: { column: 'o', values: { ok: 'fine' } } }, 'outcome.values.ok', '"answered"'],
	[
		{ ...plain, outcome: { rules: [{ when: { column: 'a' }, is: 'answered' }] } },
		'outcome.rules.0.when',
		'needs one of'
	],
	[
		{ ...plain, leaveOut: [{ when: { all: [{ equals: 1 }] }, reason: 'r' }] },
		'leaveOut.0.when.all.0',
		'exactly one of column'
	],
	[
		{ ...plain, leaveOut: [{ when: { column: 'a', is: 1 }, reason: 'r' }] },
		'leaveOut.0.when.is',
		'there is no such key'
	],
	[
		{ ...plain, survey: { kind: 'csat', score: { column: 's' }, scale: { min: 5, max: 1 } } },
		'survey.scale',
		'min must be below max'
	],
	[
		{ ...plain, survey: { kind: 'csat', score: { column: 's' }, scale: { min: 1, max: 5 }, at: { colum: 'x' } } },
		'survey.at.colum',
		'there is no such key'
	],
	[{ ...plain, handling: { column: 't', format: 's' }, ended: { column: 'e' } }, 'ended', 'name one of the two']
])('of %j it is said what is wrong, and where', (mapping, path, reason) => {
	const reading = readMapping(mapping);
	const faults = 'faults' in reading ? reading.faults : [];
	expect(faults).toContainEqual({ path, reason: expect.stringContaining(reason) });
});

test.each([null, 'text', 7, [], [plain]])('%j is no mapping', (content) => {
	expect(readMapping(content)).toHaveProperty('faults');
});

test('columns that the file lacks are named all at once, with the path in the mapping', () => {
	const reading = readMapping({
		...plain,
		topic: { column: 'Subject' },
		leaveOut: [{ when: { column: 'who', empty: true }, reason: 'r' }]
	});
	if ('faults' in reading) throw new Error('unusable');
	const opening = new TableOpening(reading.mapping, {
		columns: ['ID', ' came ', 'outcome', 'outcome'],
		delimiter: ',',
		zone: 'UTC',
		source: null
	});
	const opened = opening.open();
	expect('faults' in opened ? opened.faults : []).toEqual([
		{
			path: 'leaveOut.0.when.column',
			reason: "the file has no column 'who'; it has 'ID', 'came', 'outcome', 'outcome'"
		},
		{ path: 'key.0', reason: "the file has no column 'id'; did you mean 'ID'?" },
		{ path: 'outcome.column', reason: "the file has more than one column 'outcome'" },
		{ path: 'topic.column', reason: expect.stringContaining("no column 'Subject'") }
	]);
});
