import { isResponseMoved } from '#lib/domain/trends/response-change.ts';
import type { AnnualPage, FigurePart, YearFigure } from '#lib/protocol/annual-page.ts';
import type { PointMarks, Sampled } from '#lib/protocol/trend-series.ts';
import { channelName, dayText, longTime, shareWords, timeWords, type TrendWording } from './trend-words.ts';

/** The stretches of a figure, each with what it came to and how it was counted; empty where it has none. */
export function partNotes(
	figure: YearFigure,
	page: Pick<AnnualPage, 'definitions'>,
	show: (part: Sampled) => string,
	wording: TrendWording
): readonly string[] {
	const { language, text } = wording;
	const parts = figure.parts ?? [];
	return parts.map((part, at) => {
		const said = wayWords(part, page, wording);
		const value = said === '' ? show(part) : `${show(part)} (${said})`;
		if (at === 0) return text.partUntil(dayText(part.to, language), value);
		if (at === parts.length - 1) return text.partSince(dayText(part.from, language), value);
		return text.partFromTo(dayText(part.from, language), dayText(part.to, language), value);
	});
}

/** Up to which day totals tell, where contacts do from then on; null where there is no such day. */
export function sourceNote(marks: PointMarks, { language, text }: TrendWording): string | null {
	const { contactsSince } = marks;
	return contactsSince === undefined ? null : text.totalsUntil(dayText(dayBefore(contactsSince), language));
}

/**
 * Where the teller of compared years changes: up to which day totals tell, or which of the years they do. Null where all of them are
 * told by the same.
 */
export function sourcesNote(figures: readonly YearFigure[], wording: TrendWording): string | null {
	const known = figures.filter(({ value }) => value !== null);
	const day = known.filter(({ marks }) => marks.contactsSince !== undefined).at(-1);
	if (day !== undefined) return sourceNote(day.marks, wording);
	const ofTotals = known.filter(({ marks }) => marks.told === 'totals');
	if (ofTotals.length === 0 || known.every(({ marks }) => marks.told === 'totals')) return null;
	return wording.text.totalsOfYears(ofTotals.map(({ year }) => year).join(', '));
}

/**
 * Below a chart that has no line of its own for it: up to which day totals tell, or of which years.
 * @param years of the page: where the teller changes between two weeks, no week is of both
 */
export function sourceNotes(
	points: readonly Readonly<{ marks: PointMarks }>[],
	years: readonly YearFigure[],
	wording: TrendWording
): readonly string[] {
	const days = [...points, ...years].flatMap(({ marks }) => sourceNote(marks, wording) ?? []);
	const said = days.length > 0 ? [...new Set(days)] : [sourcesNote(years, wording) ?? []].flat();
	return said.map((one) => `${one.slice(0, 1).toUpperCase()}${one.slice(1)}.`);
}

/** The day before a site-local date. */
export function dayBefore(date: string): string {
	return new Date(Date.parse(`${date}T00:00Z`) - 86_400_000).toISOString().slice(0, 10);
}

/** How a service level was counted: `V2, binnen 30 s`; '' where that is not told. */
function wayWords(part: FigurePart, { definitions }: Pick<AnnualPage, 'definitions'>, { text }: TrendWording): string {
	const ways = definitions.filter(({ key }) => part.marks.definition.split(' + ').includes(key));
	const [way] = ways;
	if (way === undefined || ways.some(({ serviceLevel }) => serviceLevel !== way.serviceLevel)) return '';
	const times = new Set(way.targets.flatMap(({ targetSeconds }) => (targetSeconds === null ? [] : [targetSeconds])));
	const within = [...times].map((seconds) => timeWords(seconds, text)).join(' / ');
	return [way.serviceLevel ?? '', within].filter((word) => word !== '').join(', ');
}

/** Why a page names no target; null where it names one. */
export function noTargetNote(
	{ noTarget, channelTargets }: AnnualPage,
	{ language, text }: TrendWording
): string | null {
	const each = channelTargets
		.map(
			({ channel, share, seconds }) =>
				`${channelName(channel, text).toLowerCase()} ${shareWords(share, language)} / ${timeWords(seconds, text)}`
		)
		.join(', ');
	switch (noTarget) {
		case 'different targets':
			return text.noTargetDiffers(each);
		case 'target changed':
			return text.noTargetChanged;
		case 'counted against another target':
			return text.noTargetOther;
		case 'channel not known':
			return text.noTargetChannel;
		case null:
			return null;
	}
}

/** How long answers took on the channels that no wait of the page is of, beside the year before. */
export function slowNotes({ slowAnswers, year, against }: AnnualPage, wording: TrendWording): readonly string[] {
	const { language, text } = wording;
	return slowAnswers.flatMap(({ channel, target, years }) => {
		const now = years.find((one) => one.year === year);
		const before = years.find((one) => one.year === against.at(-1));
		if (now === undefined || now.answerSeconds === null) return [];
		const level = now.serviceLevel.value;
		const words = [
			text.slowAnswer(channelName(channel, text), longTime(now.answerSeconds, wording)),
			...(before === undefined || before.answerSeconds === null
				? []
				: [text.slowBefore(longTime(before.answerSeconds, wording), String(before.year))]),
			...(target === null || level === null
				? []
				: [text.slowWithin(shareWords(level, language), timeWords(target.seconds, text))])
		];
		return [`${words.join(', ')}.`];
	});
}

/** That others answer the survey than in the compared year; null where that is not so, or not known. */
export function responseNote(
	now: YearFigure | null,
	before: YearFigure | null,
	{ language, text }: TrendWording
): string | null {
	const [after, earlier] = [now?.responseRate ?? null, before?.responseRate ?? null];
	if (after === null || earlier === null || !isResponseMoved(earlier, after)) return null;
	return text.responseMoved(shareWords(earlier, language), shareWords(after, language));
}
