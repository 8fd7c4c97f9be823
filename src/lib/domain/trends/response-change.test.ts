import { expect, test } from 'vitest';
import { isResponseMoved, withResponseChanges } from './response-change.ts';

function changes(rates: readonly (number | null)[], sent: readonly number[] = []): boolean[] {
	const periods = rates.map((responseRate, at) => ({ responseRate, sent: sent[at] ?? 1_000 }));
	return withResponseChanges(periods).map(({ isResponseChanged }) => isResponseChanged);
}

test('more than five points is another kind of people, five points are not', () => {
	expect(isResponseMoved(0.1, 0.15)).toBe(false);
	expect(isResponseMoved(0.15, 0.1)).toBe(false);
	expect(isResponseMoved(0.1, 0.151)).toBe(true);
	expect(isResponseMoved(0.3, 0.24)).toBe(true);
});

test('a jump is marked once, where it begins, and one back again', () => {
	expect(changes([0.1, 0.11, 0.2, 0.2, 0.21, 0.1])).toEqual([false, false, true, false, false, true]);
});

test('a slow drift is marked when it has come so far, though no month differs much from the one before', () => {
	const drift = Array.from({ length: 12 }, (_, month) => 0.1 + 0.01 * month);
	expect(changes(drift).filter(Boolean)).toHaveLength(1);
	for (const [at, rate] of drift.entries()) if (at > 0) expect(isResponseMoved(drift[at - 1] ?? 0, rate)).toBe(false);
});

test('months of few invitations, or of which it is not known, mark nothing and are no measure for others', () => {
	expect(changes([0.1, null, 0.1])).toEqual([false, false, false]);
	expect(changes([0.1, 0.9, 0.1], [1_000, 99, 1_000])).toEqual([false, false, false]);
	expect(changes([null, 0.4])).toEqual([false, false]);
});
