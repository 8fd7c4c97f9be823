import { expect, test } from 'vitest';
import { detailLines } from './audit-details.ts';

test('changed values are told as from what to what, the rest by its name', () => {
	const details = {
		revision: 3,
		changes: [
			{ path: 'roster', old: null, new: '5h' },
			{ path: 'a', old: ['x', 'y'], new: { b: 1 } }
		],
		by: null
	};
	expect(detailLines(details)).toEqual(['roster: – → 5h', 'a: x, y → {"b":1}', 'revision: 3']);
	expect(detailLines({})).toEqual([]);
});
