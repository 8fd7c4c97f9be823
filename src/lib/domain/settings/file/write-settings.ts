import { channels } from '../../contact/channel.ts';
import { surveyKinds } from '../../contact/contact-event-schema.ts';
import type { DisplayNames } from '../display-names.ts';
import { type DayHours, type WeekHours, weekdays } from '../opening-settings.ts';
import type { ChannelSettings, Norm, QueueSettings, SiteSettings } from '../site-settings.ts';

type Written = Record<string, unknown>;

/**
 * Settings in the form of a settings file that says everything: read over any other settings, it gives these again. What is
 * nowhere set (hours, lists without entries) is left out.
 */
export function writeSettings(settings: SiteSettings): Written {
	const { name, zone, languages, opening, norms, queues, topics, sources } = settings;
	return {
		site: { ...(name === null ? {} : { name }), zone },
		languages,
		...writtenOpening(opening),
		...listed(
			'queues',
			queues.map((queue) => writtenQueue(queue, settings))
		),
		channels: Object.fromEntries(channels.map((channel) => [channel, writtenChannel(channel, settings)])),
		abandonReasonsCounted: settings.abandonReasonsCounted,
		closing: { openHandling: durationText(settings.openHandlingMs) },
		roster: durationText(settings.rosterMs),
		surveys: {
			shown: settings.surveys.shown,
			scales: Object.fromEntries(surveyKinds.map((kind) => [kind, { ...settings.surveys.scales[kind] }])),
			rollingDays: settings.surveys.rollingDays,
			replyLimit: durationText(settings.surveys.replyLimitMs)
		},
		...listed(
			'topics',
			topics.map((topic) => ({
				name: topic.name,
				...names('names', topic.names),
				...listed('spellings', topic.spellings)
			}))
		),
		norms: {
			centre: writtenNorm(norms.centre),
			...Object.fromEntries(channels.map((channel) => [channel, writtenNorm(norms.queue[channel])]))
		},
		retention: {
			comments: durationText(settings.retention.commentsMs),
			rejected: durationText(settings.retention.rejectedMs),
			audit: durationText(settings.retention.auditMs),
			ended: durationText(settings.retention.endedMs)
		},
		...listed(
			'sources',
			sources.map((source) => ({
				id: source.id,
				...names('name', source.names),
				...(source.silenceLimitMs === null ? {} : { silenceLimit: silenceText(source.silenceLimitMs) }),
				...(source.follow === null ? {} : { follow: source.follow })
			}))
		)
	};
}

/** A duration as people write it: `1m30s`; null = `never`. Whole seconds. */
export function durationText(ms: number | null): string {
	if (ms === null) return 'never';
	let rest = Math.round(ms / 1000);
	let text = '';
	for (const [unit, seconds] of [
		['d', 86_400],
		['h', 3_600],
		['m', 60],
		['s', 1]
	] as const) {
		// A day of hours is what people say: 24h, not 1d.
		if (unit === 'd' && rest < 2 * seconds) continue;
		const amount = Math.floor(rest / seconds);
		rest -= amount * seconds;
		if (amount > 0) text += `${amount}${unit}`;
	}
	return text === '' ? '0s' : text;
}

function silenceText(limit: number | 'never'): string {
	return limit === 'never' ? limit : durationText(limit);
}

/** A share, 0 to 1, as people write it: `80%`. */
export function shareText(share: number): string {
	return `${Number((share * 100).toFixed(6))}%`;
}

/** The same as percent where that reads back to exactly this share, else as the number. */
function writtenShare(share: number): string | number {
	const text = shareText(share);
	return Number(text.slice(0, -1)) / 100 === share ? text : share;
}

function writtenChannel(
	channel: (typeof channels)[number],
	{ channels: first, channelChanges }: SiteSettings
): unknown {
	const later = channelChanges.filter((change) => change.channel === channel);
	const whole = writtenPeriod(first[channel]);
	if (later.length === 0) return whole;
	let before = whole;
	// A later period names what differs, as people write it.
	const periods = later.map(({ from, settings }) => {
		const after = writtenPeriod(settings);
		const changed = Object.entries(after).filter(([field, value]) => before[field] !== value);
		before = after;
		return { from, ...Object.fromEntries(changed) };
	});
	return [whole, ...periods];
}

function writtenPeriod(settings: ChannelSettings): Written {
	return {
		target: durationText(settings.targetMs),
		targetShare: writtenShare(settings.targetShare),
		shortAbandon: durationText(settings.shortAbandonMs),
		silentWait: durationText(settings.silentWaitMs)
	};
}

function writtenQueue(queue: QueueSettings, { norms }: SiteSettings): Written {
	const { id, channel, renamedFrom, mergedInto, retiredSince, hours, norm } = queue;
	const base = writtenNorm(norms.queue[channel ?? 'phone']);
	const own = norm === null ? [] : Object.entries(writtenNorm(norm)).filter(([field, value]) => base[field] !== value);
	return {
		id,
		...names('names', queue.names),
		...(channel === null ? {} : { channel }),
		...listed('renamedFrom', renamedFrom),
		...(mergedInto === null ? {} : { mergedInto }),
		...(retiredSince === null ? {} : { retiredSince }),
		...(hours === null ? {} : { hours: writtenWeek(hours) }),
		...(norm === null ? {} : { norms: Object.fromEntries(own) })
	};
}

function writtenNorm(norm: Norm): Written {
	return {
		queueDepth: norm.queueDepth ?? 'none',
		longestWait: norm.longestWaitMs === null ? 'none' : durationText(norm.longestWaitMs),
		averageWait: norm.averageWaitMs === null ? 'none' : durationText(norm.averageWaitMs),
		serviceLevel: norm.serviceLevel === null ? 'none' : writtenShare(norm.serviceLevel)
	};
}

function writtenOpening({ centre, channels: own, holidays, exceptions }: SiteSettings['opening']): Written {
	const ofChannels = channels.flatMap((channel) => {
		const week = own[channel];
		return week === null ? [] : [[channel, writtenWeek(week)] as const];
	});
	const hours = {
		...(centre === null ? {} : writtenWeek(centre)),
		...(ofChannels.length === 0 ? {} : { channels: Object.fromEntries(ofChannels) })
	};
	return {
		...(Object.keys(hours).length === 0 ? {} : { hours }),
		...listed(
			'holidays',
			holidays.map((holiday) => ({ date: holiday.date, ...names('name', holiday.names) }))
		),
		...listed(
			'exceptionalHours',
			exceptions.map((day) => ({ date: day.date, hours: writtenDay(day.hours), ...names('name', day.names) }))
		)
	};
}

function writtenWeek(week: WeekHours): Written {
	return Object.fromEntries(weekdays.map((day) => [day, writtenDay(week[day])]));
}

function writtenDay(hours: DayHours): unknown {
	return hours.length === 0 ? 'closed' : hours.map((part) => `${clock(part.fromMinute)}-${clock(part.toMinute)}`);
}

function clock(minute: number): string {
	return `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;
}

function names(field: string, { nl, en }: DisplayNames): Written {
	if (nl === null && en === null) return {};
	return { [field]: { ...(nl === null ? {} : { nl }), ...(en === null ? {} : { en }) } };
}

function listed(field: string, list: readonly unknown[]): Written {
	return list.length === 0 ? {} : { [field]: list };
}
