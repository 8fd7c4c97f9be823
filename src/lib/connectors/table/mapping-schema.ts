import * as v from 'valibot';
import { abandonReasons, surveyKinds } from '#lib/domain/contact/contact-event-schema.ts';

/** How a date, with or without a time behind it, can be written. */
export const dateFormats = [
	'auto',
	'iso',
	'd-m-y',
	'm-d-y',
	'y-m-d',
	'yymmdd',
	'yyyymmdd',
	'yyyymmddhhmmss',
	'serial',
	'epoch-s',
	'epoch-ms'
] as const;
/** One of {@link dateFormats}. */
export type DateFormat = (typeof dateFormats)[number];

/** How a time of day can be written. */
export const clockFormats = ['auto', 'clock', 'hhmmss', 'day-fraction'] as const;
/** One of {@link clockFormats}. */
export type ClockFormat = (typeof clockFormats)[number];

/** How a length of time can be written. */
export const durationFormats = ['s', 'ms', 'min', 'h:mm:ss', 'mm:ss', 'day-fraction'] as const;
/** One of {@link durationFormats}. */
export type DurationFormat = (typeof durationFormats)[number];

/** What can become of a row's contact; a row left aside gives nothing and is counted by its reason. */
export const outcomes = ['answered', 'abandoned', 'pending', 'leave aside'] as const;
/** One of {@link outcomes}. */
export type Outcome = (typeof outcomes)[number];

/** Encodings a file can be said to have. */
export const encodings = ['utf-8', 'utf-16le', 'utf-16be', 'windows-1252', 'latin-1'] as const;
/** One of {@link encodings}. */
export type Encoding = (typeof encodings)[number];

const text = v.pipe(v.string(), v.minLength(1), v.maxLength(200));
const columnName = v.pipe(v.string(), v.minLength(1), v.maxLength(200), v.description('the name of a column'));
const cellText = v.union([v.string(), v.number(), v.boolean()], 'must be text or a number');
const placeholders = v.pipe(v.array(cellText), v.description('values that stand for an empty cell'));
const zone = v.pipe(text, v.description('IANA name of a time zone'));

/** When something happened: one column, a date and a time column, or a time alone, which belongs near the arrival. */
const momentEntries = {
	column: v.optional(columnName),
	format: v.optional(v.picklist(dateFormats)),
	date: v.optional(columnName),
	dateFormat: v.optional(v.picklist(dateFormats)),
	time: v.optional(columnName),
	timeFormat: v.optional(v.picklist(clockFormats)),
	empty: v.optional(placeholders)
};
const momentSchema = v.strictObject(momentEntries);
/** When something happened. */
export type MomentMapping = v.InferOutput<typeof momentSchema>;

const durationSchema = v.strictObject({
	column: columnName,
	format: v.picklist(durationFormats),
	empty: v.optional(placeholders)
});
/** How long something took. */
export type DurationMapping = v.InferOutput<typeof durationSchema>;

/** One text for all rows, or a column whose spellings are put right. */
const textEntries = {
	value: v.optional(text),
	column: v.optional(columnName),
	values: v.optional(v.record(v.string(), v.union([v.string(), v.number()], 'must be text or a number'))),
	unlisted: v.optional(v.picklist(['keep', 'reject', 'omit'])),
	empty: v.optional(placeholders),
	default: v.optional(text)
};
const textSchema = v.strictObject(textEntries);
/** A text of the contact. */
export type TextMapping = v.InferOutput<typeof textSchema>;

/** A claim about a row. */
export type ConditionMapping = {
	column?: string | undefined;
	equals?: string | number | boolean | undefined;
	in?: (string | number | boolean)[] | undefined;
	empty?: boolean | undefined;
	above?: number | undefined;
	atLeast?: number | undefined;
	below?: number | undefined;
	atMost?: number | undefined;
	not?: ConditionMapping | undefined;
	all?: ConditionMapping[] | undefined;
	any?: ConditionMapping[] | undefined;
};
const conditionSchema: v.GenericSchema<ConditionMapping> = v.strictObject({
	column: v.optional(columnName),
	equals: v.optional(cellText),
	in: v.optional(v.array(cellText)),
	empty: v.optional(v.boolean()),
	above: v.optional(v.number()),
	atLeast: v.optional(v.number()),
	below: v.optional(v.number()),
	atMost: v.optional(v.number()),
	not: v.optional(v.lazy(() => conditionSchema)),
	all: v.optional(v.array(v.lazy(() => conditionSchema))),
	any: v.optional(v.array(v.lazy(() => conditionSchema)))
});

