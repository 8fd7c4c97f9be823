import type { Channel } from '#lib/domain/contact/channel.ts';
import type { SurveyKind } from '#lib/domain/settings/survey-settings.ts';
import type { Sampled } from '#lib/protocol/trend-series.ts';
import { dash } from '../format/duration.ts';
import { decimals, percentNumber } from '../format/number.ts';
import { localeOf } from '../i18n/language.ts';
import type { Language } from '../i18n/language.ts';
import type { TrendMessages } from '../i18n/trends-nl.ts';

/** A language with the words of the pages of the years. */
export type TrendWording = Readonly<{ language: Language; text: TrendMessages }>;

const months = new Map<string, string>();

/** Name of a month, 1 to 12: `sep`, or whole `september`. */
export function monthName(month: number, language: Language, form: 'short' | 'long' = 'short'): string {
	const key = `${language} ${form} ${month}`;
	let name = months.get(key);
	if (name === undefined) {
		name = new Intl.DateTimeFormat(localeOf(language), { month: form, timeZone: 'UTC' })
			.format(Date.UTC(2021, month - 1, 15))
			.replace('.', '');
		months.set(key, name);
	}
	return name;
}

/** A site-local date, `2021-09-07`: `7 sep 2021`. */
export function dayText(date: string, language: Language): string {
	const [year = '', month = '', day = ''] = date.split('-');
	return `${Number(day)} ${monthName(Number(month), language)} ${year}`;
}

/** A bucket of a series in words: `sep 2021`, `2021 Q3`, `week 36, 2020`, `7 sep 2021`, `2021`. */
export function bucketText(bucket: string, { language, text }: TrendWording): string {
	const week = /^(\d{4})-W(\d{2})$/.exec(bucket);
	if (week !== null) return text.weekOf(String(Number(week[2])), week[1] ?? '');
	const quarter = /^(\d{4})-Q(\d)$/.exec(bucket);
	if (quarter !== null) return text.quarterOf(quarter[2] ?? '', quarter[1] ?? '');
	const month = /^(\d{4})-(\d{2})$/.exec(bucket);
	if (month !== null) return `${monthName(Number(month[2]), language)} ${month[1]}`;
	return /^\d{4}-\d{2}-\d{2}$/.test(bucket) ? dayText(bucket, language) : bucket;
}

/** A channel's name; null = contacts whose channel is not known. */
export function channelName(channel: string | null, text: TrendMessages): string {
	const names: Readonly<Record<Channel, string>> = {
		phone: text.phone,
		chat: text.chat,
		email: text.email,
		message: text.message,
		visit: text.visit
	};
	const known = (Object.keys(names) as readonly Channel[]).find((one) => one === channel); // the keys of the table above
	return known === undefined ? (channel ?? text.notKnown) : names[known];
}

/** Whether a kind of score is a share of the answers, shown in percent. */
export function isShareScore(kind: SurveyKind): boolean {
	return kind === 'csat' || kind === 'ces';
}

/** A score as people write it; null = not known, or of too few. */
export function scoreWords(value: number | null, kind: SurveyKind, language: Language, digits = 1): string {
	if (value === null) return dash;
	if (isShareScore(kind)) return `${decimals(value * 100, digits - 1, language)}%`;
	return decimals(value, kind === 'nps' ? digits - 1 : digits, language);
}

/**
 * How far a score went, with its sign: `−0,8`, `+3 pp`. Where nobody says how many digits, a change that would read as none has one
 * more: `+0,04`.
 */
export function scoreChange(value: number, kind: SurveyKind, wording: TrendWording, digits?: number): string {
	const { language, text } = wording;
	const own = digits ?? 1;
	const said = isShareScore(kind)
		? `${signed(value * 100, own - 1, language)} ${text.points}`
		: signed(value, kind === 'nps' ? own - 1 : own, language);
	return digits === undefined && value !== 0 && !/[1-9]/.test(said) ? scoreChange(value, kind, wording, 2) : said;
}

/** How far a score went, without its sign or direction. */
export function scoreSize(value: number, kind: SurveyKind, wording: TrendWording, digits?: number): string {
	return scoreChange(Math.abs(value), kind, wording, digits).replace('+', '');
}

/** A number with its sign; nothing has none. */
export function signed(value: number, digits: number, language: Language): string {
	const text = decimals(value, digits, language);
	return value > 0 && /[1-9]/.test(text) ? `+${text}` : text;
}

/** A relative change: `−1%`, `+9%`, with a decimal below ten percent where `digits` asks for it. */
export function changeWords(change: number, language: Language): string {
	const size = Math.abs(change) * 100;
	return `${signed(change * 100, size !== 0 && size < 0.95 ? 1 : 0, language)}%`;
}

/** Half of an interval: `±0,04`; null where there is none, or where it does not reach as far to both sides. */
export function halfWidth({ value, low, high }: Sampled, kind: SurveyKind, wording: TrendWording): string | null {
	if (value === null || low === null || high === null) return null;
	const half = (high - low) / 2;
	const digits = isShareScore(kind) || kind === 'nps' ? 2 : half < 0.095 ? 2 : 1;
	return `±${scoreSize(half, kind, wording, digits)}`;
}

/** From where to where: `7,16 tot 7,24`. */
export function rangeWords(low: number, high: number, kind: SurveyKind, { language, text }: TrendWording): string {
	return text.range(scoreWords(low, kind, language, 2), scoreWords(high, kind, language, 2));
}

/** A share in percent; null = not known. */
export function shareWords(share: number | null, language: Language): string {
	return share === null ? dash : `${percentNumber(share, language)}%`;
}

/** Between where and where a share may lie, in percent. */
export function shareRange({ low, high }: Sampled, { language, text }: TrendWording): string | null {
	if (low === null || high === null) return null;
	return text.range(decimals(low * 100, 0, language), `${decimals(high * 100, 0, language)}%`);
}

/** A time that was promised, in the largest unit that it is whole in: `20 s`, `10 min`, `24 uur`. */
export function timeWords(seconds: number, text: TrendMessages): string {
	if (seconds >= 7200 && seconds % 3600 === 0) return text.hours(String(seconds / 3600));
	return seconds >= 120 && seconds % 60 === 0 ? text.minutes(String(seconds / 60)) : text.seconds(String(seconds));
}

/** How long something took that takes minutes, hours or days: `35 min`, `14 uur`, `3,5 uur`. */
export function longTime(seconds: number, { language, text }: TrendWording): string {
	if (seconds < 5400) return text.minutes(String(Math.max(1, Math.round(seconds / 60))));
	const hours = seconds / 3600;
	return text.hours(decimals(hours, hours < 10 ? 1 : 0, language));
}

/** Seconds as a difference of waits, signed: `+0:12`. */
export function waitChange(seconds: number, asText: (seconds: number) => string): string {
	const rounded = Math.round(seconds);
	if (rounded === 0) return asText(0);
	return `${rounded > 0 ? '+' : '\u2212'}${asText(Math.abs(rounded))}`;
}
