import * as v from 'valibot';

/** Kinds of things that are kept for a time. `log` is the event log, which holds pseudonyms alone. */
export const retentionKinds = ['comments', 'rejected', 'audit', 'sessions', 'invitations', 'pairings', 'log'] as const;
/** One of {@link retentionKinds}. */
export type RetentionKind = (typeof retentionKinds)[number];

/** The answer of `GET /api/retention`. Instants are UTC epoch ms. */
export const retentionSchema = v.object({
	now: v.number(),
	/** What the last look erased; null before the first since the start. */
	lastRun: v.nullable(
		v.object({
			at: v.number(),
			erased: v.record(v.string(), v.optional(v.number())),
			failed: v.array(v.picklist(retentionKinds))
		})
	),
	kinds: v.array(
		v.object({
			kind: v.picklist(retentionKinds),
			/** Null = for ever. */
			keptMs: v.nullable(v.number()),
			rows: v.number(),
			/** When the oldest began to age; null where there is none. */
			oldestAt: v.nullable(v.number()),
			/** Whether the oldest should have been erased by now. */
			isOverdue: v.boolean()
		})
	)
});

/** What is kept for how long. */
export type Retention = v.InferOutput<typeof retentionSchema>;

/** @throws Error when it is something else */
export function readRetention(json: unknown): Retention {
	return v.parse(retentionSchema, json);
}
