import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { describe, expect, test } from 'vitest';
import { WallClock } from './wall-clock.ts';

function local(text: string): number {
	return Date.parse(`${text}Z`);
}

describe('a wall clock', () => {
	const amsterdam = new WallClock('Europe/Amsterdam');

	test('reads a plain time by the offset of its season', () => {
		expect(amsterdam.instantOf(local('2026-01-05T09:00:00'))).toBe(Date.parse('2026-01-05T08:00:00Z'));
		expect(amsterdam.instantOf(local('2026-07-05T09:00:00'))).toBe(Date.parse('2026-07-05T07:00:00Z'));
		expect(amsterdam.oddityOf(local('2026-07-05T09:00:00'))).toBeNull();
	});

	test('takes the earlier of two when clocks went back, and says that there were two', () => {
		expect(amsterdam.instantOf(local('2026-10-25T02:30:00'))).toBe(Date.parse('2026-10-25T00:30:00Z'));
		expect(amsterdam.oddityOf(local('2026-10-25T02:30:00'))).toBe('ambiguous');
		expect(amsterdam.oddityOf(local('2026-10-25T01:59:59.999'))).toBeNull();
		expect(amsterdam.oddityOf(local('2026-10-25T03:00:00'))).toBeNull();
	});

	test('moves a time that never was past the gap, and says so', () => {
		expect(amsterdam.instantOf(local('2026-03-29T02:30:00'))).toBe(Date.parse('2026-03-29T01:30:00Z'));
		expect(amsterdam.oddityOf(local('2026-03-29T02:30:00'))).toBe('skipped');
		expect(amsterdam.oddityOf(local('2026-03-29T03:00:00'))).toBeNull();
	});

	test('refuses a zone that there is not', () => {
		expect(() => new WallClock('Europe/Nowhere')).toThrow(RangeError);
	});

	test.each([
		'Europe/Amsterdam',
		'America/New_York',
		'Australia/Lord_Howe',
		'Pacific/Auckland',
		'Asia/Jerusalem',
		'Asia/Kathmandu',
		'Pacific/Apia',
		'UTC'
	])('agrees with Temporal in %s, around changes too', (zone) => {
		const clock = new WallClock(zone);
		const changes: number[] = [0];
		let at = Temporal.ZonedDateTime.from(`1996-01-01T00:00[${zone}]`).getTimeZoneTransition('next');
		while (at !== null && at.year < 2030) {
			changes.push(at.epochMilliseconds);
			at = at.getTimeZoneTransition('next');
		}
		const nearChange = fc
			.tuple(fc.constantFrom(...changes), fc.integer({ min: -129_600_000, max: 129_600_000 }))
			.map(([change, by]) => change + by);
		const anyTime = fc.integer({ min: Date.UTC(1975, 0), max: Date.UTC(2035, 0) });
		fc.assert(
			fc.property(fc.oneof(nearChange, anyTime), (reading) => {
				const plain = Temporal.PlainDateTime.from(new Date(reading).toISOString().slice(0, -1));
				const first = plain.toZonedDateTime(zone, { disambiguation: 'compatible' }).epochMilliseconds;
				const other = plain.toZonedDateTime(zone, { disambiguation: 'later' }).epochMilliseconds;
				const earlier = plain.toZonedDateTime(zone, { disambiguation: 'earlier' }).epochMilliseconds;
				// A day that a zone left out altogether is a change of a whole day, which three days do not hold.
				fc.pre(Math.abs(other - earlier) < 43_200_000);
				expect(clock.instantOf(reading)).toBe(first);
				const oddity = earlier === other ? null : clock.localOf(first) === reading ? 'ambiguous' : 'skipped';
				expect(clock.oddityOf(reading)).toBe(oddity);
				if (oddity === null) expect(clock.localOf(first)).toBe(reading);
			}),
			{ numRuns: 400 }
		);
	});
});
