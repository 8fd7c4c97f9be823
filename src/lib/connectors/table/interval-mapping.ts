import * as v from 'valibot';
import { surveyKinds } from '#lib/domain/contact/contact-event-schema.ts';
import { countedAlikeGroups, intervalServiceLevels } from '#lib/domain/contact/interval-event.ts';
import { totalGrains } from '#lib/domain/time/local-period.ts';
import {
	clockFormats,
	columnName,
	dateFormats,
	durationSchema,
	fileEntries,
	placeholders,
	textSchema
} from './mapping-parts.ts';

/** The counts of a row; a share or a mean names the one it is of. */
export const countNames = [
	'contacts',
	'offered',
	'answered',
	'abandoned',
	'shortAbandoned',
	'surveysSent',
	'surveysAnswered'
] as const;
/** One of {@link countNames}. */
export type CountName = (typeof countNames)[number];

const shareFormat = v.pipe(
	v.picklist(['percent', 'fraction']),
	v.description("81.9 or '81.9%' is a percentage, 0.819 a fraction; a cell with a percent sign is read either way")
);
const ofCount = v.pipe(v.picklist(countNames), v.description('the count that it is a share, or a mean, of'));

const countSchema = v.strictObject({
	column: v.optional(columnName),
	value: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0))),
	share: v.optional(shareFormat),
	of: v.optional(ofCount),
	empty: v.optional(placeholders),
	blank: v.optional(
		v.pipe(v.picklist(['unknown', 'zero']), v.description('what an empty cell means; unknown by default'))
	)
});
/** How many: a column of counts, or of shares of another count, or one number for all rows. */
export type CountMapping = v.InferOutput<typeof countSchema>;

const timesSchema = v.strictObject({
	mean: v.optional(durationSchema),
	sum: v.optional(durationSchema),
	of: v.optional(ofCount)
});
/** Times of contacts: their sum, or their mean with the count it is over. */
export type TimesMapping = v.InferOutput<typeof timesSchema>;

const numberSchema = v.strictObject({ column: columnName, empty: v.optional(placeholders) });
/** A number of a row. */
export type NumberMapping = v.InferOutput<typeof numberSchema>;

const levelSchema = v.strictObject({
	within: v.optional(v.strictObject({ column: columnName, empty: v.optional(placeholders) })),
	share: v.optional(v.strictObject({ column: columnName, format: shareFormat, empty: v.optional(placeholders) })),
	of: v.optional(
		v.union(
			[v.picklist(['answered', 'offered', 'offered-less-short']), numberSchema],
			'must name what it is a share of'
		)
	),
	variant: v.optional(v.picklist(intervalServiceLevels)),
	targetSeconds: v.optional(v.pipe(v.number(), v.minValue(0)))
});
/** Who met the target, as a count or as a share of what. */
export type LevelMapping = v.InferOutput<typeof levelSchema>;

const scoresSchema = v.strictObject({
	kind: v.picklist(surveyKinds),
	scale: v.strictObject({ min: v.number(), max: v.number() }),
	scored: v.optional(v.pipe(numberSchema, v.description('answers with a score; by default those of surveysAnswered'))),
	mean: v.optional(numberSchema),
	sum: v.optional(numberSchema),
	sd: v.optional(
		v.strictObject({
			column: columnName,
			over: v.optional(v.picklist(['sample', 'population'])),
			empty: v.optional(placeholders)
		})
	),
	squares: v.optional(numberSchema),
	topTwo: v.optional(
		v.strictObject({ column: columnName, share: v.optional(shareFormat), empty: v.optional(placeholders) })
	)
});
/** Scores of a row: their sum, or their mean with the answers it is over. */
export type ScoresMapping = v.InferOutput<typeof scoresSchema>;

/** Every figure a row, or a part of a row, can have. */
const figureEntries = {
	contacts: v.optional(countSchema),
	offered: v.optional(countSchema),
	answered: v.optional(countSchema),
	abandoned: v.optional(countSchema),
	shortAbandoned: v.optional(countSchema),
	serviceLevel: v.optional(levelSchema),
	answeredWait: v.optional(timesSchema),
	allWait: v.optional(timesSchema),
	handle: v.optional(timesSchema),
	surveysSent: v.optional(countSchema),
	surveysAnswered: v.optional(countSchema),
	score: v.optional(scoresSchema)
};
const subjectEntries = {
	queue: v.optional(textSchema),
	channel: v.optional(textSchema),
	topic: v.optional(textSchema)
};
const seriesSchema = v.strictObject({ ...subjectEntries, ...figureEntries });
/** The figures of one subject. */
export type SeriesMapping = v.InferOutput<typeof seriesSchema>;

const bucketSchema = v.strictObject({
	grain: v.pipe(v.picklist(totalGrains), v.description('how long the period of a row is')),
	column: v.optional(
		v.pipe(columnName, v.description("the period's name, such as 2020-W01; of days and hours, when it began"))
	),
	format: v.optional(v.picklist(dateFormats)),
	date: v.optional(v.pipe(columnName, v.description('the first date of the period, or the last, see dateIs'))),
	dateFormat: v.optional(v.picklist(dateFormats)),
	dateIs: v.optional(v.picklist(['first', 'last'])),
	time: v.optional(v.pipe(columnName, v.description('the time it began; of 09:00-09:15 the first'))),
	timeFormat: v.optional(v.picklist(clockFormats)),
	year: v.optional(textSchema),
	month: v.optional(textSchema),
	week: v.optional(textSchema),
	quarter: v.optional(textSchema)
});
/** Which period a row is of. */
export type BucketMapping = v.InferOutput<typeof bucketSchema>;

/** What a mapping may say whose rows are totals of periods. */
export const intervalRowsSchema = v.strictObject({
	rows: v.literal('intervals'),
	...fileEntries,
	bucket: bucketSchema,
	...subjectEntries,
	...figureEntries,
	series: v.optional(
		v.pipe(
			v.array(seriesSchema),
			v.minLength(1),
			v.maxLength(100),
			v.description('figures of one channel, queue or topic each, for a file that has columns of its own for each')
		)
	),
	definition: v.optional(
		v.strictObject({
			shortSeconds: v.optional(v.pipe(v.number(), v.minValue(0))),
			notes: v.optional(v.pipe(v.string(), v.maxLength(1000))),
			countedAlike: v.optional(
				v.pipe(
					v.array(v.picklist(countedAlikeGroups)),
					v.minLength(1),
					v.maxLength(countedAlikeGroups.length),
					v.description(
						'what is counted as it is here, so that it may be compared: contacts, each once on the channel by which it came; surveys, the same question'
					)
				)
			)
		})
	)
});
/** A mapping whose rows are totals of periods. */
export type IntervalRowsMapping = v.InferOutput<typeof intervalRowsSchema>;
