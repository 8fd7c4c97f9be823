import type { Channel } from '#lib/domain/contact/channel.ts';
import { publicationOf } from '#lib/domain/satisfaction/publication.ts';
import type { AnnualPage, YearFigure } from '#lib/protocol/annual-page.ts';
import { dash } from '../format/duration.ts';
import { count, decimals, percentNumber } from '../format/number.ts';
import { partNotes, responseNote, sourceNote, sourcesNote } from './counted-otherwise.ts';
import { countChange, differenceOf, fewestContacts } from './differences.ts';
import { areComparable, twoYears } from './titles.ts';
import {
	changeWords,
	channelName,
	dayText,
	halfWidth,
	isShareScore,
	monthName,
	scoreChange,
	scoreWords,
	shareWords,
	signed,
	timeWords,
	type TrendWording
} from './trend-words.ts';

/** A dot of a strip of years; null = not known. `isOpen`: counted otherwise than the last one, or not whole. */
export type StripDot = Readonly<{ value: number | null; text: string; below: string; isOpen: boolean }>;

/** A figure of the row at the top. */
export type Kpi = Readonly<{
	key: 'contacts' | 'level' | 'score' | 'share';
	label: string;
	value: string;
	unit: string;
	/** Beside the value: how sure it is. */
	beside: string;
	isOffNorm: boolean;
	/** Drawn without emphasis: it rests on few. */
	isQuiet: boolean;
	/** Below it, the parts in order. */
	notes: readonly string[];
	strip: readonly StripDot[];
	target: number | null;
	/** Whether the strip is a line of months instead of years. */
	isLine: boolean;
}>;

const mostYears = 4;

/** The four figures of a year, each beside those of earlier years. */
export function kpisOf(page: AnnualPage, wording: TrendWording): readonly Kpi[] {
	return [contactsKpi(page, wording), levelKpi(page, wording), scoreKpi(page, wording), shareKpi(page, wording)];
}

function contactsKpi(page: AnnualPage, wording: TrendWording): Kpi {
	const { language, text } = wording;
	const { now } = twoYears(page.contacts, page);
	const others = page.contacts
		.filter(({ year }) => page.against.includes(year))
		.slice(-2)
		.reverse();
	const changes = others.flatMap((one) => {
		const change = now === null || !areComparable(now, one) ? null : countChange(now.value, one.value);
		return change === null ? [] : [text.on(changeWords(change.value, language), String(one.year))];
	});
	const isThousands = page.contacts.every(({ value }) => value === null || value >= 10_000);
	return {
		...plain('contacts', text.contacts),
		value: now?.value === undefined || now.value === null ? dash : count(now.value, language),
		notes: [
			...(changes.length > 0 || now === null || others.length === 0 ? changes : [whyNot(now, others, wording)]),
			...(changes.length > 0 && now !== null ? whoTold([now, ...others], wording) : [])
		],
		strip: dots(page.contacts, page, (value) =>
			isThousands ? decimals(value / 1000, 0, language) : count(value, language)
		)
	};
}

function levelKpi(page: AnnualPage, wording: TrendWording): Kpi {
	const { language, text } = wording;
	const { now, before } = twoYears(page.serviceLevel, page);
	const target = page.serviceLevelTarget;
	const difference = now === null || before === null || !isSame(now, before) ? null : differenceOf(now, before);
	const isFew = now?.value !== undefined && now.value !== null && (now.n ?? 0) < fewestContacts;
	return {
		...plain('level', text.serviceLevel),
		value:
			now?.value === undefined || now.value === null ? dash : percentNumber(now.value, language, target?.share ?? null),
		unit: now?.value === undefined || now.value === null ? '' : '%',
		isOffNorm: !isFew && now?.high !== undefined && now.high !== null && target !== null && now.high < target.share,
		isQuiet: isFew,
		notes: [
			...(now?.value === undefined || now.value === null ? [] : targetWords(page, { language, text })),
			...(now?.value === undefined || now.value === null
				? whyNoLevel(page, now, wording)
				: isFew
					? [text.answersOnly(count(now.n, language))]
					: []),
			...(difference === null || before === null || isFew
				? []
				: [
						text.on(
							`${signed(difference.value * 100, Math.abs(difference.value) < 0.0095 ? 1 : 0, language)} ${text.points}`,
							String(before.year)
						)
					]),
			...(now?.value !== undefined &&
			now.value !== null &&
			before !== null &&
			before.value !== null &&
			!isSame(now, before)
				? [whyNot(now, [before], wording)]
				: []),
			...(difference === null || now === null || before === null ? [] : whoTold([now, before], wording))
		],
		strip: dots(page.serviceLevel, page, (value) => decimals(value * 100, 0, language)),
		target: target?.share ?? null
	};
}

