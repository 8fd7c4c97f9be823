import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { dayAfter, localDayAt, type LocalDay } from './local-day.ts';
import type { QueueProfile } from './profile.ts';
import { aroundTheClockProfile as profile } from './telecom-profile.ts';
import { type GrowthPlan, WeekPlan } from './week-plan.ts';
import { piecesOfDay } from './arrivals.ts';

const zone = 'Europe/Amsterdam';
const monday = localDayAt(Date.parse('2026-03-16T12:00:00+01:00'), zone);
const growth: GrowthPlan = { queue: 'Chat', firstWeek: monday.name, servedPerWeek: [1400, 2400, 2500] };
const chat = queueNamed('Chat');

function queueNamed(name: string): QueueProfile {
	const found = profile.queues.find(({ queue }) => queue === name);
	if (!found) throw new Error(`no queue ${name}`);
	return found;
}

function weekFrom(day: LocalDay): LocalDay[] {
	return Array.from({ length: 7 }, (_, index) => dayAfter(day, index));
}

function countIn(plan: WeekPlan, days: readonly LocalDay[], queue = chat): number {
	return days.reduce((sum, day) => sum + plan.arrivalsOfDay(queue, day).length, 0);
}

describe('the arrivals of a planned week', () => {
	test('are exactly as many as planned, over a change of the clock too, and the last plan holds on', () => {
		const plan = new WeekPlan(profile, growth, zone, 5);
		const counts = [0, 1, 2, 3, 7].map((week) => countIn(plan, weekFrom(dayAfter(monday, 7 * week))));
		expect(dayAfter(monday, 13).until - dayAfter(monday, 13).from).toBe(23 * 3_600_000);
		expect(counts).toEqual([1400, 2400, 2500, 2500, 2500]);
	});

	test('depend on seed and week alone, whichever day is asked for first, and come in order', () => {
		const [forth, back] = [new WeekPlan(profile, growth, zone, 5), new WeekPlan(profile, growth, zone, 5)];
		const days = [...weekFrom(monday), ...weekFrom(dayAfter(monday, 7))];
		const backward = days.toReversed().map((day) => back.arrivalsOfDay(chat, day));
		expect(backward.toReversed()).toEqual(days.map((day) => forth.arrivalsOfDay(chat, day)));
		for (const day of days) {
			const instants = forth.arrivalsOfDay(chat, day).map(({ at }) => at);
			expect(instants).toEqual(instants.toSorted((a, b) => a - b));
			expect(instants.every((at) => at >= day.from && at < day.until)).toBe(true);
		}
		const otherSeed = new WeekPlan(profile, growth, zone, 6);
		expect(otherSeed.arrivalsOfDay(chat, monday)).not.toEqual(forth.arrivalsOfDay(chat, monday));
	});

	test('spread over the week as the expected crowd does (chi-square by six hours)', () => {
		const many = new WeekPlan(profile, { ...growth, servedPerWeek: [200_000] }, zone, 5);
		const [counts, expected] = [new Array<number>(28).fill(0), new Array<number>(28).fill(0)];
		const slotOf = (at: number): number => Math.floor((at - monday.from) / (6 * 3_600_000));
		for (const day of weekFrom(monday)) {
			for (const { at } of many.arrivalsOfDay(chat, day)) counts[slotOf(at)] = (counts[slotOf(at)] ?? 0) + 1;
			for (const { from, until, contactsPerHour } of piecesOfDay(profile, chat, day, 5)) {
				// By the minute, because a surge may lie across the slots.
				for (let at = from; at < until; at += 60_000)
					expected[slotOf(at)] = (expected[slotOf(at)] ?? 0) + contactsPerHour * Math.min(60_000, until - at);
			}
		}
		const total = expected.reduce((sum, weight) => sum + weight, 0);
		const chiSquare = (shares: readonly number[]): number =>
			counts.reduce(
				(sum, count, slot) => sum + (count - 200_000 * (shares[slot] ?? 0)) ** 2 / (200_000 * (shares[slot] ?? 1)),
				0
			);
		expect(chiSquare(expected.map((weight) => weight / total))).toBeLessThan(55.5); // 27 degrees of freedom, p = 0.001
		expect(chiSquare(new Array<number>(28).fill(1 / 28))).toBeGreaterThan(10_000);
	});

	test('bring surges with their topics', () => {
		const plan = new WeekPlan(profile, growth, zone, 5);
		const topics = Array.from({ length: 4 }, (_, week) => weekFrom(dayAfter(monday, 7 * week)))
			.flat()
			.flatMap((day) => plan.arrivalsOfDay(chat, day).map(({ topic }) => topic));
		const inSurge = topics.filter((topic) => topic === 'Wifi thuis').length;
		expect(inSurge).toBeGreaterThan(20);
		expect(inSurge).toBeLessThan(0.2 * topics.length);
		expect(new Set(topics)).toEqual(new Set([null, 'Wifi thuis']));
	});
});

describe('what has no plan', () => {
	test('is left to chance: weeks before the first, and other queues', () => {
		const plan = new WeekPlan(profile, growth, zone, 5);
		const none = new WeekPlan(profile, null, zone, 5);
		for (const [queue, day] of [
			[chat, dayAfter(monday, -1)],
			[queueNamed('Techniek'), monday]
		] as const) {
			expect(plan.arrivalsOfDay(queue, day)).toEqual(none.arrivalsOfDay(queue, day));
			expect(plan.retryAt(queue.queue, day.from, day.from + 1)).toBeNull();
		}
		expect(none.retryAt('Chat', monday.from, monday.from + 1)).toBeNull();
		expect(plan.arrivalsOfDay(chat, monday)).not.toEqual(none.arrivalsOfDay(chat, monday));
	});
});

test('who gives up tries again later in the same week, and who comes in its last hour stays', () => {
	const plan = new WeekPlan(profile, growth, zone, 5);
	const end = dayAfter(monday, 7).from;
	const hour = 3_600_000;
	const length = end - monday.from;
	const anyTime = fc.oneof(
		fc.integer({ min: 0, max: length - 1 }),
		fc.integer({ min: length - 2 * hour, max: length - 1 })
	);
	fc.assert(
		fc.property(anyTime, fc.integer({ min: 1, max: hour }), (after, patience) => {
			const cameAt = monday.from + after;
			expect(plan.stays('Chat', cameAt)).toBe(cameAt >= end - hour);
			if (cameAt >= end - hour) return;
			const gaveUpAt = cameAt + patience;
			const at = plan.retryAt('Chat', cameAt, gaveUpAt);
			expect(at !== null && at >= gaveUpAt && at < end, `${at}`).toBe(true);
		})
	);
	expect(() => plan.retryAt('Chat', end - 1, end)).toThrow('is too late to try again');
	expect(plan.stays('Techniek', end - 1)).toBe(false);
	expect(plan.stays('Chat', monday.from - 1)).toBe(false);
});
