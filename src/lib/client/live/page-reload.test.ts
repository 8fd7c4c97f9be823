import fc from 'fast-check';
import { expect, test } from 'vitest';
import { PageReload } from './page-reload.ts';

const zone = 'Europe/Amsterdam';
const minute = 60_000;
const hour = 60 * minute;
const noon = Date.UTC(2026, 10, 9, 11);

/** Looks each minute from an instant on; gives when the page wanted to begin anew, and why. */
function watch(
	drawn: number,
	fromMs: number,
	hours: number,
	options: { ageMs?: number; heapBytes?: number | null } = {}
) {
	const reload = new PageReload(drawn);
	const wishes: { at: string; why: string }[] = [];
	for (let at = fromMs; at <= fromMs + hours * hour; at += minute) {
		const ageMs = (options.ageMs ?? 2 * hour) + at - fromMs;
		const why = reload.reason({ ageMs, presentMs: at, zone, heapBytes: options.heapBytes ?? null });
		if (why !== null) wishes.push({ at: new Date(at).toISOString().slice(11, 16), why });
	}
	return wishes;
}

test('a page begins anew once a night, at a moment of its own within ten minutes of four', () => {
	expect(watch(0, noon, 24)).toEqual([{ at: '02:50', why: 'night' }]);
	expect(watch(0.5, noon, 24)).toEqual([{ at: '03:00', why: 'night' }]);
	expect(watch(0.999, noon, 24)).toEqual([{ at: '03:10', why: 'night' }]);
});

test('also in the nights in which the clock changes', () => {
	expect(watch(0.5, Date.UTC(2026, 9, 24, 12), 23)).toEqual([{ at: '03:00', why: 'night' }]);
	expect(watch(0.5, Date.UTC(2026, 2, 28, 12), 23)).toEqual([{ at: '02:00', why: 'night' }]);
});

test('a page that has just begun does not begin again', () => {
	expect(watch(0.9, Date.UTC(2026, 10, 9, 2, 55), 2, { ageMs: 0 })).toEqual([]);
	expect(watch(0.5, noon, 0.9, { ageMs: 0, heapBytes: 400_000_000 })).toEqual([]);
});

test('memory of more than 150 MB is a reason, 150 MB or memory nobody tells of is none', () => {
	expect(watch(0.5, noon, 0, { heapBytes: 150_000_001 })).toEqual([{ at: '11:00', why: 'heap' }]);
	expect(watch(0.5, noon, 1, { heapBytes: 150_000_000 })).toEqual([]);
	expect(watch(0.5, noon, 1, { heapBytes: null })).toEqual([]);
});

test('a time that is not known, or set back, passes no moment', () => {
	const reload = new PageReload(0.5);
	const at = (presentMs: number | null, inZone: string | null = zone) =>
		reload.reason({ ageMs: 2 * hour, presentMs, zone: inZone, heapBytes: null });
	expect([at(null), at(noon, null), at(noon), at(noon - hour), at(null), at(noon)]).toEqual(Array(6).fill(null));
});

test('the pages of a site spread over the whole of the twenty minutes', () => {
	fc.assert(
		fc.property(fc.double({ min: 0, max: 0.999_999, noNaN: true }), (drawn) => {
			const wishes = watch(drawn, Date.UTC(2026, 10, 9, 2), 2);
			expect(wishes).toHaveLength(1);
			expect(wishes[0]?.at).toMatch(/^0(?:2:5\d|3:0\d|3:10)$/);
		}),
		{ numRuns: 50 }
	);
});
