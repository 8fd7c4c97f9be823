import { describe, expect, test } from 'vitest';
import type { SourceEvent } from '#lib/domain/contact/contact-event.ts';
import { defaultSiteSettings } from '#lib/domain/settings/site-settings.ts';
import { localDayAt, wallHourAt } from './local-day.ts';
import { createSimulator } from './simulator.ts';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;
const zone = 'Europe/Amsterdam';
const monday = Date.parse('2026-01-05T00:00:00+01:00');

type Channel = 'phone' | 'chat';
type Leg = {
	queue: string;
	channel: Channel;
	isNew: boolean;
	at: number;
	episodeAt: number;
	answeredAt: number | null;
	leftAt: number;
};

/** Every stay in a queue, as the events tell it. */
function legsOf(events: readonly SourceEvent[]): Leg[] {
	const legs: Leg[] = [];
	const open = new Map<string, Leg>();
	for (const { type, time, data } of events) {
		if (type === 'contact.queued') {
			if (data.channel === 'email') continue;
			const before = open.get(data.contact);
			if (before) before.leftAt = time;
			const channel = data.channel === 'chat' ? 'chat' : 'phone';
			const isNew = data.reason === 'new';
			const leg = {
				queue: data.queue,
				channel,
				isNew,
				at: time,
				episodeAt: before?.episodeAt ?? time,
				answeredAt: null,
				leftAt: Infinity
			} as const;
			const entry: Leg = { ...leg };
			legs.push(entry);
			open.set(data.contact, entry);
		} else if (type === 'contact.answered' || type === 'contact.abandoned' || type === 'contact.callback_requested') {
			const leg = open.get(data.contact);
			if (!leg) continue;
			leg.leftAt = time;
			if (type === 'contact.answered') leg.answeredAt = time;
			open.delete(data.contact);
		}
	}
	return legs;
}

function newPerDay(legs: readonly Leg[], channel: Channel): Map<string, number> {
	const counts = new Map<string, number>();
	for (const leg of legs) {
		if (leg.channel !== channel || !leg.isNew) continue;
		const { name } = localDayAt(leg.at, zone);
		counts.set(name, (counts.get(name) ?? 0) + 1);
	}
	return counts;
}

function serviceLevel(legs: readonly Leg[], targetMs: number): number {
	const met = legs.filter(({ at, answeredAt }) => answeredAt !== null && answeredAt - at <= targetMs).length;
	return met / legs.length;
}

/** Minutes at which a queue was over its norm, seen once a minute. */
function minutesOverNorm(legs: readonly Leg[], from: number, until: number): Map<number, string[]> {
	const over = new Map<number, string[]>();
	for (const queue of new Set(legs.map((leg) => leg.queue))) {
		const own = legs.filter((leg) => leg.queue === queue);
		const norm = defaultSiteSettings.norms.queue[own[0]?.channel ?? 'phone'];
		let first = 0;
		for (let at = from; at < until; at += minute) {
			// An hour and a half covers the longest patience: whoever came before has left.
			while ((own[first]?.at ?? Infinity) < at - 1.5 * hour) first += 1;
			let [depth, longestMs] = [0, 0];
			for (let index = first; (own[index]?.at ?? Infinity) <= at; index++) {
				const leg = own[index];
				if (!leg || leg.leftAt <= at) continue;
				depth += 1;
				longestMs = Math.max(longestMs, at - leg.episodeAt);
			}
			if (depth > (norm.queueDepth ?? Infinity) || longestMs > (norm.longestWaitMs ?? Infinity)) {
				over.set(at, [...(over.get(at) ?? []), queue]);
			}
		}
	}
	return over;
}

/** How many waited at each of some ascending instants. */
function depthsAt(legs: readonly Leg[], instants: readonly number[]): number[] {
	const changes = legs.flatMap(({ at, leftAt }) => [
		{ at, by: 1 },
		{ at: leftAt, by: -1 }
	]);
	changes.sort((a, b) => a.at - b.at);
	let [next, depth] = [0, 0];
	return instants.map((instant) => {
		for (let change = changes[next]; change && change.at <= instant; change = changes[++next]) depth += change.by;
		return depth;
	});
}

const seeds = [1, 2, 3];

function run(seed: number, alwaysOpen: boolean, from = monday, days = 28): SourceEvent[] {
	return createSimulator({ seed, from, zone, alwaysOpen }).until(from + days * day);
}