function scoreKpi(page: AnnualPage, wording: TrendWording): Kpi {
	const { language, text } = wording;
	const kind = page.scoreKind;
	const { now, before } = twoYears(page.satisfaction, page);
	const publication = publicationOf(now?.n ?? 0);
	const moved = responseNote(now, before, wording);
	const isHidden = publication === 'hidden' || now?.value === undefined || now.value === null;
	const difference = now === null || before === null || !isSame(now, before) ? null : differenceOf(now, before);
	const rate = now?.responseRate ?? null;
	const n = count(now?.n ?? 0, language);
	const answers = rate === null ? text.answersOnly(n) : text.answers(n, shareWords(rate, language));
	return {
		...plain('score', text.satisfaction),
		value: isHidden ? dash : scoreWords(now.value, kind, language).replace('%', ''),
		unit: !isHidden && isShareScore(kind) ? '%' : '',
		beside: isHidden || now === null ? '' : (halfWidth(now, kind, wording) ?? ''),
		isQuiet: publication !== 'normal',
		notes: isHidden
			? [text.tooFew(count(now?.n ?? 0, language))]
			: [
					...(difference === null || before === null || publication === 'few'
						? []
						: [text.on(scoreChange(difference.value, kind, wording), String(before.year))]),
					...(now !== null && before !== null && before.value !== null && !isSame(now, before)
						? [whyNot(now, [before], wording)]
						: []),
					answers,
					...(now === null ? [] : weighingNotes(now, kind, wording)),
					...(difference === null || now === null || before === null ? [] : whoTold([now, before], wording)),
					...(moved === null ? [] : [moved])
				],
		strip: dots(page.satisfaction, page, (value) => scoreWords(value, kind, language).replace('%', ''))
	};
}

/** How much a channel is used: the one that is chosen, else chat. */
function shareKpi(page: AnnualPage, { language, text }: TrendWording): Kpi {
	const { channel, since, months: all } = page.channelShare;
	const months = all.filter(({ value }) => value !== null);
	const last = months.at(-1);
	const isChat = channel === 'chat';
	const isNone = last === undefined || (isChat && last.value === 0 && (since === null || since > `${page.year}-12-31`));
	const month = last === undefined ? '' : monthName(Number(last.month.slice(5)), language, 'long');
	return {
		...plain('share', shareLabel(channel, text)),
		value: isNone ? dash : percentNumber(last.value, language),
		unit: isNone ? '' : '%',
		notes: [
			isNone
				? isChat
					? text.noChat
					: text.shareNotKnown
				: since === null
					? text.shareIn(month)
					: text.chatSince(month, dayText(since, language))
		],
		isLine: true,
		strip: isNone
			? []
			: months.map(({ value, month: of }) => ({
					value,
					text: shareWords(value, language),
					below: monthName(Number(of.slice(5)), language),
					isOpen: false
				}))
	};
}

/** What the share of a channel is called. */
export function shareLabel(channel: Channel, text: TrendWording['text']): string {
	return text.channelShare(channelName(channel, text).toLowerCase());
}

/** What a score comes to where each channel counts by its contacts; that every answer counts alike stands with the chart. */
function weighingNotes(
	{ byVolume = null }: YearFigure,
	kind: AnnualPage['scoreKind'],
	wording: TrendWording
): string[] {
	if (byVolume === null) return [];
	const value = scoreWords(byVolume.value, kind, wording.language, 2);
	const width = halfWidth({ ...byVolume, n: null }, kind, wording);
	return [wording.text.byVolume(width === null ? value : `${value} ${width}`)];
}

/** Where what is compared was told by totals and by contacts. */
function whoTold(figures: readonly YearFigure[], wording: TrendWording): string[] {
	const said = sourcesNote(figures, wording);
	return said === null ? [] : [said];
}

function plain(key: Kpi['key'], label: string): Kpi {
	return {
		...{ key, label, value: dash, unit: '', beside: '', isOffNorm: false, isQuiet: false },
		...{ notes: [], strip: [], target: null, isLine: false }
	};
}

function dots(figures: readonly YearFigure[], page: AnnualPage, show: (value: number) => string): readonly StripDot[] {
	const { now } = twoYears(figures, page);
	return figures
		.filter(({ year }) => year === page.year || page.against.includes(year))
		.slice(-mostYears)
		.map((figure) => ({
			value: figure.value,
			text: figure.value === null ? dash : show(figure.value),
			below: `\u2019${String(figure.year).slice(2)}`,
			isOpen: now !== null && !isSame(now, figure)
		}));
}

function isSame(now: YearFigure, before: YearFigure): boolean {
	return now.marks.definition === before.marks.definition;
}

/** What was promised; where each channel has a time of its own, those stand among the definitions. Why not, stands below. */
function targetWords(
	{ serviceLevelTarget: target }: AnnualPage,
	{ language, text }: Pick<TrendWording, 'language' | 'text'>
): readonly string[] {
	if (target === null) return [];
	const share = shareWords(target.share, language);
	return [target.seconds === null ? text.normShort(share) : text.norm(share, timeWords(target.seconds, text))];
}

/** Why a year has no service level; where it was counted in several ways, what each of its stretches had. */
function whyNoLevel(page: AnnualPage, now: YearFigure | null, wording: TrendWording): readonly string[] {
	const { language, text } = wording;
	if (now === null || (now.parts === undefined && !isMixed(now))) return [text.noReach];
	return [text.changedMeanwhile, ...partNotes(now, page, ({ value }) => shareWords(value, language), wording)];
}

/** Whether a figure is made of parts that were counted in several ways. */
function isMixed({ marks }: YearFigure): boolean {
	return marks.definition.includes(' + ');
}

function whyNot(now: YearFigure, others: readonly YearFigure[], wording: TrendWording): string {
	const { text } = wording;
	const source = sourceNote(now.marks, wording);
	if (source !== null) return source;
	if (!others.some((one) => !isSame(now, one))) return text.partial;
	return isMixed(now) ? text.changedMeanwhile : text.otherDefinition;
}
