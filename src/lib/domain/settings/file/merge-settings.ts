import { channels } from '../../contact/channel.ts';
import { type DisplayNames, noNames } from '../display-names.ts';
import { type DayHours, type OpeningSettings, type WeekHours, weekdays } from '../opening-settings.ts';
import type { ChannelChange, ChannelSettings, Norm, QueueSettings, SiteSettings } from '../site-settings.ts';
import { surveyKinds } from '../../contact/contact-event-schema.ts';
import type { SurveySettings } from '../survey-settings.ts';
import {
	type SettingsFile,
	type WrittenDay,
	type WrittenNames,
	type WrittenNorm,
	type WrittenPeriod,
	writtenPeriods,
	type WrittenQueue,
	type WrittenWeek
} from './settings-file.ts';

/**
 * What holds: the file over what holds without it. Lists come out in an order of their own (dates by date, channels by channel),
 * so that the same settings are the same however the file is arranged.
 */
export function mergeSettings(file: SettingsFile, base: SiteSettings): SiteSettings {
	const channelQueues = eachOf(channels, (channel) => mergeNorm(file.norms?.[channel], base.norms.queue[channel]));
	return {
		name: file.site?.name ?? base.name,
		zone: file.site?.zone ?? base.zone,
		languages: {
			default: file.languages?.default ?? file.languages?.offered?.[0] ?? base.languages.default,
			offered: file.languages?.offered ?? base.languages.offered
		},
		channels: eachOf(channels, (channel) => {
			const [first] = byDate(writtenPeriods(file, channel));
			return first === undefined ? base.channels[channel] : mergePeriod(first, base.channels[channel]);
		}),
		channelChanges: channelChanges(file, base),
		abandonReasonsCounted: file.abandonReasonsCounted ?? base.abandonReasonsCounted,
		openHandlingMs: file.closing?.openHandling === undefined ? base.openHandlingMs : file.closing.openHandling,
		rosterMs: file.roster ?? base.rosterMs,
		surveys: mergeSurveys(file.surveys, base.surveys),
		queues: file.queues?.map((queue) => queueSettings(queue, channelQueues)) ?? base.queues,
		topics:
			file.topics?.map(({ name, names, spellings = [] }) => ({ name, names: displayNames(names), spellings })) ??
			base.topics,
		opening: mergeOpening(file, base.opening),
		retention: {
			commentsMs: file.retention?.comments ?? base.retention.commentsMs,
			rejectedMs: file.retention?.rejected ?? base.retention.rejectedMs,
			auditMs: file.retention?.audit ?? base.retention.auditMs,
			endedMs: file.retention?.ended ?? base.retention.endedMs
		},
		sources:
			file.sources?.map((source) => ({
				id: source.id,
				names: displayNames(source.name),
				silenceLimitMs: source.silenceLimit === null ? 'never' : (source.silenceLimit ?? null),
				follow: source.follow ?? null
			})) ?? base.sources,
		norms: { centre: mergeNorm(file.norms?.centre, base.norms.centre), queue: channelQueues }
	};
}

function channelChanges(file: SettingsFile, base: SiteSettings): ChannelChange[] {
	return channels.flatMap((channel) => {
		const [first, ...later] = byDate(writtenPeriods(file, channel));
		if (first === undefined) return base.channelChanges.filter((change) => change.channel === channel);
		let settings = mergePeriod(first, base.channels[channel]);
		return later.map((period): ChannelChange => {
			// What a later period does not name stays as it was.
			settings = mergePeriod(period, settings);
			return { channel, from: period.from ?? '', settings };
		});
	});
}

/** The one without a date first. */
function byDate(periods: readonly WrittenPeriod[]): WrittenPeriod[] {
	return [...periods].sort((a, b) => ((a.from ?? '') < (b.from ?? '') ? -1 : 1));
}

