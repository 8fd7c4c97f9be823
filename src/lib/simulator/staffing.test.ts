import { describe, expect, test } from 'vitest';
import { dayAfter, localDayAt, wallHourAt } from './local-day.ts';
import type { DeskProfile } from './profile.ts';
import { membersOf, shiftsOfDay, type Shift } from './staffing.ts';
import { aroundTheClockProfile, telecomProfile } from './telecom-profile.ts';

const zone = 'Europe/Amsterdam';
const monday = localDayAt(Date.parse('2026-03-02T12:00:00+01:00'), zone);

function shiftsOf(profile: DeskProfile, dayCount: number, seed = 1): Shift[] {
	const members = membersOf(profile);
	return Array.from({ length: dayCount }, (_, index) =>
		shiftsOfDay(profile, members, dayAfter(monday, index), seed)
	).flat();
}

describe('the team', () => {
	test('is about forty on the phone, nine on chat, who take three chats at once, and five on e-mail', () => {
		const members = membersOf(telecomProfile);
		const chat = members.filter(({ queues }) => queues.includes('Chat'));
		expect(chat).toHaveLength(9);
		expect(chat.every(({ maxChats, queues }) => maxChats === 3 && queues.length === 1)).toBe(true);
		const email = members.filter(({ queues }) => queues.includes('E-mail'));
		expect(email).toHaveLength(5);
		expect(email.every(({ maxChats, queues }) => maxChats === null && queues.length === 1)).toBe(true);
		const phone = members.length - chat.length - email.length;
		expect(phone).toBeGreaterThanOrEqual(38);
		expect(phone).toBeLessThanOrEqual(42);
		expect(new Set(members.map(({ agent }) => agent)).size).toBe(members.length);
	});

	test('names only queues and teams that exist', () => {
		for (const profile of [telecomProfile, aroundTheClockProfile]) {
			const queues = profile.queues.map(({ queue }) => queue);
			const teams = profile.teams.map(({ team }) => team);
			expect(
				membersOf(profile)
					.flatMap((member) => member.queues)
					.filter((queue) => !queues.includes(queue))
			).toEqual([]);
			expect(profile.shifts.filter(({ team }) => !teams.includes(team))).toEqual([]);
			expect(profile.surges.filter(({ queue }) => !queues.includes(queue))).toEqual([]);
			for (const { transferTo, overflow } of profile.queues) {
				const targets = [...transferTo.map(({ queue }) => queue), ...(overflow ? [overflow.toQueue] : [])];
				expect(targets.filter((queue) => !queues.includes(queue))).toEqual([]);
			}
		}
	});

	test('is large enough for every shift that is planned', () => {
		const healthy = { ...aroundTheClockProfile, sickShare: 0 };
		for (let weekday = 0; weekday < 7; weekday++) {
			const planned = healthy.shifts.reduce((sum, row) => sum + (row.agents[weekday] ?? 0), 0);
			expect(shiftsOfDay(healthy, membersOf(healthy), dayAfter(monday, weekday), 4)).toHaveLength(planned);
		}
	});
});

