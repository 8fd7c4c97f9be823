/** A half-open span of time [from, to) in UTC epoch milliseconds: midnight belongs to the new day. */
export type Interval = Readonly<{ from: number; to: number }>;

/** Length of the part of [from, to) that lies inside the interval, in milliseconds; 0 when they do not meet. */
export function overlapMs(interval: Interval, from: number, to: number): number {
	return Math.max(0, Math.min(interval.to, to) - Math.max(interval.from, from));
}

/** Whether an instant lies in the interval. */
export function includes(interval: Interval, at: number): boolean {
	return at >= interval.from && at < interval.to;
}
