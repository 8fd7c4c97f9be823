import type { SurveyScale } from '../settings/survey-settings.ts';
import type { SiteCalendar } from '../time/calendar.ts';
import { addScore, mergeScores, newScoreSums, type ScoreSums } from './score-sums.ts';

/** One answer: when it was given (UTC ms) and what. */
export type TimedScore = Readonly<{ at: number; score: number }>;

/** The last so many answers: all such scores are equally precise, but each reaches back another time. */
export type LastAnswers = Readonly<{
	sums: ScoreSums;
	/** When the oldest of them was given; null when there are none. Print it beside the score. */
	from: number | null;
	/** False while there are fewer than asked for. */
	isComplete: boolean;
}>;

/** The answers of the last local days: all such scores cover equal time, but each is as precise as it may be. */
export type LastDays = Readonly<{
	/** Local midnight at which the first of the days begins. */
	from: number;
	/** The instant asked for; answers given at it count. */
	until: number;
}>;

/**
 * The local days a rolling score looks back on: today so far and the `days − 1` before it. Cut by the site's calendar, so a
 * clock change makes the span an hour shorter or longer and loses no answer.
 */
export function lastDays(calendar: SiteCalendar, now: number, days: number): LastDays {
	if (!Number.isInteger(days) || days < 1) throw new RangeError(`a whole number of days from 1 is needed, got ${days}`);
	return { from: calendar.dayOf(calendar.daysBefore(calendar.dayOf(now).from, days - 1)).from, until: now };
}

/** Whether an answer counts in the span. */
export function isInLastDays({ from, until }: LastDays, at: number): boolean {
	return at >= from && at <= until;
}

/** Sums of the answers of the last local days, from answers in any order. */
export function rollingByDays(answers: Iterable<TimedScore>, span: LastDays, scale: SurveyScale): ScoreSums {
	const sums = newScoreSums();
	for (const { at, score } of answers) if (isInLastDays(span, at)) addScore(sums, score, scale);
	return sums;
}

/**
 * Sums of the same span from sums per local date (`YYYY-MM-DD`), as reports keep them. `today` must hold nothing after the
 * instant asked for.
 */
export function rollingByDates(
	calendar: SiteCalendar,
	span: LastDays,
	byDate: ReadonlyMap<string, Readonly<ScoreSums>>
): ScoreSums {
	let sums = newScoreSums();
	for (const date of calendar.datesIn({ from: span.from, to: span.until + 1 })) {
		const day = byDate.get(date);
		if (day !== undefined) sums = mergeScores(sums, day);
	}
	return sums;
}

/**
 * The last `count` answers given up to `now`, from answers in any order; only that many are kept in memory. Of answers at one
 * instant the later in the given order counts as the newer. Answers off the scale take no place and are in `sums.invalid`.
 */
export function rollingByCount(
	answers: Iterable<TimedScore>,
	count: number,
	scale: SurveyScale,
	now: number
): LastAnswers {
	if (!Number.isInteger(count) || count < 1)
		throw new RangeError(`a whole number of answers from 1 is needed, got ${count}`);
	const sums = newScoreSums();
	const kept: TimedScore[] = [];
	for (const answer of answers) {
		if (answer.at > now) continue;
		if (!addScore(newScoreSums(), answer.score, scale)) sums.invalid += 1;
		else keepNewest(kept, answer, count);
	}
	for (const { score } of kept) addScore(sums, score, scale);
	return { sums, from: kept[0]?.at ?? null, isComplete: kept.length === count };
}

/** Puts an answer in its place among those kept, oldest first, and lets the oldest go when there are too many. */
function keepNewest(kept: TimedScore[], answer: TimedScore, count: number): void {
	let place = kept.length;
	while (place > 0 && (kept[place - 1]?.at ?? -Infinity) > answer.at) place -= 1;
	kept.splice(place, 0, answer);
	if (kept.length > count) kept.shift();
}
