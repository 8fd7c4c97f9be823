import { hourTicks, scoreScale, usualHeight, waitScale } from '../charts/axis-steps.ts';
import type { ScoreChartData } from '../charts/score-chart.ts';
import type { WaitChartData, WaitPoint } from '../charts/wait-chart-data.ts';
import type { WeekChartData } from '../charts/week-chart.ts';
import { weekdayNames } from '../format/clock-time.ts';
import { duration } from '../format/duration.ts';
import { count } from '../format/number.ts';
import { todayTextOf } from '../i18n/today-text.ts';
import type { Wording } from '../i18n/wording.ts';
import type { Appearance } from './appearance.ts';
import { scoreText } from './score-text.ts';
import type { DayWait, RollingScore, Row, WeekChats } from './today-figures.ts';

const quarterMinutes = 15;
const dayMinutes = 1440;
/** What the line of a score spans where it does not say so itself. */
const usualWeeks = 8;
/** Hours that are drawn where neither the opening hours nor a single contact is known. */
const emptyDay = { from: 480, to: 1080 };

/**
 * The day's average wait as its chart takes it.
 * @param minute minutes after local midnight that the figures are of, null = not known
 */
export function waitPicture(
	wait: DayWait,
	minute: number | null,
	appearance: Appearance,
	{ text }: Wording
): WaitChartData {
	const { from, to } = hoursOf(wait, minute);
	const isLive = appearance === 'live';
	const current = wait.current.value;
	const end =
		minute === null || current === null || minute < from || minute > to
			? null
			: {
					minute,
					seconds: current,
					// What is not live is not of now.
					text: isLive ? text.now(duration(current)) : duration(current),
					isOffNorm: isLive && wait.current.status === 'attention'
				};
	// The last half hour stands for the quarter that has only begun.
	const today = pointsOf(wait.quarters, from, to).filter(
		([at]) => end === null || at + quarterMinutes / 2 <= end.minute
	);
	const lastWeek = pointsOf(wait.lastWeekQuarters, from, to);
	const norm = wait.current.norm;
	const highest = Math.max(norm ?? 0, current ?? 0, ...today.map(([, seconds]) => seconds ?? 0));
	const scale = waitScale(Math.max(highest, usualHeight(lastWeek.map(([, seconds]) => seconds))));
	const waits: { at: number; text: string }[] = [];
	for (let at = scale.step; at <= scale.max; at += scale.step) waits.push({ at, text: duration(at) });
	return {
		from,
		to,
		hours: hourTicks(from, to).map((at) => ({ at, text: timeOfMinute(at) })),
		scale,
		waits,
		today: end === null ? today : [...today, [end.minute, end.seconds]],
		lastWeek,
		lastWeekText: text.lastWeek,
		lastWeekPeak: peakBeyond(lastWeek, scale.max),
		norm: norm === null ? null : { at: norm, text: text.norm(duration(norm)) },
		end
	};
}

/** The chart of the day in words. */
export function describeWait(picture: WaitChartData, { text }: Wording): string {
	const known = picture.today.map(([, seconds]) => seconds).filter((seconds) => seconds !== null);
	if (known.length === 0) return `${text.spokenWaitChart}: ${text.noData}`;
	const range = text.range(duration(Math.min(...known)), duration(Math.max(...known)));
	return [`${text.spokenWaitChart}: ${range}`, picture.norm?.text ?? '', picture.end?.text ?? '']
		.filter((part) => part !== '')
		.join(', ');
}

/** The week's chats as their chart takes them. */
export function weekPicture(chats: WeekChats, { language }: Wording): WeekChartData {
	const week = (row: Row) => Array.from({ length: 7 }, (_, day) => row[day] ?? null);
	return {
		days: weekdayNames(language),
		thisWeek: week(chats.days),
		lastWeek: week(chats.lastWeekDays),
		today: chats.today
	};
}

