import * as v from 'valibot';
import { abandonReasons, surveyKinds } from '#lib/domain/contact/contact-event-schema.ts';
import { intervalRowsSchema } from './interval-mapping.ts';
import type { IntervalRowsMapping } from './interval-mapping.ts';
import {
	columnName,
	conditionSchema,
	durationSchema,
	fileEntries,
	momentEntries,
	momentSchema,
	placeholders,
	text,
	textEntries,
	textSchema
} from './mapping-parts.ts';

/** What can become of a row's contact; a row left aside gives nothing and is counted by its reason. */
export const outcomes = ['answered', 'abandoned', 'pending', 'leave aside'] as const;
/** One of {@link outcomes}. */
export type Outcome = (typeof outcomes)[number];

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
export const mappingSchema = v.union([contactRowsSchema, surveyRowsSchema, intervalRowsSchema]);
/** A mapping file: how the rows of a table become events. Its fields are explained in docs/import.md. */
export type Mapping = ContactRowsMapping | SurveyRowsMapping | IntervalRowsMapping;
