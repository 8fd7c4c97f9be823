import * as v from 'valibot';
import { totalGrains } from '../time/local-period.ts';
import { channelSchema } from './channel-schema.ts';
import { surveyKinds } from './contact-event-schema.ts';

/** The type of events that hold totals of a period. Only the product writes them, from files. */
export const intervalEventType = 'bereik.intervals.imported';

/** How a file counts its service level: one of the ways of the trade, or one that nobody told. */
export const intervalServiceLevels = ['V1', 'V2', 'V3', 'V4', 'V5', 'V6', 'unknown'] as const;

/**
 * Groups of figures that a file may say it counts as this product does. `contacts`: every contact that came, once on the channel by
 * which it came, those who gave up among them. `surveys`: the same question after the same contacts, each answer once.
 */
export const countedAlikeGroups = ['contacts', 'surveys'] as const;
/** One of {@link countedAlikeGroups}. */
export type CountedAlike = (typeof countedAlikeGroups)[number];

const name = v.pipe(v.string(), v.minLength(1), v.maxLength(200));
const count = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(1e12));
const amount = v.pipe(v.number(), v.finite(), v.minValue(0));
const finite = v.pipe(v.number(), v.finite());
/** A sum of times and how many contacts it is over: what a mean is made of, and never a mean itself. */
const timeSum = v.object({ sumMs: amount, of: amount });

/**
 * The `data` of an event with totals of one period, as a whole or of one queue, channel and topic. Its time is when the period began.
 * What is left out is not known. The order of names is part of the stored form. Nobody can be told from it.
 */
export const intervalDataSchema = v.object({
	grain: v.picklist(totalGrains),
	/** The period's name by the clocks of `zone`: `2020-01-01T09:15`, `2020-01-01`, `2020-W01`, `2020-01`, `2020-Q1`, `2020`. */
	bucket: name,
	/** When it ended, UTC epoch ms. */
	to: v.pipe(v.number(), v.integer()),
	zone: name,
	queue: v.optional(name),
	channel: v.optional(channelSchema),
	topic: v.optional(name),
	/** Whoever came, also those who never waited for anybody. */
	contacts: v.optional(count),
	offered: v.optional(count),
	answered: v.optional(count),
	abandoned: v.optional(count),
	shortAbandoned: v.optional(count),
	/** Above and below the line of the service level; `met` is no whole number where it was made of a share. */
	withinTarget: v.optional(v.object({ met: amount, of: amount })),
	/** Waits of the answered. */
	answeredWait: v.optional(timeSum),
	/** Waits of all who were offered. */
	allWait: v.optional(timeSum),
	handle: v.optional(timeSum),
	surveysSent: v.optional(count),
	surveysAnswered: v.optional(count),
	score: v.optional(
		v.object({
			kind: v.picklist(surveyKinds),
			min: finite,
			max: finite,
			sum: finite,
			/** Answers it is over. */
			of: amount,
			/** Sum of the squares of the scores. */
			squares: v.optional(amount),
			/** Answers with one of the two highest scores. */
			topTwo: v.optional(amount)
		})
	),
	definition: v.object({
		serviceLevel: v.optional(v.picklist(intervalServiceLevels)),
		targetSeconds: v.optional(amount),
		shortSeconds: v.optional(amount),
		/** What else is to be known of how these were counted. */
		notes: v.optional(v.pipe(v.string(), v.maxLength(1000))),
		/** What is counted as contacts of this product are, in the order of the groups; left out = nothing is said of it. */
		countedAlike: v.optional(v.pipe(v.array(v.picklist(countedAlikeGroups)), v.maxLength(countedAlikeGroups.length)))
	}),
	/** Names of the figures that were made of a mean or a share, which the file had rounded. */
	derived: v.optional(v.pipe(v.array(name), v.maxLength(20)))
});

/** The checked `data` of an event with totals of a period. */
export type IntervalData = v.InferOutput<typeof intervalDataSchema>;

/** What names the totals of a source beside when they began: nobody has two of one period and subject. */
export function intervalIdentity({ grain, bucket, queue, channel, topic }: IntervalData): string {
	return JSON.stringify([grain, bucket, queue ?? null, channel ?? null, topic ?? null]);
}
