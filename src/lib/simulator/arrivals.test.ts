import { describe, expect, test } from 'vitest';
import { arrivalsOfDay, ratesByQuarter, surgesOfDay } from './arrivals.ts';
import { dayAfter, localDayAt, openPeriod, wallHourAt, type LocalDay } from './local-day.ts';
import type { DeskProfile, QueueProfile } from './profile.ts';
import { aroundTheClockProfile, telecomProfile } from './telecom-profile.ts';

const zone = 'Europe/Amsterdam';
const monday = localDayAt(Date.parse('2026-01-05T12:00:00+01:00'), zone);

function queueOf(profile: DeskProfile, name: string): QueueProfile {
	const queue = profile.queues.find((candidate) => candidate.queue === name);
	if (!queue) throw new Error(`no queue ${name}`);
	return queue;
}

function add(sums: number[], index: number, amount: number): void {
	sums[index] = (sums[index] ?? 0) + amount;
}

function days(first: LocalDay, count: number): LocalDay[] {
	return Array.from({ length: count }, (_, index) => dayAfter(first, index));
}

const techniek = queueOf(telecomProfile, 'Techniek');

describe('expected arrivals', () => {
	test('add up to the contacts of the day, all of them in opening hours', () => {
		const rates = ratesByQuarter(telecomProfile, techniek, monday);
		expect(rates).toHaveLength(96);
		expect(rates.reduce((sum, rate) => sum + rate / 4, 0)).toBeCloseTo(techniek.contactsPerDay[0], 6);
		expect(
			rates
				.slice(0, 32)
				.concat(rates.slice(84))
				.every((rate) => rate === 0)
		).toBe(true);
		expect(rates.slice(32, 84).every((rate) => rate > 0)).toBe(true);
	});

	test('have a morning peak, a calm lunch and an evening peak; Monday is the busiest day', () => {
		const total = new Array<number>(24).fill(0);
		for (const queue of telecomProfile.queues.filter(({ comes }) => comes === 'in_hours')) {
			ratesByQuarter(telecomProfile, queue, monday).forEach((rate, quarter) => {
				add(total, Math.floor(quarter / 4), rate / 4);
			});
			expect(Math.max(...queue.contactsPerDay)).toBe(queue.contactsPerDay[0]);
		}
		const [morning, lunch, evening] = [total[10] ?? 0, total[12] ?? 0, total[19] ?? 0];
		expect(morning).toBeGreaterThan(1.25 * lunch);
		expect(evening).toBeGreaterThan(1.2 * lunch);
		expect(total[8]).toBeLessThan(morning);
		expect(total[20]).toBeLessThan(evening);
	});

	test('follow the wall clock on the days when it changes', () => {
		for (const [date, quarters] of [
			['2026-03-29', 92],
			['2026-10-25', 100]
		] as const) {
			const day = localDayAt(Date.parse(`${date}T12:00:00Z`), zone);
			const rates = ratesByQuarter(aroundTheClockProfile, queueOf(aroundTheClockProfile, 'Facturen'), day);
			expect(rates).toHaveLength(quarters);
			// By day: on a Sunday the night may well be busier.
			const open = rates.map((rate, index) => {
				const hour = wallHourAt(day.from + index * 900_000, zone);
				return hour >= 9 && hour < 17 ? rate : 0;
			});
			const busiest = open.indexOf(Math.max(...open));
			expect(Math.abs(wallHourAt(day.from + busiest * 900_000, zone) - 10)).toBeLessThan(0.5);
			expect(Math.min(...rates)).toBeGreaterThan(0);
		}
	});

	test('are nothing on a day that is closed, and a night all day long where nothing ever closes', () => {
		const sunday = dayAfter(monday, 6);
		expect(openPeriod(telecomProfile, sunday)).toBeNull();
		expect(arrivalsOfDay(telecomProfile, techniek, sunday, 1)).toEqual([]);
		expect(surgesOfDay(telecomProfile, sunday, 1)).toEqual([]);
		expect(arrivalsOfDay(aroundTheClockProfile, techniek, sunday, 1).length).toBeGreaterThan(200);
	});
});