/** The chart of the week in words. */
export function describeWeek(picture: WeekChartData, { language, text }: Wording): string {
	const days = picture.days
		.map((day, index) => ({ day, now: picture.thisWeek[index] ?? null, then: picture.lastWeek[index] ?? null }))
		.filter(({ now, then }) => now !== null || then !== null)
		.map(({ day, now, then }) => `${day} ${count(now, language)}, ${text.lastWeekCount(count(then, language))}`);
	return `${todayTextOf(language).spokenWeekChart}: ${days.length === 0 ? text.noData : days.join('; ')}`;
}

/** The rolling score as its chart takes it. */
export function scorePicture(score: RollingScore, { language }: Wording): ScoreChartData {
	const known = [...score.line, ...score.lineLow, ...score.lineHigh].filter((value) => value !== null);
	const least = score.kind === 'grade' ? 0.5 : score.kind === 'nps' ? 10 : 0.05;
	const scale = scoreScale(known, least, score.bounds);
	const ends = [scale.min, scale.max];
	return {
		// Two values at least, so that an empty chart still has its axis.
		line: score.line.length < 2 ? [null, null] : score.line,
		low: score.lineLow,
		high: score.lineHigh,
		scale,
		// Before it is known what was asked, there is nothing to name: a dash is no end of a scale.
		scores:
			score.kind === null
				? []
				: ends.map((at) => ({ at, text: scoreText(at, score.kind, language, Number.isInteger(at) ? 0 : 1) })),
		firstText: todayTextOf(language).weeksAgo(
			String(score.line.length < 7 ? usualWeeks : Math.round(score.line.length / 7))
		),
		lastText: todayTextOf(language).nowWord,
		isQuiet: score.publication !== 'normal'
	};
}

/** The chart of the score in words. */
export function describeScore(picture: ScoreChartData, score: RollingScore, { language, text }: Wording): string {
	const known = picture.line.filter((value) => value !== null);
	const said =
		known.length === 0
			? text.noData
			: text.range(
					scoreText(Math.min(...known), score.kind, language),
					scoreText(Math.max(...known), score.kind, language)
				);
	return `${todayTextOf(language).spokenScoreChart}: ${said}`;
}

/** From opening to closing, wider where today went beyond it; without hours, as far as contacts were answered. */
function hoursOf(wait: DayWait, minute: number | null): Readonly<{ from: number; to: number }> {
	const { open, close } = wait;
	const hasHours = open !== null && close !== null && close > open;
	const rows = hasHours ? [wait.quarters] : [wait.quarters, wait.lastWeekQuarters];
	const known = rows.flatMap((row) =>
		row.flatMap((value, quarter) => (value === null ? [] : [quarter * quarterMinutes]))
	);
	// Only where a line ends there: a quiet night does not widen the day.
	const now = minute === null || wait.current.value === null ? [] : [minute];
	const starts = [...known, ...now, ...(hasHours ? [open] : [])];
	const ends = [...known.map((start) => start + quarterMinutes), ...now, ...(hasHours ? [close] : [])];
	if (starts.length === 0) return emptyDay;
	const from = Math.floor(Math.min(...starts) / 60) * 60;
	return { from, to: Math.min(dayMinutes, Math.max(Math.ceil(Math.max(...ends) / 60) * 60, from + 60)) };
}

/** A quarter's value stands in the middle of its quarter. */
function pointsOf(quarters: Row, from: number, to: number): readonly WaitPoint[] {
	return quarters
		.map((seconds, quarter): WaitPoint => [(quarter + 0.5) * quarterMinutes, seconds])
		.filter(([minute]) => minute >= from && minute <= to);
}

/** The highest point of a line, where it leaves the picture; with its value, because nobody can read it there. */
function peakBeyond(points: readonly WaitPoint[], max: number): WaitChartData['lastWeekPeak'] {
	let peak: { minute: number; seconds: number } | null = null;
	for (const [minute, seconds] of points)
		if (seconds !== null && seconds > max && seconds > (peak?.seconds ?? 0)) peak = { minute, seconds };
	return peak === null ? null : { minute: peak.minute, text: duration(Math.round(peak.seconds)) };
}

function timeOfMinute(minute: number): string {
	const two = (value: number) => String(value).padStart(2, '0');
	return `${two(Math.floor(minute / 60))}:${two(minute % 60)}`;
}
