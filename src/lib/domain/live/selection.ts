/** Which waits a figure is about: one queue (its legs), or episodes of all channels or of the fast ones, which boards show. */
export type Selection = Readonly<{ queue: string }> | 'all' | 'fast';
