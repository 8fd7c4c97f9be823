/** A screen that was not heard of for longer than this in opening hours is dark. It speaks each minute. */
export const DARK_AFTER_MS = 180_000;

/** What is known of a screen, UTC ms. */
export type SeenDisplay = Readonly<{ createdAt: number; lastSeenAt: number | null; revokedAt: number | null }>;

/**
 * Whether nobody can be looking at a screen that somebody should be looking at: it was not heard of for longer than
 * {@link DARK_AFTER_MS} of opening hours. Screens that are switched off at night get that long after the opening.
 * @param openSince when the opening hours that hold at `now` began, UTC ms; null = it is closed. Where nobody said when it is
 * open, 0
 */
export function isDark(display: SeenDisplay, now: number, openSince: number | null): boolean {
	if (openSince === null || display.revokedAt !== null) return false;
	const silentSince = Math.max(display.lastSeenAt ?? display.createdAt, openSince);
	return now - silentSince > DARK_AFTER_MS;
}