describe('letters', () => {
	const email = queueOf(telecomProfile, 'E-mail');

	test('come at any hour of any day, in the numbers of the day, and most of them by day and in the evening', () => {
		for (const [index, expected] of email.contactsPerDay.entries()) {
			const day = dayAfter(monday, index);
			const rates = ratesByQuarter(telecomProfile, email, day);
			expect(rates.every((rate) => rate > 0)).toBe(true);
			expect(rates.reduce((sum, rate) => sum + rate / 4, 0)).toBeCloseTo(expected, 6);
			const [night, evening] = [rates[4 * 4] ?? 0, rates[20 * 4] ?? 0];
			expect(evening).toBeGreaterThan(5 * night);
			expect(ratesByQuarter(aroundTheClockProfile, email, day)).toEqual(rates);
		}
	});

	test('keep their number on the days when the clock changes', () => {
		for (const date of ['2026-03-29', '2026-10-25']) {
			const day = localDayAt(Date.parse(`${date}T12:00:00Z`), zone);
			const rates = ratesByQuarter(telecomProfile, email, day);
			expect(rates.reduce((sum, rate) => sum + rate / 4, 0)).toBeCloseTo(email.contactsPerDay[6], 6);
		}
	});
});

describe('drawn arrivals', () => {
	test('depend on seed, queue and date alone, come in order and within opening hours', () => {
		const arrivals = arrivalsOfDay(telecomProfile, techniek, monday, 5);
		expect(arrivalsOfDay(telecomProfile, techniek, monday, 5)).toEqual(arrivals);
		expect(arrivalsOfDay(telecomProfile, techniek, monday, 6)).not.toEqual(arrivals);
		const open = openPeriod(telecomProfile, monday);
		const instants = arrivals.map(({ at }) => at);
		expect(instants).toEqual(instants.toSorted((a, b) => a - b));
		expect(instants.every((at) => open !== null && at >= open.from && at < open.until)).toBe(true);
	});

	test('keep the proportions of the curve over many days (chi-square by hour)', () => {
		const calm: DeskProfile = { ...telecomProfile, surges: [], hoursPerSurge: 1e9 };
		const level: DeskProfile = { ...calm, levelSpread: { day: 0, queueDay: 0, queueWeek: 0 } };
		const expected = ratesByQuarter(level, techniek, monday);
		const byHour = new Array<number>(13).fill(0);
		const expectedByHour = new Array<number>(13).fill(0);
		const mondays = Array.from({ length: 40 }, (_, week) => dayAfter(monday, 7 * week)).filter(
			// Quarters are compared by their place in the day, so only days of 24 hours take part.
			(day) => day.until - day.from === 86_400_000
		);
		for (const day of mondays) {
			for (const { at } of arrivalsOfDay(level, techniek, day, 2))
				add(byHour, Math.floor((at - day.from) / 3_600_000) - 8, 1);
			expected.forEach((rate, quarter) => {
				if (rate > 0) add(expectedByHour, Math.floor(quarter / 4) - 8, rate / 4);
			});
		}
		const chiSquare = byHour.reduce((sum, count, hour) => {
			const mean = expectedByHour[hour] ?? 0;
			return sum + (count - mean) ** 2 / mean;
		}, 0);
		expect(mondays.length).toBe(40);
		expect(chiSquare).toBeLessThan(34.5); // 13 degrees of freedom, p = 0.001
	});

	test('rise in a surge, with the topic that the crowd comes for', () => {
		let [expected, drawn] = [0, 0];
		for (const day of days(monday, 60)) {
			const surges = surgesOfDay(telecomProfile, day, 3).filter(({ queue }) => queue === 'Techniek');
			expected += surges.reduce(
				(sum, { from, until, contactsPerHour }) => sum + ((until - from) * contactsPerHour) / 3_600_000,
				0
			);
			for (const { at, topic } of arrivalsOfDay(telecomProfile, techniek, day, 3)) {
				if (topic === null) continue;
				drawn += 1;
				expect(surges.some((surge) => surge.topic === topic && at >= surge.from - 1 && at < surge.until)).toBe(true);
			}
		}
		expect(expected).toBeGreaterThan(500);
		expect(Math.abs(drawn - expected)).toBeLessThan(4 * Math.sqrt(expected));
	});

	test('leave no long stretch of a day without a surge', () => {
		for (const day of days(monday, 6)) {
			const surges = surgesOfDay(aroundTheClockProfile, day, 3);
			const starts = [day.from, ...surges.map(({ from }) => from), day.until];
			expect(Math.max(...starts.slice(1).map((start, index) => start - (starts[index] ?? start)))).toBeLessThan(
				7 * 3_600_000
			);
		}
	});
});
