import * as v from 'valibot';

/** Answers of a queue in a period below which none of its comments is shown: whose it was could be guessed. */
export const fewestAnswers = 5;

const queueSchema = v.object({
	/** Null for answers of contacts that no queue is known of. */
	queue: v.nullable(v.string()),
	/** Answers in the period, with words or without. */
	answers: v.number(),
	/** Why nothing of it is shown; null where it is. */
	hidden: v.nullable(v.literal('too-few'))
});

/** The answer of `GET /api/comments`: what customers wrote, without who it was or who spoke with them. */
export const commentListSchema = v.object({
	/** The period in site days: from the first, before the second. */
	from: v.string(),
	to: v.string(),
	queues: v.array(queueSchema),
	/** The newest first; within a day in no order that says anything. */
	comments: v.array(
		v.object({
			queue: v.string(),
			/** Site day of the answer. */
			day: v.string(),
			kind: v.string(),
			score: v.number(),
			scale: v.object({ min: v.number(), max: v.number() }),
			text: v.string()
		})
	),
	/** Comments that no key opens. */
	unreadable: v.number()
});

/** What customers wrote. */
export type CommentList = v.InferOutput<typeof commentListSchema>;

/** @throws Error when it is something else */
export function readComments(json: unknown): CommentList {
	return v.parse(commentListSchema, json);
}
