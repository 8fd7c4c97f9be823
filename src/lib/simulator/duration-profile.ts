/** A duration drawn from a log-normal distribution; `spread` is the standard deviation of its logarithm. */
export type DurationProfile = Readonly<{ medianSeconds: number; spread: number }>;
