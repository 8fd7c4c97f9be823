import { channels } from '#lib/domain/contact/channel.ts';
import { weekdays } from '#lib/domain/settings/opening-settings.ts';
import type { Language } from '../i18n/language.ts';
import type { SettingsMessages } from '../i18n/settings-nl.ts';
import { dateWords, nameIn } from './date-words.ts';
import { shownDuration } from './setting-duration.ts';

/** Values that are durations, by the last part of their name. */
const durations: readonly string[] = [
	...['target', 'shortAbandon', 'silentWait', 'longestWait', 'averageWait', 'openHandling', 'roster', 'silenceLimit'],
	...['replyLimit', 'comments', 'rejected', 'audit', 'ended']
];

/**
 * What a value of the settings is, in words: `channels.phone[2027-01-01].target` is "Telefoon, vanaf vr 1 jan 2027: Antwoord
 * binnen".
 * @returns null for a name that has no words
 */
export function settingWords(name: string, text: SettingsMessages, language: Language): string | null {
	const [section = '', ...rest] = namesIn(name);
	const [first = '', second = '', third = ''] = rest;
	const last = rest.at(-1) ?? '';
	const joined = (...parts: readonly (string | null | undefined)[]): string | null =>
		parts.every((part) => typeof part === 'string') ? parts.join(': ') : null;
	switch (section) {
		case 'site':
			return oneOf({ name: text.siteName, zone: text.siteZone }, first);
		case 'languages':
			return oneOf({ default: text.siteLanguage, offered: text.languagesOffered }, first);
		case 'retention':
			return joined(text.retention, retentionWords(first, text));
		case 'channels': {
			const channel = channelWords(first, text);
			const isDated = /^\d{4}-/.test(second);
			const period = isDated && channel !== null ? text.fromDate(channel, dateWords(second, language)) : channel;
			return joined(period, isDated && rest.length === 2 ? text.queueListed : periodWords(last, text));
		}
		case 'norms':
			return joined(first === 'centre' ? text.centreNorms : normsOf(first, text), normWords(second, text));
		case 'queues':
			return joined(`${text.queue} ${first}`, rest.length === 1 ? text.queueListed : queueWords(second, third, text));
		case 'sources':
			return joined(text.sourceGroup(first), rest.length === 1 ? text.queueListed : sourceWords(second, third, text));
		case 'topics':
			return joined(`${text.topic} ${first}`, text.topicNames);
		case 'hours':
			return first === 'channels'
				? joined(text.weekOf(channelWords(second, text) ?? second), dayWords(third, text) ?? text.week)
				: joined(text.hours, dayWords(first, text));
		case 'surveys':
			if (first !== 'scales')
				return oneOf({ shown: text.surveyKind, rollingDays: text.rollingDays, replyLimit: text.replyLimit }, first);
			return joined(
				surveyWords(second, text),
				oneOf({ min: text.scaleMin, max: text.scaleMax, top: text.scaleTop }, third)
			);
		case 'closing':
			return first === 'openHandling' ? text.openHandling : null;
		default:
			return oneOf(
				{
					abandonReasonsCounted: text.reasons,
					roster: text.roster,
					holidays: text.holidays,
					exceptionalHours: text.exceptional
				},
				section
			);
	}
}

/** A value as the audit keeps it, in words. */
export function settingValueWords(name: string, value: unknown, text: SettingsMessages, language: Language): string {
	if (value === null || value === undefined) return text.notSet;
	if (value === 'none') return text.noNorm;
	if (value === 'never') return text.never;
	if (value === 'closed') return text.closed;
	const names = namesIn(name);
	const last = names.at(-1) ?? '';
	if (Array.isArray(value)) {
		if (value.length === 0) return text.nothing;
		return value
			.map((one: unknown) =>
				typeof one === 'object' ? dayOf(one, text, language) : partWords(String(one), last, text)
			)
			.join(typeof value[0] === 'object' ? '; ' : ', ');
	}
	if (typeof value === 'object') return JSON.stringify(value);
	if (last === 'retiredSince') return dateWords(String(value), language);
	return durations.includes(last) ? shownDuration(String(value), text.hourUnit) : partWords(String(value), last, text);
}

/** What a table says of a name that came from elsewhere; null where that is not one of its own. */
function oneOf(table: Readonly<Record<string, string>>, name: string): string | null {
	return Object.hasOwn(table, name) ? (table[name] ?? null) : null;
}

/** The names a path is made of: `queues[Sales].norms.queueDepth` has four. */
function namesIn(path: string): readonly string[] {
	return [...path.matchAll(/\[([^\]]*)\]|([^.[\]]+)/g)].map(([, bracketed, plain]) => bracketed ?? plain ?? '');
}

function partWords(value: string, last: string, text: SettingsMessages): string {
	if (last === 'default' || last === 'offered') return oneOf({ nl: text.dutch, en: text.english }, value) ?? value;
	const key = oneOf({ abandonReasonsCounted: `reason_${value}`, shown: value, channel: value }, last);
	const words: unknown = key !== null && Object.hasOwn(text, key) ? Reflect.get(text, key) : null;
	return typeof words === 'string' ? words : value;
}

function dayOf(entry: unknown, text: SettingsMessages, language: Language): string {
	const { date, hours, name } = Object(entry) as Readonly<Record<string, unknown>>; // a day, as the settings write it
	const open =
		hours === undefined ? '' : hours === 'closed' ? text.closed : Array.isArray(hours) ? hours.join(', ') : '';
	return [dateWords(String(date), language), nameIn(name, language), open].filter((part) => part !== '').join(' ');
}

function channelWords(channel: string, text: SettingsMessages): string | null {
	const known = channels.find((one) => one === channel);
	return known === undefined ? null : text[known];
}

function normsOf(channel: string, text: SettingsMessages): string | null {
	const words = channelWords(channel, text);
	return words === null ? null : text.channelNorms(words);
}

function dayWords(day: string, text: SettingsMessages): string | null {
	const known = weekdays.find((one) => one === day);
	return known === undefined ? null : text[known];
}

function periodWords(name: string, text: SettingsMessages): string | null {
	const { target, targetShare, shortAbandon, silentWait } = text;
	return oneOf({ target, targetShare, shortAbandon, silentWait }, name);
}

function normWords(name: string, text: SettingsMessages): string | null {
	const { queueDepth, longestWait, averageWait, serviceLevel } = text;
	return oneOf({ queueDepth, longestWait, averageWait, serviceLevel }, name);
}

function queueWords(field: string, name: string, text: SettingsMessages): string | null {
	const { channel, renamedFrom, mergedInto, retiredSince } = text;
	if (field === 'norms') return normWords(name, text);
	if (field === 'names') return oneOf({ nl: text.nameNl, en: text.nameEn }, name);
	if (field === 'hours') return dayWords(name, text) ?? text.hours;
	return oneOf({ channel, renamedFrom, mergedInto, retiredSince }, field);
}

function sourceWords(field: string, name: string, text: SettingsMessages): string | null {
	if (field === 'name') return oneOf({ nl: text.nameNl, en: text.nameEn }, name);
	return field === 'silenceLimit' ? text.sourceSilence : null;
}

function surveyWords(kind: string, text: SettingsMessages): string | null {
	const { csat, nps, ces, grade } = text;
	const known = oneOf({ csat, nps, ces, grade }, kind);
	return known === null ? null : text.scaleOf(known);
}

function retentionWords(kind: string, text: SettingsMessages): string | null {
	return oneOf(
		{
			comments: text.retentionComments,
			rejected: text.retentionRejected,
			audit: text.retentionAudit,
			ended: text.retentionEnded
		},
		kind
	);
}