const outcomeSchema = v.strictObject({
	column: v.optional(columnName),
	values: v.optional(v.record(v.string(), v.picklist(outcomes))),
	rules: v.optional(
		v.array(v.strictObject({ when: conditionSchema, is: v.picklist(outcomes), reason: v.optional(text) }))
	),
	otherwise: v.optional(v.picklist(outcomes))
});
/** How a row tells what became of its contact. */
export type OutcomeMapping = v.InferOutput<typeof outcomeSchema>;

const scoreEntries = {
	kind: v.picklist(surveyKinds),
	score: v.strictObject({ column: columnName, empty: v.optional(placeholders) }),
	scale: v.strictObject({ min: v.number(), max: v.number() })
};
const surveySchema = v.strictObject({
	...scoreEntries,
	at: v.optional(v.union([v.picklist(['arrival', 'answer', 'end']), momentSchema])),
	invited: v.optional(v.union([v.picklist(['nobody', 'scored', 'answered', 'everybody']), conditionSchema]))
});
/** Where a row holds the answer to a survey. */
export type SurveyMapping = v.InferOutput<typeof surveySchema>;

const invitedAtSchema = v.strictObject({
	...momentEntries,
	value: v.optional(v.pipe(text, v.description('date and time, year first, at which every row was invited')))
});
/** When a customer was invited: as a row tells it, or one moment for all rows. */
export type InvitedAtMapping = v.InferOutput<typeof invitedAtSchema>;

const surveyOfRowSchema = v.strictObject({
	...scoreEntries,
	answeredAt: momentSchema,
	invitedAt: v.optional(invitedAtSchema),
	invited: v.optional(v.union([v.picklist(['nobody', 'scored', 'everybody']), conditionSchema]))
});

const fileSchema = v.strictObject({
	encoding: v.optional(v.picklist(encodings)),
	delimiter: v.optional(v.picklist([',', ';', '\t', '|'])),
	decimal: v.optional(v.picklist(['.', ','])),
	headerRow: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(1000))),
	columns: v.optional(v.pipe(v.array(columnName), v.minLength(1), v.description('names, where the file has none'))),
	sheet: v.optional(v.union([v.pipe(v.number(), v.integer(), v.minValue(1)), text]))
});

/** What every mapping may say, whatever its rows are. */
const fileEntries = {
	$schema: v.optional(v.string()),
	source: v.pipe(text, v.description("stable name of the system that wrote the file: the events' source")),
	zone: v.optional(v.pipe(zone, v.description('zone of the times in the file; default: the zone of the site'))),
	file: v.optional(fileSchema),
	leaveOut: v.optional(v.array(v.strictObject({ when: conditionSchema, reason: text })))
};

/** What a mapping may say whose rows are contacts. */
export const contactRowsSchema = v.strictObject({
	rows: v.optional(v.literal('contacts')),
	...fileEntries,
	key: v.pipe(v.array(columnName), v.minLength(1), v.description('columns that together name one contact for ever')),
	contact: v.optional(
		v.pipe(v.array(columnName), v.minLength(1), v.description("columns with the contact's id in other systems too"))
	),
	arrival: momentSchema,
	queued: v.optional(momentSchema),
	outcome: outcomeSchema,
	wait: v.optional(durationSchema),
	answered: v.optional(momentSchema),
	left: v.optional(momentSchema),
	handling: v.optional(durationSchema),
	ended: v.optional(momentSchema),
	queue: textSchema,
	channel: textSchema,
	topic: v.optional(textSchema),
	priority: v.optional(textSchema),
	customer: v.optional(textSchema),
	agent: v.optional(textSchema),
	abandonReason: v.optional(v.strictObject({ ...textEntries, value: v.optional(v.picklist(abandonReasons)) })),
	resolution: v.optional(textSchema),
	survey: v.optional(surveySchema)
});
/** A mapping whose rows are contacts. */
export type ContactRowsMapping = v.InferOutput<typeof contactRowsSchema>;

/** What a mapping may say whose rows are surveys of contacts that are told elsewhere. */
export const surveyRowsSchema = v.strictObject({
	rows: v.literal('surveys'),
	...fileEntries,
	key: v.pipe(v.array(columnName), v.minLength(1), v.description('columns that together name one survey for ever')),
	contact: v.optional(
		v.pipe(v.array(columnName), v.minLength(1), v.description('columns that name the contact; default: those of key'))
	),
	contactSource: v.optional(
		v.pipe(text, v.description('source of the contacts, where their mapping names them by its key'))
	),
	channel: v.optional(textSchema),
	survey: surveyOfRowSchema
});
/** A mapping whose rows are surveys. */
export type SurveyRowsMapping = v.InferOutput<typeof surveyRowsSchema>;

/** What a mapping file may say; keys that are not named here are refused. */
export const mappingSchema = v.union([contactRowsSchema, surveyRowsSchema]);
/** A mapping file: how the rows of a table become events. Its fields are explained in docs/import.md. */
export type Mapping = ContactRowsMapping | SurveyRowsMapping;
