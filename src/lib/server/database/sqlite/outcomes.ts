import type { WaitOutcome } from '#lib/domain/contact/wait.ts';

/** Numbers of outcomes in `waits.outcome`; never to be given to another. */
export const outcomes = ['answered', 'abandoned', 'flow'] as const satisfies readonly WaitOutcome[];
