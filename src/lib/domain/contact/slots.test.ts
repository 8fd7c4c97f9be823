import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Slots } from './slots.ts';

test('holds what a set would hold, whatever comes and goes', () => {
	fc.assert(
		fc.property(fc.array(fc.tuple(fc.boolean(), fc.nat(9))), (steps) => {
			const members = Array.from({ length: 10 }, (_, no) => ({ no, slot: -1 }));
			const slots = new Slots<(typeof members)[number]>();
			const set = new Set<(typeof members)[number]>();
			for (const [comes, no] of steps) {
				const member = members[no];
				if (member === undefined) continue;
				if (comes) slots.add(member);
				else slots.delete(member);
				if (comes) set.add(member);
				else set.delete(member);
				expect(slots.size).toBe(set.size);
				expect(slots.has(member)).toBe(comes);
			}
			expect(new Set(slots)).toEqual(set);
		})
	);
});