describe.each(seeds)('four normal weeks (seed %i)', (seed) => {
	const events = run(seed, false);
	const legs = legsOf(events);
	const weeks = [0, 1, 2, 3].map((week) => {
		const from = monday + week * 7 * day;
		return legs.filter(({ at }) => at >= from && at < from + 7 * day);
	});

	test('have about 1,000 to 1,400 phone contacts on a weekday, most of them on Monday, and less on Saturday', () => {
		const counts = [...newPerDay(legs, 'phone')];
		const weekdays = counts.filter(([date]) => ![0, 6].includes(new Date(date).getUTCDay()));
		expect(weekdays).toHaveLength(20);
		const mean = weekdays.reduce((sum, [, count]) => sum + count, 0) / 20;
		expect(mean).toBeGreaterThan(1050);
		expect(mean).toBeLessThan(1300);
		for (const [, count] of weekdays) expect(count > 850 && count < 1500).toBe(true);
		const byWeekday = Array.from({ length: 7 }, (_, weekday) =>
			counts.filter(([date]) => new Date(date).getUTCDay() === weekday).reduce((sum, [, count]) => sum + count, 0)
		);
		expect(byWeekday[1]).toBe(Math.max(...byWeekday));
		expect(byWeekday[0]).toBe(0);
		expect(byWeekday[6]).toBeLessThan(0.6 * Math.min(...byWeekday.slice(1, 6)));
	});

	test('have 1,400 to 2,400 chats each', () => {
		for (const week of weeks) {
			const chats = week.filter(({ channel, isNew }) => channel === 'chat' && isNew).length;
			expect(chats).toBeGreaterThan(1400);
			expect(chats).toBeLessThan(2400);
		}
	});

	test('have a service level between 65 and 90 % each, on both channels, and no queue far from it', () => {
		const { phone, chat } = defaultSiteSettings.channels;
		for (const week of weeks) {
			const phoneLevel = serviceLevel(
				week.filter(({ channel }) => channel === 'phone'),
				phone.targetMs
			);
			const chatLevel = serviceLevel(
				week.filter(({ channel }) => channel === 'chat'),
				chat.targetMs
			);
			for (const level of [phoneLevel, chatLevel]) expect(level > 0.65 && level < 0.9, `${level}`).toBe(true);
		}
		for (const queue of ['Facturen', 'Techniek', 'Algemeen', 'Verhuizen']) {
			const level = serviceLevel(
				legs.filter((leg) => leg.queue === queue),
				phone.targetMs
			);
			expect(level > 0.6 && level < 0.92, `${queue} ${level}`).toBe(true);
		}
	});

	test('are over a norm a few times a day, and not most of the day', () => {
		const over = minutesOverNorm(legs, monday, monday + 28 * day);
		const quartersByDay = new Map<string, Set<number>>();
		for (const at of over.keys()) {
			const { name } = localDayAt(at, zone);
			quartersByDay.set(name, (quartersByDay.get(name) ?? new Set()).add(Math.floor(at / (15 * minute))));
		}
		const quarters = [...quartersByDay.values()].map((set) => set.size);
		expect(quarters.length).toBe(24); // every open day has its moments
		const mean = quarters.reduce((sum, count) => sum + count, 0) / 24;
		expect(mean).toBeGreaterThan(4);
		expect(mean).toBeLessThan(18);
	});
});

