import * as v from 'valibot';

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

/** Encodings a file can be said to have. */
export const encodings = ['utf-8', 'utf-16le', 'utf-16be', 'windows-1252', 'latin-1'] as const;
/** One of {@link encodings}. */
export type Encoding = (typeof encodings)[number];

/** A short text. */
export const text = v.pipe(v.string(), v.minLength(1), v.maxLength(200));
/** The name of a column. */
export const columnName = v.pipe(v.string(), v.minLength(1), v.maxLength(200), v.description('the name of a column'));
/** A cell, as a mapping writes it. */
export const cellText = v.union([v.string(), v.number(), v.boolean()], 'must be text or a number');
/** Values that stand for an empty cell. */
export const placeholders = v.pipe(v.array(cellText), v.description('values that stand for an empty cell'));
const zone = v.pipe(text, v.description('IANA name of a time zone'));

/** When something happened: one column, a date and a time column, or a time alone, which belongs near the arrival. */
export const momentEntries = {
	column: v.optional(columnName),
	format: v.optional(v.picklist(dateFormats)),
	date: v.optional(columnName),
	dateFormat: v.optional(v.picklist(dateFormats)),
	time: v.optional(columnName),
	timeFormat: v.optional(v.picklist(clockFormats)),
	empty: v.optional(placeholders)
};
/** Checks a moment. */
export const momentSchema = v.strictObject(momentEntries);
/** When something happened. */
export type MomentMapping = v.InferOutput<typeof momentSchema>;

/** Checks a length of time. */
export const durationSchema = v.strictObject({
	column: columnName,
	format: v.picklist(durationFormats),
	empty: v.optional(placeholders)
});
/** How long something took. */
export type DurationMapping = v.InferOutput<typeof durationSchema>;

/** One text for all rows, or a column whose spellings are put right. */
export const textEntries = {
	value: v.optional(text),
	column: v.optional(columnName),
	values: v.optional(v.record(v.string(), v.union([v.string(), v.number()], 'must be text or a number'))),
	unlisted: v.optional(v.picklist(['keep', 'reject', 'omit'])),
	empty: v.optional(placeholders),
	default: v.optional(text)
};
/** Checks a text. */
export const textSchema = v.strictObject(textEntries);
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
/** Checks a claim about a row. */
export const conditionSchema: v.GenericSchema<ConditionMapping> = v.strictObject({
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

const fileSchema = v.strictObject({
	encoding: v.optional(v.picklist(encodings)),
	delimiter: v.optional(v.picklist([',', ';', '\t', '|'])),
	decimal: v.optional(v.picklist(['.', ','])),
	headerRow: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(1000))),
	columns: v.optional(v.pipe(v.array(columnName), v.minLength(1), v.description('names, where the file has none'))),
	sheet: v.optional(v.union([v.pipe(v.number(), v.integer(), v.minValue(1)), text]))
});

/** What every mapping may say, whatever its rows are. */
export const fileEntries = {
	$schema: v.optional(v.string()),
	source: v.pipe(text, v.description("stable name of the system that wrote the file: the events' source")),
	zone: v.optional(v.pipe(zone, v.description('zone of the times in the file; default: the zone of the site'))),
	file: v.optional(fileSchema),
	leaveOut: v.optional(v.array(v.strictObject({ when: conditionSchema, reason: text })))
};
