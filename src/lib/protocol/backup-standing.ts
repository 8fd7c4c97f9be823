import * as v from 'valibot';

/** How the backups stand. Instants are UTC epoch ms. */
export const backupStandingSchema = v.object({
	/** When one was last begun, however it ended; null where none ever was. */
	lastAt: v.nullable(v.number()),
	/** When the newest whole one was made; null where there is none. */
	lastOkAt: v.nullable(v.number()),
	/** Why the last one failed; null where it did not. */
	lastError: v.nullable(v.string()),
	/** When the next is due; null where none is made by itself. */
	nextAt: v.nullable(v.number()),
	/** Whole ones in the folder, and their size. */
	kept: v.number(),
	bytes: v.number(),
	folder: v.string(),
	/** Whether there should be a newer one. */
	isOverdue: v.boolean(),
	/** Whether the database makes its own, and none is made here. */
	isByDatabase: v.optional(v.boolean())
});
/** How the backups stand. */
export type BackupStanding = v.InferOutput<typeof backupStandingSchema>;

/** What a restore has shut. */
export const heldBackKinds = ['display', 'key', 'webhook-secret', 'person'] as const;

/** Something that a restore has shut until somebody confirms it. */
const heldBackSchema = v.object({
	id: v.string(),
	kind: v.picklist(heldBackKinds),
	/** The name of a screen or person; of a key or secret, the source it is for. */
	name: v.string(),
	/** When the restore was, UTC epoch ms. */
	since: v.number()
});
/** Something that a restore has shut. */
export type HeldBack = v.InferOutput<typeof heldBackSchema>;

/** The answer of `GET /api/backups`. */
export const backupAnswerSchema = v.object({ standing: backupStandingSchema, heldBack: v.array(heldBackSchema) });
/** How the backups stand, and what a restore has shut. */
export type BackupAnswer = v.InferOutput<typeof backupAnswerSchema>;

/** @throws Error when it is something else */
export function readBackupAnswer(json: unknown): BackupAnswer {
	return v.parse(backupAnswerSchema, json);
}
