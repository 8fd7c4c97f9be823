import { channels } from '../../contact/channel.ts';
import { surveyKinds } from '../../contact/contact-event-schema.ts';
import { reason } from '../../reasons/reason.ts';
import { weekdays } from '../opening-settings.ts';
import type { SiteSettings } from '../site-settings.ts';
import { comparableSpelling } from '../topic-settings.ts';
import { checkQueues } from './check-queues.ts';
import type { FieldPath, SettingsFault } from './fault.ts';
import { dayHours } from './merge-settings.ts';
import { repeats } from './repeats.ts';
import { type SettingsFile, type WrittenDay, type WrittenWeek, writtenPeriods } from './settings-file.ts';

/**
 * What is wrong although every field is right by itself.
 * @param merged what would hold, for what depends on a default
 */
export function crossChecks(file: SettingsFile, merged: SiteSettings): SettingsFault[] {
	return [
		...checkLanguages(merged),
		...checkPeriods(file),
		...checkOpening(file),
		...checkQueues(file.queues ?? []),
		...checkScales(merged),
		...checkTopics(file),
		...repeats(file.sources ?? [], ['sources'], 'id', ({ id }) => id),
		...repeats(
			(file.abandonReasonsCounted ?? []).map((reason) => ({ reason })),
			['abandonReasonsCounted'],
			null,
			({ reason }) => reason
		)
	];
}

function checkLanguages({ languages }: SiteSettings): SettingsFault[] {
	if (languages.offered.includes(languages.default)) return [];
	const offered = languages.offered.join(', ');
	return [
		{ path: ['languages', 'default'], reason: reason('language-not-offered', { language: languages.default, offered }) }
	];
}

function checkPeriods(file: SettingsFile): SettingsFault[] {
	return channels.flatMap((channel) => {
		const periods = writtenPeriods(file, channel);
		const path = ['channels', channel];
		if (!Array.isArray(file.channels?.[channel])) return [];
		const undated = periods.flatMap(({ from }, index) => (from === undefined ? [index] : []));
		const dated = periods.flatMap(({ from }, index) => (from === undefined ? [] : [{ from, index }]));
		const faults: SettingsFault[] = undated
			.slice(1)
			.map((index) => ({ path: [...path, index, 'from'], reason: reason('later-period-undated') }));
		if (undated.length === 0)
			faults.push({
				path: [...path, 0, 'from'],
				reason: reason('first-period-dated')
			});
		const seen = new Set<string>();
		for (const { from, index } of dated) {
			if (seen.has(from))
				faults.push({ path: [...path, index, 'from'], reason: reason('there-already', { name: from }) });
			seen.add(from);
		}
		return faults;
	});
}

function checkOpening({ hours, holidays = [], exceptionalHours = [], queues = [] }: SettingsFile): SettingsFault[] {
	const dateOf = (entry: { date: string }): string => entry.date;
	return [
		...checkWeek(hours, ['hours']),
		...channels.flatMap((channel) => checkWeek(hours?.channels?.[channel], ['hours', 'channels', channel])),
		...queues.flatMap((queue, index) => checkWeek(queue.hours, ['queues', index, 'hours'])),
		...exceptionalHours.flatMap((day, index) => checkDay(day.hours, ['exceptionalHours', index, 'hours'])),
		...repeats(holidays, ['holidays'], 'date', dateOf),
		...repeats(exceptionalHours, ['exceptionalHours'], 'date', dateOf)
	];
}

function checkWeek(week: WrittenWeek | undefined, path: FieldPath): SettingsFault[] {
	if (week === undefined) return [];
	return weekdays.flatMap((day) => checkDay(week[day] ?? 'closed', [...path, day]));
}

function checkDay(written: WrittenDay, path: FieldPath): SettingsFault[] {
	const hours = dayHours(written);
	const overlaps = hours.some((part, index) => part.fromMinute < (hours[index - 1]?.toMinute ?? 0));
	return overlaps ? [{ path, reason: reason('hours-overlap') }] : [];
}

function checkScales({ surveys }: SiteSettings): SettingsFault[] {
	return surveyKinds.flatMap((kind) => {
		const { min, max, top } = surveys.scales[kind];
		const path = ['surveys', 'scales', kind];
		if (min >= max) return [{ path, reason: reason('scale-order', { min, max }) }];
		const outside = top.filter((score) => score < min || score > max);
		if (outside.length === 0) return [];
		return [{ path: [...path, 'top'], reason: reason('scores-off-scale', { scores: outside.join(', '), min, max }) }];
	});
}

function checkTopics({ topics = [] }: SettingsFile): SettingsFault[] {
	const owners = new Map<string, string>();
	const faults: SettingsFault[] = [];
	for (const [index, { name, spellings = [] }] of topics.entries()) {
		const all: (readonly [path: FieldPath, text: string])[] = [
			[['topics', index, 'name'], name],
			...spellings.map((text, at) => [['topics', index, 'spellings', at], text] as const)
		];
		for (const [path, text] of all) {
			const owner = owners.get(comparableSpelling(text));
			if (owner !== undefined && owner !== name)
				faults.push({ path, reason: reason('spelling-taken', { name: text, owner }) });
			else if (owner === name && path.length === 3) faults.push({ path, reason: reason('there-already', { name }) });
			owners.set(comparableSpelling(text), owner ?? name);
		}
	}
	return faults;
}
