/** The ways a contact can reach the centre. `phone` and `chat` are the fast ones: someone waits on the line. */
export const channels = ['phone', 'chat', 'email', 'message', 'visit'] as const;

/** One of {@link channels}. */
export type Channel = (typeof channels)[number];

/**
 * Whether contacts of a channel wait live, so that depth, longest wait and service level belong on a board.
 * Slow channels (e-mail, message) have a backlog instead; a visit is not queued for by the second either.
 */
export function isFastChannel(channel: Channel): boolean {
	return channel === 'phone' || channel === 'chat';
}