function mergePeriod(written: WrittenPeriod, base: ChannelSettings): ChannelSettings {
	return {
		targetMs: written.target ?? base.targetMs,
		targetShare: written.targetShare ?? base.targetShare,
		shortAbandonMs: written.shortAbandon ?? base.shortAbandonMs,
		silentWaitMs: written.silentWait === undefined ? base.silentWaitMs : written.silentWait
	};
}

/** Null is said: no norm. What is left out is as it was. */
function mergeNorm(written: WrittenNorm | undefined, base: Norm): Norm {
	if (written === undefined) return base;
	return {
		queueDepth: written.queueDepth === undefined ? base.queueDepth : written.queueDepth,
		longestWaitMs: written.longestWait === undefined ? base.longestWaitMs : written.longestWait,
		averageWaitMs: written.averageWait === undefined ? base.averageWaitMs : written.averageWait,
		serviceLevel: written.serviceLevel === undefined ? base.serviceLevel : written.serviceLevel
	};
}

function mergeSurveys(written: SettingsFile['surveys'], base: SurveySettings): SurveySettings {
	return {
		shown: written?.shown ?? base.shown,
		scales: eachOf(surveyKinds, (kind) => {
			const scale = written?.scales?.[kind];
			const { min, max, top } = base.scales[kind];
			return { min: scale?.min ?? min, max: scale?.max ?? max, top: scale?.top ?? top };
		}),
		rollingDays: written?.rollingDays ?? base.rollingDays,
		replyLimitMs: written?.replyLimit ?? base.replyLimitMs
	};
}

function mergeOpening({ hours, holidays, exceptionalHours }: SettingsFile, base: OpeningSettings): OpeningSettings {
	const namesAnyDay = hours !== undefined && weekdays.some((day) => hours[day] !== undefined);
	return {
		centre: namesAnyDay ? weekHours(hours) : base.centre,
		channels: eachOf(channels, (channel) => {
			const week = hours?.channels?.[channel];
			return week === undefined ? base.channels[channel] : weekHours(week);
		}),
		holidays:
			holidays
				?.map((holiday) => ({ date: holiday.date, names: displayNames(holiday.name) }))
				.sort((a, b) => (a.date < b.date ? -1 : 1)) ?? base.holidays,
		exceptions:
			exceptionalHours
				?.map((day) => ({ date: day.date, hours: dayHours(day.hours), names: displayNames(day.name) }))
				.sort((a, b) => (a.date < b.date ? -1 : 1)) ?? base.exceptions
	};
}

function queueSettings(written: WrittenQueue, channelNorms: SiteSettings['norms']['queue']): QueueSettings {
	const { channel = null, norms } = written;
	return {
		id: written.id,
		names: displayNames(written.names),
		channel,
		renamedFrom: written.renamedFrom ?? [],
		mergedInto: written.mergedInto ?? null,
		retiredSince: written.retiredSince ?? null,
		hours: written.hours === undefined ? null : weekHours(written.hours),
		norm: norms === undefined ? null : mergeNorm(norms, channelNorms[channel ?? 'phone'])
	};
}

function weekHours(written: WrittenWeek): WeekHours {
	return eachOf(weekdays, (day) => dayHours(written[day] ?? 'closed'));
}

/** A day's hours as they hold: in order. */
export function dayHours(written: WrittenDay): DayHours {
	return typeof written === 'string' ? [] : [...written].sort((a, b) => a.fromMinute - b.fromMinute);
}

function displayNames(written: WrittenNames | undefined): DisplayNames {
	if (written === undefined) return noNames;
	return typeof written === 'string'
		? { nl: written, en: written }
		: { nl: written.nl ?? null, en: written.en ?? null };
}

function eachOf<const Name extends string, Value>(
	known: readonly Name[],
	value: (name: Name) => Value
): Record<Name, Value> {
	return Object.fromEntries(known.map((name) => [name, value(name)])) as Record<Name, Value>; // one entry for each
}
