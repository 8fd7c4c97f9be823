import { describe, expect, test } from 'vitest';
import { contactsIn, type SimulatedContact } from '../../../tests/support/simulated-contacts.ts';
import { dayAfter, localDayAt, wallHourAt, wallTimeOn } from './local-day.ts';
import type { DeskProfile } from './profile.ts';
import { simulate } from './simulator.ts';
import { aroundTheClockProfile, telecomProfile } from './telecom-profile.ts';

const zone = 'Europe/Amsterdam';
const monday = localDayAt(Date.parse('2026-01-05T12:00:00+01:00'), zone);
const hour = 3_600_000;
const weeks = 8;

function lettersOf(profile: DeskProfile, seed: number): SimulatedContact[] {
	const events = simulate(profile, { seed, from: monday.from, zone }).until(dayAfter(monday, 7 * weeks).from);
	return contactsIn(events).filter(({ channel }) => channel === 'email');
}

/** How many letters lie unanswered, on average over the weeks, on a weekday at an hour; Monday = 0. */
function backlog(letters: readonly SimulatedContact[], weekday: number, time: '08:00' | '16:45'): number {
	const counts = Array.from({ length: weeks - 1 }, (_, week) => {
		const at = wallTimeOn(dayAfter(monday, 7 * (week + 1) - 7 + weekday), time);
		return letters.filter(({ cameAt, firstAnsweredAt }) => cameAt <= at && (firstAnsweredAt ?? Infinity) > at).length;
	});
	return counts.reduce((sum, count) => sum + count, 0) / counts.length;
}

describe.each([
	['open in hours', telecomProfile],
	['around the clock', aroundTheClockProfile]
] as const)('letters to a desk %s', (_, profile) => {
	const letters = lettersOf(profile, 12);
	const answered = letters.filter(({ endedAt }) => endedAt !== null);

	test('come day and night, and are answered in working hours of weekdays', () => {
		const hours = new Set(letters.map(({ cameAt }) => Math.floor(wallHourAt(cameAt, zone))));
		expect(hours.size).toBe(24);
		const weekdays = new Set(letters.map(({ cameAt }) => localDayAt(cameAt, zone).weekdayIndex));
		expect(weekdays.size).toBe(7);
		for (const { firstAnsweredAt } of answered) {
			const at = firstAnsweredAt ?? 0;
			expect(localDayAt(at, zone).weekdayIndex).toBeLessThan(5);
			expect(wallHourAt(at, zone)).toBeGreaterThan(8.3);
			expect(wallHourAt(at, zone)).toBeLessThan(17.5);
		}
	});

	test('pile up over the weekend and are worked off in the week', () => {
		const [fridayEvening, mondayMorning] = [backlog(letters, 4, '16:45'), backlog(letters, 7, '08:00')];
		expect(mondayMorning - fridayEvening).toBeGreaterThan(100);
		expect(mondayMorning).toBeGreaterThan(140);
		expect(backlog(letters, 3, '16:45')).toBeLessThan(0.4 * mondayMorning);
		expect(fridayEvening).toBeLessThan(50);
	});

	test('are answered, each of them once, within hours or a day or two', () => {
		const waits = answered.map(({ cameAt, firstAnsweredAt }) => (firstAnsweredAt ?? 0) - cameAt).sort((a, b) => a - b);
		const quantile = (share: number): number => waits[Math.floor(share * waits.length)] ?? 0;
		expect(quantile(0.5)).toBeGreaterThan(2 * hour);
		expect(quantile(0.5)).toBeLessThan(24 * hour);
		expect(quantile(0.95)).toBeLessThan(72 * hour);
		expect(waits.at(-1)).toBeLessThan(120 * hour);
		expect(
			answered.every(({ firstRepliedAt, endedAt, parts }) => firstRepliedAt === endedAt && parts.length === 1)
		).toBe(true);
		const unanswered = letters.filter(({ firstAnsweredAt }) => firstAnsweredAt === null);
		const oldest = dayAfter(monday, 7 * weeks).from - Math.min(...unanswered.map(({ cameAt }) => cameAt));
		expect(oldest).toBeLessThan(72 * hour);
	});
});

test('with half of the crew the letters would never be done', () => {
	const shifts = aroundTheClockProfile.shifts.map((shift) => {
		return shift.team === 'E-mail' ? { ...shift, agents: [1, 1, 1, 1, 1, 0, 0] as const } : shift;
	});
	const letters = lettersOf({ ...aroundTheClockProfile, shifts }, 12);
	expect(backlog(letters, 3, '16:45')).toBeGreaterThan(100);
});
