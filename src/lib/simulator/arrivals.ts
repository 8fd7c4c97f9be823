import { busyPeriod, openPeriod, wallHourAt, type LocalDay, type Period } from './local-day.ts';
import type { DayCurve, DeskProfile, QueueProfile } from './profile.ts';
import { choose, exponential, logNormal, randomStream, uniform } from '#lib/domain/statistics/random.ts';

/** Somebody arrives. `topic` is set when a surge brings them, else null: one of the queue's own. */
export type Arrival = Readonly<{ at: number; topic: string | null }>;

/** A sudden crowd, spread evenly over its period. */
export type Surge = Period & Readonly<{ queue: string; topic: string; contactsPerHour: number }>;

const quarterMs = 15 * 60_000;
const hourMs = 60 * 60_000;

/**
 * Everybody who comes to one queue on one day, in order of time: a non-homogeneous Poisson process, by thinning
 * (Lewis and Shedler 1979). The same seed and date give the same arrivals, whatever happened before.
 */
export function arrivalsOfDay(profile: DeskProfile, queue: QueueProfile, day: LocalDay, seed: number): Arrival[] {
	const level = levelOf(profile, queue, day, seed);
	const quarterRates = ratesByQuarter(profile, queue, day).map((rate) => rate * level);
	const surges = surgesOfDay(profile, day, seed).filter((surge) => surge.queue === queue.queue);
	const highestRate = surges.reduce((sum, surge) => sum + surge.contactsPerHour, Math.max(...quarterRates));
	const arrivals: Arrival[] = [];
	if (highestRate <= 0) return arrivals;
	const random = randomStream(seed, `arrivals/${queue.queue}/${day.name}`);
	let at = day.from + exponential(random, hourMs / highestRate);
	while (at < day.until) {
		const instant = Math.floor(at);
		let left = random() * highestRate - (quarterRates[Math.floor((at - day.from) / quarterMs)] ?? 0);
		if (left < 0) arrivals.push({ at: instant, topic: null });
		else {
			const surge = surges.find(({ from, until, contactsPerHour }) => {
				if (at < from || at >= until) return false;
				left -= contactsPerHour;
				return left < 0;
			});
			if (surge) arrivals.push({ at: instant, topic: surge.topic });
		}
		at += exponential(random, hourMs / highestRate);
	}
	return arrivals;
}

/** A stretch of time in which contacts come at one rate. */
export type ArrivalPiece = Period & Readonly<{ topic: string | null; contactsPerHour: number }>;

/** What is expected of one queue on one day, with the level of that day and its surges, in pieces that may overlap. */
export function piecesOfDay(profile: DeskProfile, queue: QueueProfile, day: LocalDay, seed: number): ArrivalPiece[] {
	const level = levelOf(profile, queue, day, seed);
	const quarters = ratesByQuarter(profile, queue, day).map((rate, index) => {
		const from = day.from + index * quarterMs;
		return { from, until: Math.min(day.until, from + quarterMs), topic: null, contactsPerHour: rate * level };
	});
	return [...quarters, ...surgesOfDay(profile, day, seed).filter((surge) => surge.queue === queue.queue)];
}

/**
 * Expected contacts an hour in each quarter of the day, before chance has its say. The quarters are counted in real
 * time from local midnight: 92 or 100 of them when the clock changes.
 */
export function ratesByQuarter(profile: DeskProfile, queue: QueueProfile, day: LocalDay): number[] {
	const busy = queue.comes === 'any_time' ? day : busyPeriod(profile, day);
	const quarters: { hour: number; isBusy: boolean }[] = [];
	for (let middle = day.from + quarterMs / 2; middle < day.until; middle += quarterMs) {
		const isBusy = busy !== null && middle >= busy.from && middle < busy.until;
		quarters.push({ hour: wallHourAt(middle, day.zone), isBusy });
	}
	const curveSum = quarters.reduce((sum, { hour, isBusy }) => sum + (isBusy ? heightAt(queue.curve, hour) : 0), 0);
	const contactsPerDay = queue.contactsPerDay[day.weekdayIndex] ?? 0;
	return quarters.map(({ hour, isBusy }) => {
		if (isBusy) return ((contactsPerDay * heightAt(queue.curve, hour)) / curveSum) * (hourMs / quarterMs);
		return profile.isAlwaysOpen ? queue.nightContactsPerHour * heightAt(profile.nightCurve, hour) : 0;
	});
}

/** The crowds of a day: the open hours are cut in equal parts and each part has one, so that none is ever far off. */
export function surgesOfDay(profile: DeskProfile, day: LocalDay, seed: number): Surge[] {
	const open = openPeriod(profile, day);
	if (open === null) return [];
	const random = randomStream(seed, `surges/${day.name}`);
	const count = Math.round((open.until - open.from) / hourMs / profile.hoursPerSurge);
	const partMs = (open.until - open.from) / count;
	return Array.from({ length: count }, (_, index) => {
		const kind = choose(random, profile.surges);
		const lengthMs = uniform(random, ...kind.minutes) * 60_000;
		const contacts = uniform(random, ...kind.contacts);
		const from = open.from + index * partMs + uniform(random, 0, partMs - lengthMs);
		const contactsPerHour = contacts / (lengthMs / hourMs);
		return { queue: kind.queue, topic: kind.topic, from, until: from + lengthMs, contactsPerHour };
	});
}

/** How far this day is above or below what is expected, as a factor. */
function levelOf(profile: DeskProfile, queue: QueueProfile, day: LocalDay, seed: number): number {
	const { day: dayWide, queueDay, queueWeek } = profile.levelSpread;
	return (
		logNormal(randomStream(seed, `level/${day.name}`), 1, dayWide) *
		logNormal(randomStream(seed, `level/${queue.queue}/${day.name}`), 1, queueDay) *
		logNormal(randomStream(seed, `level/${queue.queue}/week/${day.weekName}`), 1, queueWeek)
	);
}

/** The height of a curve at an hour. */
function heightAt({ hours, weights }: DayCurve, hour: number): number {
	const right = hours.findIndex((knot) => hour <= knot);
	if (right < 0) return weights.at(-1) ?? 0;
	const rightHour = hours[right] ?? hour;
	const rightWeight = weights[right] ?? 0;
	const leftHour = hours[right - 1] ?? rightHour;
	const leftWeight = weights[right - 1] ?? rightWeight;
	const share = rightHour === leftHour ? 0 : (hour - leftHour) / (rightHour - leftHour);
	return leftWeight + (rightWeight - leftWeight) * share;
}
