import { expect, test } from 'vitest';
import { SiteCalendar } from '#lib/domain/time/calendar.ts';
import { lastDue, nextDue } from './backup-schedule.ts';

const calendar = new SiteCalendar('Europe/Amsterdam');

function duesOver(at: string, from: string, to: string): string[] {
	const found = new Set<string>();
	for (let now = Date.parse(from); now < Date.parse(to); now += 600_000)
		found.add(new Date(lastDue(calendar, at, now)).toISOString());
	return [...found].slice(1);
}

test('there is one a night, also where the clock goes back', () => {
	expect(duesOver('03:10', '2026-10-24T00:00Z', '2026-10-27T00:00Z')).toEqual([
		'2026-10-24T01:10:00.000Z',
		'2026-10-25T02:10:00.000Z',
		'2026-10-26T02:10:00.000Z'
	]);
});

test('a time that comes twice is due the first time alone', () => {
	expect(duesOver('02:30', '2026-10-24T06:00Z', '2026-10-26T06:00Z')).toEqual([
		'2026-10-25T00:30:00.000Z',
		'2026-10-26T01:30:00.000Z'
	]);
});

test('a time that a night does not have is due after the gap', () => {
	expect(duesOver('02:30', '2027-03-27T06:00Z', '2027-03-29T06:00Z')).toEqual([
		'2027-03-28T01:30:00.000Z',
		'2027-03-29T00:30:00.000Z'
	]);
});

test('the next is always later than now and never further than a day and an hour', () => {
	for (const at of ['00:00', '02:30', '03:10', '23:59'])
		for (let now = Date.parse('2026-10-24T00:00Z'); now < Date.parse('2026-10-27T00:00Z'); now += 420_000) {
			const next = nextDue(calendar, at, now);
			expect(next).toBeGreaterThan(now);
			expect(next - now).toBeLessThanOrEqual(25 * 3_600_000);
			expect(lastDue(calendar, at, next)).toBe(next);
		}
});