describe('a plan', () => {
	test('has nobody on a day that is closed', () => {
		const sunday = dayAfter(monday, 6);
		expect(shiftsOfDay(telecomProfile, membersOf(telecomProfile), sunday, 1)).toEqual([]);
		expect(shiftsOfDay(aroundTheClockProfile, membersOf(aroundTheClockProfile), sunday, 1).length).toBeGreaterThan(30);
	});

	test('is the same for the same seed and date', () => {
		expect(shiftsOf(telecomProfile, 3)).toEqual(shiftsOf(telecomProfile, 3));
		expect(shiftsOf(telecomProfile, 3, 2)).not.toEqual(shiftsOf(telecomProfile, 3));
	});

	test('never has one agent in two shifts at once, and leaves at least six hours between them', () => {
		const lastEnd = new Map<string, number>();
		const shifts = shiftsOf(aroundTheClockProfile, 60).sort((a, b) => a.from - b.from);
		expect(shifts.length).toBeGreaterThan(2000);
		for (const { member, from, until } of shifts) {
			expect(from - (lastEnd.get(member.agent) ?? 0)).toBeGreaterThan(6 * 3_600_000);
			lastEnd.set(member.agent, until);
		}
	});

	test('puts breaks inside the shift, one after the other, and lunch only in long shifts', () => {
		for (const { from, until, breaks } of shiftsOf(aroundTheClockProfile, 28)) {
			expect(breaks).toEqual(breaks.toSorted((a, b) => a.at - b.at));
			for (const { at, lengthMs } of breaks) {
				expect(at).toBeGreaterThan(from);
				expect(at + lengthMs).toBeLessThan(until);
			}
			const isLong = until - from > 6.9 * 3_600_000;
			expect(breaks.some(({ reason }) => reason === 'lunch')).toBe(isLong);
		}
	});

	test('has letters answered in working hours only', () => {
		const hours = shiftsOf(telecomProfile, 28).filter(({ member }) => member.queues.includes('E-mail'));
		expect(hours.length).toBeGreaterThan(50);
		for (const { from, until } of hours) {
			expect(localDayAt(from, zone).weekdayIndex).toBeLessThan(5);
			expect(wallHourAt(from, zone)).toBeGreaterThan(8);
			expect(wallHourAt(until, zone)).toBeLessThan(17.2);
		}
	});

	test('gives each agent one workplace a day, at home as often as the team does, whatever else is planned', () => {
		const shifts = shiftsOf(aroundTheClockProfile, 90);
		for (const { team, homeShare } of aroundTheClockProfile.teams) {
			const own = shifts.filter(({ member }) => member.team === team);
			const home = own.filter(({ workplace }) => workplace === 'home').length;
			const limit = 4 * Math.sqrt((homeShare * (1 - homeShare)) / own.length);
			expect(Math.abs(home / own.length - homeShare), team).toBeLessThan(limit);
		}
		const workplaceOn = new Map(shifts.map(({ member, from, workplace }) => [`${member.agent} ${from}`, workplace]));
		const otherPlan = { ...aroundTheClockProfile, breaks: [], sickShare: 0.3 };
		const changed = shiftsOf(otherPlan, 90).map(({ member, from, workplace }) => {
			const known = workplaceOn.get(`${member.agent} ${from}`);
			return known === undefined || known === workplace;
		});
		expect(changed.length).toBeGreaterThan(1000);
		expect(changed).not.toContain(false);
		const days = new Set(shifts.map(({ member, workplace }) => `${member.agent} ${workplace}`));
		expect(days.size).toBeGreaterThan(1.8 * membersOf(aroundTheClockProfile).length);
	});

	test('covers every quarter of the opening hours in every queue', () => {
		const shifts = shiftsOf(telecomProfile, 27);
		for (let at = monday.from; at < dayAfter(monday, 27).from; at += 900_000) {
			const weekday = localDayAt(at, zone).weekdayIndex;
			const hour = wallHourAt(at, zone);
			if (weekday === 6 || hour < (weekday === 5 ? 9.25 : 8.25) || hour >= (weekday === 5 ? 17 : 21)) continue;
			const present = shifts.filter(({ from, until }) => from <= at && at < until);
			for (const { queue, comes } of telecomProfile.queues) {
				if (comes === 'any_time') continue; // letters can wait
				expect(
					present.some(({ member }) => member.queues.includes(queue)),
					`${queue} at ${new Date(at).toISOString()}`
				).toBe(true);
			}
		}
	});

	test('follows the wall clock over the change to summer time', () => {
		const before = localDayAt(Date.parse('2026-03-27T12:00:00Z'), zone);
		const after = localDayAt(Date.parse('2026-03-30T12:00:00Z'), zone);
		for (const day of [before, after]) {
			const first = Math.min(...shiftsOfDay(telecomProfile, membersOf(telecomProfile), day, 1).map(({ from }) => from));
			expect(wallHourAt(first, zone)).toBeCloseTo(8, 0.8);
		}
	});
});
