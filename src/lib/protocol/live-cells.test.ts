import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
	applyChanges,
	type Cells,
	type CellValue,
	diffCells,
	isEmptyChange,
	queueCellPrefix,
	queueOfCell
} from './live-cells.ts';

const queueName = fc.oneof(
	fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 }),
	fc
		.array(fc.constantFrom('.', '%', '%2E', '%25', '2E', 'a', ' ', '/', 'é'), { minLength: 1 })
		.map((parts) => parts.join(''))
);
const number = fc.integer();
const value: fc.Arbitrary<CellValue> = fc.oneof(
	number,
	fc.string(),
	fc.boolean(),
	fc.constant(null),
	fc.array(fc.option(number), { maxLength: 5 })
);
const key = fc.oneof(
	queueName.map((name) => `${queueCellPrefix(name)}depth`),
	fc.constantFrom('fast.queue_depth', 'fast.longest_since', 'line.queue_depth', 'agents.busy')
);
const cells: fc.Arbitrary<Cells> = fc.dictionary(key, value, { maxKeys: 12, noNullPrototype: true });

describe('a change', () => {
	test('applied to what was there gives what came', () => {
		fc.assert(
			fc.property(cells, cells, (before, after) => {
				expect(applyChanges(before, diffCells(before, after))).toEqual(after);
			})
		);
	});

	test('applied twice is applied once, and leaves what it was applied to as it was', () => {
		fc.assert(
			fc.property(cells, cells, (before, after) => {
				const kept = structuredClone(before);
				const changes = diffCells(before, after);
				expect(applyChanges(applyChanges(before, changes), changes)).toEqual(after);
				expect(before).toEqual(kept);
			})
		);
	});

	test('holds only what differs, and is empty between equals', () => {
		fc.assert(
			fc.property(cells, cells, (before, after) => {
				const { set, unset } = diffCells(before, after);
				for (const [name, cell] of Object.entries(set)) expect(before[name]).not.toEqual(cell);
				for (const name of unset) expect(after).not.toHaveProperty([name]);
				expect(isEmptyChange(diffCells(after, structuredClone(after)))).toBe(true);
			})
		);
	});

	test('survives the wire', () => {
		fc.assert(
			fc.property(cells, cells, (before, after) => {
				const sent = JSON.parse(JSON.stringify(diffCells(before, after))) as ReturnType<typeof diffCells>; // its own text
				expect(applyChanges(before, sent)).toEqual(after);
			})
		);
	});

	test('tells null from absent, zero from null, and a line from another of the same length', () => {
		expect(diffCells({}, { a: null })).toEqual({ set: { a: null }, unset: [] });
		expect(diffCells({ a: null }, {})).toEqual({ set: {}, unset: ['a'] });
		expect(diffCells({ a: null }, { a: 0 })).toEqual({ set: { a: 0 }, unset: [] });
		expect(diffCells({ a: [1, null] }, { a: [1, 0] })).toEqual({ set: { a: [1, 0] }, unset: [] });
		expect(diffCells({ a: [1, 2] }, { a: [1] })).toEqual({ set: { a: [1] }, unset: [] });
		expect(isEmptyChange(diffCells({ a: [1, null] }, { a: [1, null] }))).toBe(true);
	});
});

describe('the name of a queue', () => {
	test('is found again in the key of its cell, whatever is in it', () => {
		fc.assert(
			fc.property(queueName, fc.constantFrom('depth', 'norm.queue_depth'), (name, cell) => {
				expect(queueOfCell(queueCellPrefix(name) + cell)).toBe(name);
			})
		);
	});

	test('gives no two queues one key', () => {
		fc.assert(
			fc.property(queueName, queueName, (one, other) => {
				expect(queueCellPrefix(one) === queueCellPrefix(other)).toBe(one === other);
			})
		);
	});

	test.each(['fast.queue_depth', 'line.end', 'queue', 'queue.', 'queue.sales', 'queues.sales.depth'])(
		'is not in %s',
		(name) => {
			expect(queueOfCell(name)).toBeNull();
		}
	);
});
