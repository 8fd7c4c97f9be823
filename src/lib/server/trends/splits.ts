/** What a series can be split by. */
export const splits = ['queue', 'channel', 'topic'] as const;
/** One of {@link splits}. */
export type Split = (typeof splits)[number];
