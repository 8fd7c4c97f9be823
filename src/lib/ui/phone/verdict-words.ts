import { calendarDate, clockTime } from '../format/clock-time.ts';
import { duration } from '../format/duration.ts';
import { nearMoment } from '../format/near-moment.ts';
import { count, percent } from '../format/number.ts';
import { averagesSentence } from '../i18n/averages-words.ts';
import { intakeProblemWords } from '../i18n/intake-words.ts';
import { silentWords } from '../i18n/silent-words.ts';
import type { Wording } from '../i18n/wording.ts';
import type { AgeNotice, Problem, Verdict } from './verdict.ts';

/** Where and when words are read: the language, the site's zone, and the instant the figures are of (UTC ms). */
export type WordsContext = Readonly<{ wording: Wording; zone: string | null; at: number | null }>;

/** How far beyond its norm something is, as a word. */
export function gravityWord(problem: Problem, { text }: Wording): string {
	return problem.status === 'alarm' ? text.farOverNorm : text.overNorm;
}

/** What is the matter, in one sentence without a figure. */
export function problemSentence({ name, cause }: Problem, { text }: Wording): string {
	if (cause === 'depth') return name === null ? text.allFillUp : text.fillsUp(name);
	return name === null ? text.allKeepWaiting : text.keepsWaiting(name);
}

/** The figures behind the sentence, the one that caused it first with its norm: `14 wachtenden, norm 10 · langst 6:42`. */
export function problemFacts(problem: Problem, { language, text }: Wording): string {
	const { cause, depth, depthNorm, waitSeconds, waitNormSeconds } = problem;
	const waiting = text.spokenWaiting(count(depth, language));
	const longest = text.longestShort(duration(waitSeconds));
	const [first, second] =
		cause === 'depth'
			? [text.withNorm(waiting, count(depthNorm, language)), waitSeconds === null ? null : longest]
			: [text.withNorm(longest, duration(waitNormSeconds)), depth === null ? null : waiting];
	return second === null ? first : `${first} · ${second}`;
}

/** The averages that are off their norm, each with its norm and over what: `1:12, norm 1:00 · laatste 30 min`. */
export function averagesFacts(verdict: Verdict, { language, text }: Wording): readonly string[] {
	if (verdict.kind !== 'averages') return [];
	const { wait, level } = verdict;
	const parts: string[] = [];
	if (wait !== null) parts.push(`${text.withNorm(duration(wait.value), duration(wait.norm))} · ${text.last30Minutes}`);
	if (level !== null) {
		const shown = percent(level.value, language, level.norm);
		parts.push(`${text.withNorm(shown, percent(level.norm, language))} · ${text.today}`);
	}
	return parts;
}

/** For how long, and since when: `11 min · sinds 11:31`; empty when it is not known. */
export function sinceWords(since: number | null, { wording, zone, at }: WordsContext): string {
	if (since === null || at === null) return '';
	return `${ageWords((at - since) / 1000, wording)} · ${wording.text.since(clockTime(since, zone))}`;
}

/** A length of time to the minute, cut: `< 1 min`, `11 min`, `2 u 5 min`. */
export function ageWords(seconds: number, { language, text }: Wording): string {
	const minutes = Math.floor(seconds / 60);
	if (minutes < 1) return text.underAMinute;
	if (minutes < 60) return text.minutes(count(minutes, language));
	return text.hoursMinutes(count(Math.floor(minutes / 60), language), count(minutes % 60, language));
}

/** The sentence of a verdict; it holds no figure, so that it changes only when the situation does. */
export function verdictSentence(verdict: Verdict, wording: Wording): string {
	const { text } = wording;
	switch (verdict.kind) {
		case 'loading':
			return verdict.isSlow ? text.loading : '';
		case 'problem':
			return problemSentence(verdict.problem, wording);
		case 'averages':
			return averagesSentence(verdict, text);
		case 'within':
			return text.everythingWithinNorm;
		case 'no-norm':
			return text.noNorm;
		case 'no-queues':
			return text.noQueues;
		case 'rest-within':
			return text.restWithinNorm;
		case 'unheard':
			return '';
		case 'closed':
			return text.closed;
	}
}

/** What is said of the age of the figures: a title, and a line below it. */
export function noticeWords(
	notice: AgeNotice,
	verdict: Verdict,
	{ wording, zone, at }: WordsContext
): Readonly<{ title: string; detail: string }> {
	const { language, text } = wording;
	switch (notice.kind) {
		case 'delayed': {
			const known = text.lastKnownAt(clockTime(notice.asOf, zone));
			const sentence = verdictSentence(verdict, wording);
			return { title: `${text.delayed} · ${known}`, detail: sentence === '' ? '' : text.lastKnownWas(sentence) };
		}
		case 'no-connection': {
			const time = clockTime(notice.asOf, zone);
			const detail = notice.isBlank
				? text.noFiguresSince(time)
				: text.figuresFromAge(time, ageWords(notice.ageSeconds, wording));
			return { title: text.noConnection, detail: notice.asOf === null ? text.retrying : detail };
		}
		case 'intake-shut':
			return { title: intakeProblemWords(notice.problem, text), detail: text.nothingComesIn };
		case 'clock-set-back':
			return { title: text.clockSetBack, detail: text.waitsMayBeWrong };
		case 'silent': {
			const { silent, worst } = notice;
			const since = silent.since === null ? '' : text.since(nearMoment(silent.since, at, zone, language));
			const said = silentWords(silent, text, (value) => count(value, language));
			return {
				title: `${said} ${since}`.trim(),
				detail: worst === null ? '' : text.lastKnownWas(problemSentence(worst, wording))
			};
		}
		case 'replay': {
			const speed = notice.speed === 0 ? text.replayStepped : text.replaySpeed(count(notice.speed, language));
			return {
				title: text.replay,
				detail: `${calendarDate(notice.at, zone, language)}, ${clockTime(notice.at, zone)} · ${speed}`
			};
		}
	}
}
