import * as v from 'valibot';
import { type Channel, channels } from '../../contact/channel.ts';
import { channelSchema } from '../../contact/channel-schema.ts';
import { abandonReasons, surveyKinds } from '../../contact/contact-event-schema.ts';
import { reasonMessage } from '../../reasons/reason.ts';
import { siteLanguages } from '../display-names.ts';
import { type Weekday, weekdays } from '../opening-settings.ts';
import {
	absolutePath,
	date,
	dayInterval,
	duration,
	durationOrNever,
	durationOfDays,
	eitherOf,
	fields,
	id,
	orNone,
	queueId,
	share,
	zone
} from './written-values.ts';

/** What can write a file that is followed; each is a format that can be imported. */
export const followFormats = ['asterisk-queue-log'] as const;

const count = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(100_000));

/** A name for all languages, or one for each. */
const names = eitherOf({ text: id, set: fields({ nl: v.optional(id), en: v.optional(id) }) }, reasonMessage('name'));

const dayHours = eitherOf(
	{ list: v.array(dayInterval), text: v.pipe(v.string(), v.regex(/^closed$/, reasonMessage('closed-or-hours'))) },
	reasonMessage('day-hours')
);

/** A weekday that is left out is closed. */
const weekEntries = entriesOf(weekdays, () => v.optional(dayHours));
const weekHours = fields(weekEntries);

const periodEntries = {
	target: v.optional(duration),
	targetShare: v.optional(share),
	shortAbandon: v.optional(duration),
	silentWait: v.optional(durationOrNever)
};
const channelPeriods = eitherOf(
	{
		set: fields(periodEntries),
		list: v.pipe(v.array(fields({ from: v.optional(date), ...periodEntries })), v.minLength(1))
	},
	reasonMessage('periods')
);

const norm = fields({
	queueDepth: v.optional(orNone(count)),
	longestWait: v.optional(orNone(duration)),
	averageWait: v.optional(orNone(duration)),
	serviceLevel: v.optional(orNone(share))
});

const queue = fields({
	id: queueId,
	names: v.optional(names),
	channel: v.optional(channelSchema),
	renamedFrom: v.optional(v.array(id)),
	mergedInto: v.optional(id),
	retiredSince: v.optional(date),
	hours: v.optional(weekHours),
	norms: v.optional(norm)
});

const scale = fields({
	min: v.optional(v.number()),
	max: v.optional(v.number()),
	top: v.optional(v.array(v.number()))
});

/** The settings file as people write it. Whatever is left out is as the product has it. */
export const settingsFileSchema = fields({
	$schema: v.optional(v.string()),
	site: v.optional(fields({ name: v.optional(id), zone: v.optional(zone) })),
	languages: v.optional(
		fields({
			default: v.optional(v.picklist(siteLanguages)),
			offered: v.optional(v.pipe(v.array(v.picklist(siteLanguages)), v.minLength(1)))
		})
	),
	hours: v.optional(
		fields({ ...weekEntries, channels: v.optional(fields(entriesOf(channels, () => v.optional(weekHours)))) })
	),
	holidays: v.optional(v.array(fields({ date, name: v.optional(names) }))),
	exceptionalHours: v.optional(v.array(fields({ date, hours: dayHours, name: v.optional(names) }))),
	queues: v.optional(v.array(queue)),
	channels: v.optional(fields(entriesOf(channels, () => v.optional(channelPeriods)))),
	abandonReasonsCounted: v.optional(v.array(v.picklist(abandonReasons))),
	closing: v.optional(fields({ openHandling: v.optional(durationOrNever) })),
	roster: v.optional(duration),
	surveys: v.optional(
		fields({
			shown: v.optional(v.picklist(surveyKinds)),
			scales: v.optional(fields(entriesOf(surveyKinds, () => v.optional(scale)))),
			rollingDays: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(366))),
			replyLimit: v.optional(duration)
		})
	),
	retention: v.optional(
		fields({
			comments: v.optional(durationOfDays),
			rejected: v.optional(durationOfDays),
			audit: v.optional(durationOfDays),
			ended: v.optional(durationOfDays)
		})
	),
	topics: v.optional(v.array(fields({ name: id, names: v.optional(names), spellings: v.optional(v.array(id)) }))),
	norms: v.optional(fields({ centre: v.optional(norm), ...entriesOf(channels, () => v.optional(norm)) })),
	sources: v.optional(
		v.array(
			fields({
				id,
				name: v.optional(names),
				silenceLimit: v.optional(durationOrNever),
				follow: v.optional(fields({ format: v.picklist(followFormats), file: absolutePath }))
			})
		)
	)
});

/** A settings file whose every field is right by itself. */
export type SettingsFile = v.InferOutput<typeof settingsFileSchema>;
/** Hours of a week as written. */
export type WrittenWeek = Readonly<Partial<Record<Weekday, WrittenDay | undefined>>>;
/** Hours of a day as written. */
export type WrittenDay = v.InferOutput<typeof dayHours>;
/** Norms as written. */
export type WrittenNorm = v.InferOutput<typeof norm>;
/** A queue as written. */
export type WrittenQueue = v.InferOutput<typeof queue>;
/** A name as written. */
export type WrittenNames = v.InferOutput<typeof names>;
/** One period of a channel as written; `from` only in a list. */
export type WrittenPeriod = v.InferOutput<ReturnType<typeof fields<typeof periodEntries>>> &
	Readonly<{ from?: string | undefined }>;

/** The periods of a channel in the order they were written; one where no dates were. */
export function writtenPeriods(file: SettingsFile, channel: Channel): readonly WrittenPeriod[] {
	const written = file.channels?.[channel];
	if (written === undefined) return [];
	return Array.isArray(written) ? written : [written];
}

function entriesOf<const Name extends string, Entry>(
	known: readonly Name[],
	entry: (name: Name) => Entry
): Record<Name, Entry> {
	return Object.fromEntries(known.map((name) => [name, entry(name)])) as Record<Name, Entry>; // one entry for each
}
