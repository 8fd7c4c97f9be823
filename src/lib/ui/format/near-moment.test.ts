import { expect, test } from 'vitest';
import { dayNumber, nearMoment } from './near-moment.ts';

const zone = 'Europe/Amsterdam';
/** Friday 13 November 2026, 23:50 in Amsterdam. */
const now = Date.UTC(2026, 10, 13, 22, 50);
const hour = 3_600_000;

test('a moment is written no longer than it has to be, in the days of the zone', () => {
	expect(nearMoment(now - hour, now, zone, 'nl')).toBe('22:50');
	expect(nearMoment(Date.UTC(2026, 10, 14, 7), now, zone, 'nl')).toBe('za 08:00');
	expect(nearMoment(Date.UTC(2026, 10, 16, 7), now, zone, 'nl')).toBe('ma 08:00');
	expect(nearMoment(Date.UTC(2026, 10, 16, 7), now, zone, 'en')).toBe('Mon 08:00');
	expect(nearMoment(Date.UTC(2027, 0, 4, 7), now, zone, 'nl')).toBe('4 jan 08:00');
	expect(nearMoment(now - 30 * 24 * hour, now, zone, 'en')).toBe('15 Oct 00:50');
});

test('what is not known is not made up', () => {
	expect(nearMoment(null, now, zone, 'nl')).toBe('–');
	expect(nearMoment(now, now, null, 'nl')).toBe('–');
	expect(nearMoment(Date.UTC(2026, 10, 16, 7), null, zone, 'nl')).toBe('08:00');
});

test('days are counted in the zone: one more at its midnight', () => {
	const midnight = Date.UTC(2026, 10, 13, 23);
	expect(dayNumber(midnight, zone) - dayNumber(midnight - 1, zone)).toBe(1);
	expect(dayNumber(midnight - 1, zone)).toBe(Math.floor(Date.UTC(2026, 10, 13) / 86_400_000));
	expect(dayNumber(null, zone)).toBe(0);
});
