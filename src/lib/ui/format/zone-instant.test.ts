import { expect, test } from 'vitest';
import { WallClock } from '#lib/domain/time/wall-clock.ts';
import { zoneInstant } from './zone-instant.ts';

test.each([
	['2026-12-24T08:30', 'Europe/Amsterdam', '2026-12-24T07:30:00Z'],
	['2026-07-01T00:00', 'Europe/Amsterdam', '2026-06-30T22:00:00Z'],
	['2026-12-24T08:30', 'Asia/Kolkata', '2026-12-24T03:00:00Z'],
	// The hour that comes twice, and the one that never is.
	['2026-10-25T02:30', 'Europe/Amsterdam', '2026-10-25T00:30:00Z'],
	['2026-03-29T02:30', 'Europe/Amsterdam', '2026-03-29T01:30:00Z']
])('%s in %s', (local, zone, instant) => {
	expect(new Date(zoneInstant(local, zone)).toISOString()).toBe(instant.replace('Z', '.000Z'));
});

test('it agrees with the clock of the domain all around the changes of the clocks', () => {
	for (const zone of ['Europe/Amsterdam', 'America/New_York', 'Australia/Lord_Howe', 'UTC']) {
		const clock = new WallClock(zone);
		for (const day of ['2026-03-08', '2026-03-29', '2026-04-05', '2026-10-04', '2026-10-25', '2026-11-01'])
			for (let minute = 0; minute < 1440; minute += 15) {
				const local = `${day}T${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;
				expect(zoneInstant(local, zone), `${local} ${zone}`).toBe(clock.instantOf(Date.parse(`${local}Z`)));
			}
	}
});

test('what is no time is none', () => {
	expect(zoneInstant('', 'UTC')).toBeNaN();
	expect(zoneInstant('soon', 'UTC')).toBeNaN();
});
