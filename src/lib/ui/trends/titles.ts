import type {
	AnnualPage,
	ChatWeek,
	Finding,
	FoundBreak,
	MixQuarter,
	TopicOnChannel,
	Why,
	YearFigure
} from '#lib/protocol/annual-page.ts';
import { duration } from '../format/duration.ts';
import { count } from '../format/number.ts';
import { countChange, differenceOf, fewestContacts, fewestForTitle, shareInterval, wayOf } from './differences.ts';
import {
	channelName,
	changeWords,
	monthName,
	scoreChange,
	scoreSize,
	shareWords,
	type TrendWording
} from './trend-words.ts';

/** Findings are named where chance makes as clear ones less often than this. */
const clearBelow = 0.05;

/** The figure of the page's year, and of the latest year it is compared with; null where there is none. */
export function twoYears(
	figures: readonly YearFigure[],
	page: Pick<AnnualPage, 'year' | 'against'>
): Readonly<{ now: YearFigure | null; before: YearFigure | null }> {
	const of = (year: number | undefined) => figures.find((figure) => figure.year === year) ?? null;
	return { now: of(page.year), before: of(page.against.at(-1)) };
}

/** What the satisfaction did: a break that was found, else the difference from the year before, else neither. */
export function satisfactionTitle(page: AnnualPage, finding: Finding | null, wording: TrendWording): string {
	const { text } = wording;
	const broken = clearBreak(finding);
	if (finding !== null && broken !== null) return breakTitle(page, finding, broken, wording);
	const { now, before } = twoYears(page.satisfaction, page);
	if (now?.value === undefined || now.value === null || (now.n ?? 0) < fewestForTitle)
		return (now?.n ?? 0) > 0 ? text.satisfactionFew(String(page.year)) : text.satisfactionPlain;
	if (before === null || before.value === null || (before.n ?? 0) < fewestForTitle) return text.satisfactionPlain;
	const year = String(before.year);
	if (now.marks.definition !== before.marks.definition) return text.satisfactionOther(year);
	const difference = differenceOf(now, before);
	const way = wayOf(difference);
	if (difference === null || way === 'none') return text.satisfactionSame(year);
	const size = scoreSize(difference.value, page.scoreKind, wording);
	return way === 'up' ? text.satisfactionUp(size, year) : text.satisfactionDown(size, year);
}

/** The clearest break of a finding, if chance makes such a one seldom and its jump is not zero. */
export function clearBreak(finding: Finding | null): FoundBreak | null {
	if (finding === null || finding.notTested !== null || finding.p === null || finding.p >= clearBelow) return null;
	return clearBreaks(finding).reduce<FoundBreak | null>(
		(best, one) => (best === null || Math.abs(one.jump.value) > Math.abs(best.jump.value) ? one : best),
		null
	);
}

/** Breaks whose jump does not include zero: the others are bends of the line. */
export function clearBreaks({ breaks }: Finding): readonly FoundBreak[] {
	return breaks.filter(({ jump }) => jump.low > 0 || jump.high < 0);
}

function breakTitle(page: AnnualPage, finding: Finding, found: FoundBreak, wording: TrendWording): string {
	const { text } = wording;
	const when = monthOfBucket(found.firstAfter, wording);
	if (clearBreaks(finding).length > 1)
		return text.satisfactionBroke(when, scoreChange(found.jump.value, page.scoreKind, wording));
	if (found.jump.value > 0) return text.roseAround(when);
	const recovered = recoveryWords(finding, found, wording);
	return recovered === '' ? text.fellAround(when) : `${text.fellAround(when)} ${recovered}`;
}

/** How much of a fall the line after it has made up for; nothing is said where that line may as well be level. */
function recoveryWords(finding: Finding, found: FoundBreak, { text }: TrendWording): string {
	const after = finding.lines.find(({ from }) => from === found.firstAfter) ?? finding.lines.at(-1);
	if (after?.slope === undefined || after.slope === null || after.slope.low <= 0) return '';
	const share = (after.end - after.start) / -found.jump.value;
	if (share < 0.2) return '';
	if (share < 0.4) return text.recoveredPart;
	if (share < 0.6) return text.recoveredHalf;
	return share < 0.9 ? text.recoveredMost : text.recoveredAll;
}

