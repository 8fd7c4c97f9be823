import { expect, test } from 'vitest';
import { SkippedRecordCounter } from './skipped-records.ts';

test('counts by kind and reason, in order of first appearance', () => {
	const counter = new SkippedRecordCounter();
	for (const kind of ['DID', 'OUTDIAL', 'DID']) counter.add(kind, 'why');
	counter.add('DID', 'another reason');
	expect(counter.list()).toEqual([
		{ kind: 'DID', reason: 'why', count: 2 },
		{ kind: 'OUTDIAL', reason: 'why', count: 1 },
		{ kind: 'DID', reason: 'another reason', count: 1 }
	]);
});

test('stays small whatever a file calls its records', () => {
	const counter = new SkippedRecordCounter(10);
	for (let number = 0; number < 1000; number++) counter.add(`${number}-${'x'.repeat(5000)}`, 'why');
	const list = counter.list();
	expect(list).toHaveLength(11);
	expect(list.at(-1)).toEqual({ kind: '(other)', reason: 'why', count: 990 });
	expect(list.every(({ kind }) => kind.length <= 60)).toBe(true);
});
