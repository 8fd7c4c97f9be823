import { expect, test } from 'vitest';
import { addFact, fact, type FactKind, namedSums, noSums } from './fact-kinds.ts';

function sumsAfter(...facts: readonly (readonly [FactKind, ms: number])[]): ReturnType<typeof namedSums> {
	const sums = noSums();
	for (const [kind, ms] of facts) addFact(sums, fact[kind], ms, 1);
	return namedSums(sums);
}

test('every answer is answered, and only one within the target meets it', () => {
	expect(sumsAfter(['answeredInTarget', 5_000], ['answeredLate', 30_000])).toMatchObject({
		answered: 2,
		answeredWaitMs: 35_000,
		met: 1
	});
});

test('an abandon of unknown wait counts as abandoned and in no sum of waits', () => {
	const sums = sumsAfter(
		['shortInTarget', 1_000],
		['shortLate', 3_000],
		['abandonedInTarget', 10_000],
		['abandonedLate', 50_000],
		['abandonedUntimed', 0]
	);
	expect(sums).toMatchObject({
		abandoned: 5,
		shortAbandoned: 2,
		abandonedTimed: 4,
		abandonedWaitMs: 64_000,
		lateAbandoned: 2,
		lateAbandonedWaitMs: 60_000,
		abandonedInTarget: 1,
		shortInTarget: 1
	});
});

test('a contact is counted by its first entry and offered by each', () => {
	expect(sumsAfter(['entered', 0], ['reentered', 0])).toMatchObject({ contacts: 1, offered: 2 });
});

test('a talk that ends in a transfer has ended like any other', () => {
	expect(sumsAfter(['talkEnded', 0], ['transferred', 0])).toMatchObject({ segmentsEnded: 2, transfers: 1 });
});
