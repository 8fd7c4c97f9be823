/**
 * Which waits a figure is about: one queue (its legs; of a queue that takes several channels only the fast ones, where so
 * said), or episodes of all channels or of the fast ones, which boards show.
 */
export type Selection = Readonly<{ queue: string; fastOnly?: true }> | 'all' | 'fast';
