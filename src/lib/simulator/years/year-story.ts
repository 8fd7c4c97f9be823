import { dayNo } from '#lib/domain/time/local-days.ts';
import type { YearChannel } from './channel-years.ts';
import { type Knots, knots, levelOn } from './knots.ts';

/** The first day of the earlier years, `YYYY-MM-DD`. */
export const firstDayOfYears = '2014-01-01';
/** From this day on the service level is counted as it is today, against 20 seconds by phone. */
export const levelsSince = '2017-05-01';

/**
 * What customers thought of the company beside what they went through: better from year to year, then scratched by the year in
 * which it could not be reached. In points of a grade.
 */
const goodwill = knots({
	'2014-01-01': -0.5,
	'2019-06-01': 0.12,
	'2020-03-15': 0.14,
	'2020-12-31': -0.16,
	'2023-06-01': -0.06,
	'2026-01-01': 0
});

/** How many people could be at work for those that were planned: shops shut and everyone home, then more were taken on. */
const people: Readonly<Record<YearChannel, Knots>> = {
	phone: knots({
		'2020-03-15': 1,
		'2020-03-16': 0.86,
		'2020-06-01': 0.93,
		'2020-09-01': 1,
		'2020-12-01': 1.15,
		'2021-04-01': 1.32,
		'2021-10-01': 1.25,
		'2022-06-01': 1.06,
		'2023-01-01': 1
	}),
	// The pilot's team went home on the first day, and took its queue along.
	chat: knots({ '2020-03-15': 1, '2020-07-01': 1.1, '2021-04-01': 1.2, '2022-01-01': 1 }),
	email: knots({ '2020-03-15': 1, '2020-03-16': 0.8, '2020-09-01': 0.9, '2021-04-01': 1.05, '2022-01-01': 1 })
};

/** How much longer a contact took from home, on laptops that were new, about things nobody had explained before. */
const longer = knots({
	'2020-03-15': 1,
	'2020-03-16': 1.2,
	'2020-10-01': 1.15,
	'2021-06-01': 1.06,
	'2022-06-01': 1
});

/** What more, or less, came about a topic. */
const topicLevels: Readonly<Record<string, Knots>> = {
	'Wifi thuis': knots({
		'2020-03-14': 1,
		'2020-03-20': 2.3,
		'2020-05-31': 2.1,
		'2020-09-01': 1.5,
		'2020-12-14': 1.5,
		'2020-12-17': 1.85,
		'2021-04-28': 1.5,
		'2021-09-01': 1.2,
		'2023-01-01': 1
	}),
	'Snellere lijn': knots({
		'2020-03-14': 1,
		'2020-03-24': 2.7,
		'2020-05-31': 2.3,
		'2020-09-01': 1.6,
		'2020-12-17': 1.9,
		'2021-04-28': 1.5,
		'2022-01-01': 1.1,
		'2023-01-01': 1
	}),
	'Tv-product': knots({
		'2020-03-31': 1,
		'2020-04-06': 1.35,
		'2020-10-11': 1.35,
		'2020-10-12': 2.3,
		'2020-11-15': 2,
		'2021-02-01': 1.1,
		'2021-07-01': 1
	}),
	'Bestelling volgen': knots({
		'2020-03-15': 1,
		'2020-03-20': 1.7,
		'2020-06-01': 1.3,
		'2020-12-14': 1.2,
		'2020-12-17': 1.6,
		'2021-04-28': 1.2,
		'2021-10-01': 1
	}),
	'Verhuizing doorgeven': knots({ '2020-03-15': 1, '2020-03-25': 0.7, '2020-06-01': 0.95, '2020-09-01': 1 }),
	'Kosten buitenland': knots({ '2020-03-10': 1, '2020-04-01': 0.35, '2021-06-01': 0.6, '2022-06-01': 1 })
};

/** Days on which something broke: how many times as many came about a topic. */
export const brokenDays: Readonly<Record<string, Readonly<{ topic: string; times: number }>>> = {
	'2017-06-21': { topic: 'Storing in de wijk', times: 6 },
	'2019-06-24': { topic: 'Storing in de wijk', times: 9 },
	'2019-06-25': { topic: 'Storing in de wijk', times: 2.5 },
	'2022-02-18': { topic: 'Storing in de wijk', times: 5 },
	'2022-02-19': { topic: 'Storing in de wijk', times: 3 },
	'2025-04-14': { topic: 'Voetbal op de pc', times: 6 }
};

const holidays: ReadonlySet<string> = new Set(['01-01', '04-27', '12-25', '12-26']);
/** Of an ordinary day, on a holiday. */
const holidayShare = 0.6;

/** What was particular about a day. `day` counts as `dayNo` does. */
export type StoryDay = Readonly<{ day: number; date: string }>;

/** Points of a grade by which customers were kinder, or less so, than their contact alone made them. */
export function goodwillOn({ day }: StoryDay): number {
	return levelOn(goodwill, day);
}

/** People at work for those that were planned, as a factor. */
export function peopleOn(channel: YearChannel, { day }: StoryDay): number {
	return levelOn(people[channel], day);
}

/** Handling time for what was usual, as a factor. */
export function lengthOn({ day }: StoryDay): number {
	return levelOn(longer, day);
}

/** Contacts about a topic for what the year has on average, as a factor; what comes back each year included. */
export function topicOnDay(topic: string, { day, date }: StoryDay): number {
	const line = topicLevels[topic];
	const broken = brokenDays[date];
	return (
		(line === undefined ? 1 : levelOn(line, day)) * yearlyOf(topic, day) * (broken?.topic === topic ? broken.times : 1)
	);
}

/** Contacts of a day of the year for the mean of the year, as a factor. */
export function seasonOn({ day, date }: StoryDay): number {
	const winter = 1 + 0.06 * Math.cos(turnOf(day, '01-20'));
	return winter * (holidays.has(date.slice(5)) ? holidayShare : 1);
}

function yearlyOf(topic: string, day: number): number {
	if (topic === 'Verhuizing doorgeven' || topic === 'Aansluiting nieuw adres')
		return 1 + 0.18 * Math.cos(turnOf(day, '08-20'));
	if (topic === 'Voetbal op de pc') return 1 + 0.35 * Math.cos(turnOf(day, '12-20'));
	if (topic === 'Kosten buitenland') return 1 + 0.5 * Math.cos(turnOf(day, '08-01'));
	return 1;
}

const anyYear = 2001;

/** How far round the year a day is from one of the year, as an angle. */
function turnOf(day: number, top: string): number {
	return (2 * Math.PI * (day - dayNo(`${anyYear}-${top}`))) / 365.2425;
}
