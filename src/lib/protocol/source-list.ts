import * as v from 'valibot';

/** What can keep a file from being followed; `other`: what the server says of it in its own words. */
export const followProblemKinds = [
	'absent',
	'forbidden',
	'no-file',
	'unreadable',
	'log-away',
	'disk-full',
	'other'
] as const;
/** One of {@link followProblemKinds}. */
export type FollowProblemKind = (typeof followProblemKinds)[number];

const followSchema = v.object({
	file: v.string(),
	/** What keeps it from being read or handed over; null = nothing. */
	problem: v.nullable(
		v.object({
			kind: v.picklist(followProblemKinds),
			/** In the server's own words. */
			text: v.string(),
			since: v.number()
		})
	),
	/** When the last line that came to an event was written, by the clock of whoever wrote it; null = none was. */
	lastEventAt: v.nullable(v.number()),
	/** How long after that it was handed over, ms; null = nothing was since the start. */
	lagMs: v.nullable(v.number()),
	/** Lines since the server started, and how many of them could not be read. */
	lines: v.number(),
	rejected: v.number()
});

/** The answer of `GET /api/sources`. Instants are UTC epoch ms. */
export const sourceListSchema = v.object({
	now: v.number(),
	sources: v.array(
		v.object({
			source: v.string(),
			/** What people call it, in the language of the site. */
			label: v.string(),
			/** Its last proof of life; null = it never sent anything as it happened. */
			aliveAt: v.nullable(v.number()),
			/** The same where it has been silent beyond its limit; null = it has not. */
			silentSince: v.nullable(v.number()),
			/** Null = it is never taken to be silent. */
			limitMs: v.nullable(v.number()),
			/** The file that this server follows for it; null = none. */
			follows: v.nullable(followSchema)
		})
	)
});

/** Every source there is, and how it stands. */
export type SourceList = v.InferOutput<typeof sourceListSchema>;
/** A source, and how it stands. */
export type SourceRow = SourceList['sources'][number];

/** @throws Error when it is something else */
export function readSourceList(json: unknown): SourceList {
	return v.parse(sourceListSchema, json);
}