/** What an average came from: never why. */
export function whyTitle(page: AnnualPage, why: Why | null, wording: TrendWording): string {
	const { text } = wording;
	if (why === null) return text.whyNothing;
	const year = String(why.before.year);
	const change = why.after.value - why.before.value;
	if (why.figure === 'asa') {
		const seconds = Math.round(change);
		if (seconds === 0) return text.whyWaitSame(year);
		const size = duration(Math.abs(seconds));
		return seconds > 0 ? text.whyWaitUp(size) : text.whyWaitDown(size);
	}
	const { now, before } = twoYears(page.satisfaction, page);
	const isEnough =
		(now?.n ?? 0) >= fewestForTitle &&
		(before?.n ?? 0) >= fewestForTitle &&
		now?.marks.definition === before?.marks.definition;
	const way = now === null || before === null || !isEnough ? 'none' : wayOf(differenceOf(now, before));
	if (way === 'none' || before?.year !== why.before.year) return text.whyScoreSame(year);
	const size = scoreSize(change, page.scoreKind, wording);
	return way === 'up' ? text.whyScoreUp(size) : text.whyScoreDown(size);
}

/** Whether it was busier. Years that are counted otherwise, or not known whole, are not compared. */
export function weeksTitle(page: AnnualPage, { language, text }: TrendWording): string {
	const { now, before } = twoYears(page.contacts, page);
	if (now === null || before === null || !areComparable(now, before)) return text.weeksPlain;
	const change = countChange(now.value, before.value);
	const way = wayOf(change);
	if (change === null) return text.weeksPlain;
	if (way === 'none') return text.weeksSame(String(before.year));
	const others = page.contacts.filter(({ year }) => page.against.includes(year));
	const isAll =
		others.length > 1 &&
		others.every((one) => areComparable(now, one) && wayOf(countChange(now.value, one.value)) === way);
	const on = text.on(changeWords(change.value, language), String(before.year));
	if (isAll) return way === 'up' ? text.weeksBusiest(on) : text.weeksQuietest(on);
	const size = changeWords(Math.abs(change.value), language).replace('+', '');
	return way === 'up' ? text.weeksUp(size, String(before.year)) : text.weeksDown(size, String(before.year));
}

/** Whether two figures were counted in one way over whole periods. */
export function areComparable(now: YearFigure, before: YearFigure): boolean {
	return now.marks.definition === before.marks.definition && now.marks.covered > 0.99 && before.marks.covered > 0.99;
}

/** What the channels share out, in the last whole quarter against the same quarter of the first compared year. */
export function mixTitle(page: AnnualPage, { language, text }: TrendWording): string {
	const whole = page.mix.filter(({ marks }) => !marks.isPartial && !marks.isRunning);
	const last = whole.at(-1);
	if (last === undefined) return text.mixPlain;
	const now = sharesOf(last.contacts);
	const [largest] = [...now].sort((a, b) => b[1].share - a[1].share);
	if (largest === undefined || largest[1].n < fewestContacts) return text.mixPlain;
	const first = mixPair(page)?.first;
	if (first !== undefined) {
		const then = sharesOf(first.contacts);
		const moved = [...new Set([...now.keys(), ...then.keys()])].map((key) => {
			const [a, b] = [now.get(key), then.get(key)];
			return { key, change: (a?.share ?? 0) - (b?.share ?? 0), isShown: shareMoved(a, b) };
		});
		const [shrunk] = moved.filter(({ isShown }) => isShown).sort((a, b) => a.change - b.change);
		const grown = moved.filter(({ isShown }) => isShown).sort((a, b) => b.change - a.change)[0];
		if (shrunk !== undefined && grown !== undefined && shrunk.change < 0 && grown.change > 0)
			return text.mixGrew(
				channelName(grown.key, text),
				shareWords(now.get(grown.key)?.share ?? 0, language),
				channelName(shrunk.key, text).toLowerCase()
			);
	}
	return text.mixLargest(channelName(largest[0], text), shareWords(largest[1].share, language));
}

/** The last whole quarter, and the same quarter of the first compared year that was counted likewise; null without such two. */
export function mixPair({ mix }: Pick<AnnualPage, 'mix'>): Readonly<{ first: MixQuarter; last: MixQuarter }> | null {
	const whole = mix.filter(({ marks }) => !marks.isPartial && !marks.isRunning);
	const last = whole.at(-1);
	const first = whole.find(
		({ quarter, marks }) =>
			quarter !== last?.quarter &&
			quarter.slice(4) === last?.quarter.slice(4) &&
			marks.definition === last.marks.definition
	);
	return last === undefined || first === undefined ? null : { first, last };
}

type Share = Readonly<{ share: number; n: number }>;

function sharesOf(contacts: Readonly<Record<string, number | undefined>>): Map<string, Share> {
	const known = Object.entries(contacts).map(([key, value]) => [key, value ?? 0] as const);
	const n = known.reduce((sum, [, value]) => sum + value, 0);
	return new Map(n === 0 ? [] : known.map(([key, value]) => [key, { share: value / n, n }]));
}

