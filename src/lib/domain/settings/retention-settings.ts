/** How long what can be erased is kept, ms. The event log is kept for ever: see docs/privacy.md. */
export type RetentionSettings = Readonly<{
	/** What customers wrote, from their answer on. */
	commentsMs: number;
	/** Records that were refused, from when they came last. */
	rejectedMs: number;
	/** Who did what. */
	auditMs: number;
	/** Sessions, invitations and pairings, from their end on. */
	endedMs: number;
}>;

const dayMs = 86_400_000;

/** What holds until a centre says otherwise. */
export const defaultRetentionSettings: RetentionSettings = {
	commentsMs: 90 * dayMs,
	rejectedMs: 30 * dayMs,
	auditMs: 365 * dayMs,
	endedMs: 30 * dayMs
};