describe.each(seeds)('four weeks around the clock (seed %i)', (seed) => {
	const events = run(seed, true);
	const legs = legsOf(events);
	const nightHours = Array.from({ length: 28 * 24 }, (_, index) => monday + index * hour).filter(
		(at) => wallHourAt(at, zone) >= 22 || wallHourAt(at, zone) < 7
	);

	test('have at least 25 new contacts in every hour of every night, and fewer than by day', () => {
		const perHour = new Map<number, number>();
		for (const leg of legs) {
			const index = Math.floor((leg.at - monday) / hour);
			if (leg.isNew) perHour.set(index, (perHour.get(index) ?? 0) + 1);
		}
		const nights = nightHours.map((at) => perHour.get((at - monday) / hour) ?? 0);
		expect(Math.min(...nights)).toBeGreaterThanOrEqual(25);
		const nightMean = nights.reduce((sum, count) => sum + count, 0) / nights.length;
		const workingHours = [...perHour].filter(([index]) => index % 168 < 120 && index % 24 >= 9 && index % 24 < 20);
		const dayMean = workingHours.reduce((sum, [, count]) => sum + count, 0) / workingHours.length;
		expect(nightMean).toBeLessThan(0.8 * dayMean);
	});

	test('have about fourteen agents at night', () => {
		const signedIn = new Set<string>();
		const counts: number[] = [];
		let index = 0;
		for (const at of nightHours) {
			for (let event = events[index]; event && event.time <= at + 30 * minute; event = events[++index]) {
				if (event.type !== 'agent.state_changed') continue;
				if (event.data.state === 'offline') signedIn.delete(event.data.agent);
				else signedIn.add(event.data.agent);
			}
			// Teams hand over at half past two.
			if (wallHourAt(at, zone) !== 2) counts.push(signedIn.size);
		}
		const mean = counts.reduce((sum, count) => sum + count, 0) / counts.length;
		expect(mean).toBeGreaterThan(13);
		expect(mean).toBeLessThan(15.5);
		expect(Math.min(...counts)).toBeGreaterThanOrEqual(9);
	});

	test('have a service level that leaves room above and below by day, and a somewhat lower one at night', () => {
		const phone = legs.filter(({ channel }) => channel === 'phone');
		const [byDay, atNight] = [
			phone.filter(({ at }) => wallHourAt(at, zone) >= 9 && wallHourAt(at, zone) < 20),
			phone.filter(({ at }) => wallHourAt(at, zone) >= 22 || wallHourAt(at, zone) < 7)
		].map((part) => serviceLevel(part, defaultSiteSettings.channels.phone.targetMs));
		expect(byDay !== undefined && byDay > 0.6 && byDay < 0.85, `${byDay}`).toBe(true);
		expect(atNight !== undefined && atNight > 0.55 && atNight < 0.78, `${atNight}`).toBe(true);
	});

	test('have a service level around its norm over whole days: some days meet it, some do not, and none falls far short', () => {
		const { targetMs, targetShare } = defaultSiteSettings.channels.phone;
		const phone = legs.filter(({ channel }) => channel === 'phone');
		const levels = Array.from({ length: 28 }, (_, index) => {
			const from = monday + index * day;
			return serviceLevel(
				phone.filter(({ at }) => at >= from && at < from + day),
				targetMs
			);
		});
		const whole = serviceLevel(phone, targetMs);
		expect(whole > 0.65 && whole < 0.8, `${whole}`).toBe(true);
		const met = levels.filter((level) => level >= targetShare).length;
		expect(met, levels.join()).toBeGreaterThanOrEqual(2);
		expect(met).toBeLessThanOrEqual(20);
		expect(Math.min(...levels)).toBeGreaterThan(0.5);
	});

	test('have somebody waiting for a part of the night, mostly a few, and hardly ever a crowd', () => {
		const nightMinutes = nightHours.flatMap((at) => Array.from({ length: 60 }, (_, index) => at + index * minute));
		const depths = depthsAt(legs, nightMinutes);
		const shareOf = (low: number, high: number): number =>
			depths.filter((depth) => depth >= low && depth <= high).length / depths.length;
		expect(shareOf(1, 3)).toBeGreaterThan(0.15);
		expect(shareOf(1, 3)).toBeGreaterThan(3 * shareOf(7, Infinity));
		expect(shareOf(0, 0)).toBeLessThan(0.8);
		expect(shareOf(13, Infinity)).toBeLessThan(0.03);
	});

	test('are over a norm now and then at any time of the day or night, and mostly are not', () => {
		const minutesByPart = new Array<number>(6).fill(0);
		const daysByPart = Array.from({ length: 6 }, () => new Set<number>());
		for (const at of minutesOverNorm(legs, monday, monday + 28 * day).keys()) {
			const part = Math.floor(((at - monday) % day) / (4 * hour));
			minutesByPart[part] = (minutesByPart[part] ?? 0) + 1;
			daysByPart[part]?.add(Math.floor((at - monday) / day));
		}
		// In each four hours of the day: on at least a quarter of the days, and less than a quarter of the time.
		expect(daysByPart.filter(({ size }) => size < 7)).toEqual([]);
		expect(Math.max(...minutesByPart)).toBeLessThan(28 * 60);
	});
});

describe('weeks in which the clock changes', () => {
	test.each([
		['2026-03-23T00:00:00+01:00', 'Europe/Amsterdam'],
		['2026-10-19T00:00:00+02:00', 'Europe/Amsterdam'],
		['2026-03-02T00:00:00-05:00', 'America/New_York'],
		['2026-03-30T00:00:00+11:00', 'Australia/Lord_Howe']
	])('open and close by the wall clock (%s, %s)', (start, site) => {
		const from = Date.parse(start);
		const events = createSimulator({ seed: 6, from, zone: site }).until(from + 9 * day);
		const hoursByDay = new Map<string, number[]>();
		for (const { type, time, data } of events) {
			if (type !== 'contact.queued' || data.reason !== 'new' || data.channel === 'email') continue;
			const { name } = localDayAt(time, site);
			hoursByDay.set(name, [...(hoursByDay.get(name) ?? []), wallHourAt(time, site)]);
		}
		expect(hoursByDay.size).toBe(8); // two Mondays and a Tuesday after them, the Sunday between closed
		for (const [date, hours] of hoursByDay) {
			const [opens, closes] = new Date(date).getUTCDay() === 6 ? [9, 17] : [8, 21];
			expect(Math.min(...hours) - opens, date).toBeGreaterThanOrEqual(0);
			expect(Math.min(...hours) - opens, date).toBeLessThan(0.5);
			expect(closes - Math.max(...hours), date).toBeGreaterThan(0);
			expect(closes - Math.max(...hours), date).toBeLessThan(0.5);
		}
	});

	test.each([
		['2026-03-28T12:00:00+01:00', 23],
		['2026-10-24T12:00:00+02:00', 25]
	])('never pause where the desk never closes (from %s: a Sunday of %i hours)', (start, hoursOfSunday) => {
		const from = Date.parse(start);
		const legs = legsOf(run(5, true, from, 2));
		const sunday = localDayAt(from + day, zone);
		expect((sunday.until - sunday.from) / hour).toBe(hoursOfSunday);
		for (let at = sunday.from; at < sunday.until; at += hour) {
			expect(legs.filter((leg) => leg.isNew && leg.at >= at && leg.at < at + hour).length).toBeGreaterThanOrEqual(25);
		}
	});
});