function shareMoved(a: Share | undefined, b: Share | undefined): boolean {
	const sampled = (one: Share | undefined, other: Share | undefined) => {
		const n = one?.n ?? other?.n ?? 1;
		const value = one?.share ?? 0;
		return { value, ...shareInterval(value, n), n };
	};
	return differenceOf(sampled(a, b), sampled(b, a))?.isShown === true;
}

/** Whether there was more chat in the last whole week; chance is ruled out by the test that comes with it. */
export function chatsTitle(weeks: readonly ChatWeek[], { language, text }: TrendWording): string {
	const last = lastWholeWeek(weeks);
	if (last === null || last.growth.value === null) return text.chatsPlain;
	const week = String(Number(last.week.slice(-2)));
	const { value, low, high } = last.growth;
	const isShown = last.p !== null && last.p < clearBelow && low !== null && high !== null && (low > 0 || high < 0);
	if (!isShown) return text.chatsSame(week);
	const size = changeWords(Math.abs(value), language).replace('+', '');
	return value > 0 ? text.chatsUp(size, week) : text.chatsDown(size, week);
}

function lastWholeWeek(weeks: readonly ChatWeek[]): ChatWeek | null {
	const whole = weeks.filter(({ chats, marks }) => chats !== null && !marks.isPartial && !marks.isRunning);
	return whole.at(-1) ?? null;
}

/** Whether the year's service level met its target; neutral where the interval holds the target. */
export function reachTitle(page: AnnualPage, { language, text }: TrendWording): string {
	const { now } = twoYears(page.serviceLevel, page);
	const target = page.serviceLevelTarget?.share ?? null;
	if (now?.value === undefined || now.value === null) return text.reachPlain;
	if ((now.n ?? 0) < fewestContacts) return text.reachFew(count(now.n ?? 0, language));
	if (target === null || now.low === null || now.high === null) return text.reachPlain;
	const words = [shareWords(now.value, language), shareWords(target, language)] as const;
	if (now.high < target) return text.reachBelow(...words);
	return now.low > target ? text.reachAbove(...words) : text.reachAt(...words);
}

/** The topic whose chats are sent on most, where that is clearly more than the chats of all the others; null where none is. */
export function mostSentOn({ topics }: Pick<AnnualPage, 'topics'>): TopicOnChannel | null {
	const chats = topics.filter(({ channel, topic, transferRate, contacts }) => {
		return channel === 'chat' && topic !== null && transferRate !== null && contacts >= fewestContacts;
	});
	const [most] = [...chats].sort((a, b) => (b.transferRate ?? 0) - (a.transferRate ?? 0));
	if (most === undefined || chats.length < 2) return null;
	const others = chats.filter((one) => one !== most);
	const n = others.reduce((sum, { contacts }) => sum + contacts, 0);
	const sent = others.reduce((sum, { contacts, transferRate }) => sum + contacts * (transferRate ?? 0), 0);
	return shareInterval(most.transferRate ?? 0, most.contacts).low > shareInterval(sent / n, n).high ? most : null;
}

/** What became of the kinds of question: the one that {@link mostSentOn} names, else a question. */
export function topicsTitle(page: AnnualPage, { language, text }: TrendWording): string {
	const most = mostSentOn(page);
	return most === null
		? text.topicsPlain
		: text.topicsTransfer(most.topic ?? '', shareWords(most.transferRate, language));
}

/** The month a bucket lies in, in words: `september 2020`. */
export function monthOfBucket(bucket: string, { language }: TrendWording): string {
	const date = dateOfBucket(bucket);
	return /^\d{4}$/.test(bucket)
		? bucket
		: `${monthName(date.getUTCMonth() + 1, language, 'long')} ${date.getUTCFullYear()}`;
}

/** The first day of a bucket, as midnight UTC; of an ISO week its Thursday, which decides its year and month. */
export function dateOfBucket(bucket: string): Date {
	const week = /^(\d{4})-W(\d{2})$/.exec(bucket);
	if (week !== null) {
		const fourth = new Date(Date.UTC(Number(week[1]), 0, 4));
		const monday = fourth.getTime() - ((fourth.getUTCDay() + 6) % 7) * 86_400_000;
		return new Date(monday + ((Number(week[2]) - 1) * 7 + 3) * 86_400_000);
	}
	const [year = '', month = '01', day = '01'] = bucket.split('-');
	return new Date(Date.UTC(Number(year), Number(month) - 1, Number(day)));
}
