import type { LogOrder } from '../event-log/event-log.ts';

/** The order of a log to which several servers write, as one of them follows it. */
export type SharedOrder = LogOrder &
	Readonly<{
		/** Follows the log from a position on. */
		start(afterSeq: number): void;
		/** Has somebody told when the log went back, or became another: what this process made of it is of no use any more. */
		onReset(listener: (reason: string) => void): void;
		/** What keeps it from hearing of events at once, in words; null when nothing does. */
		readonly problem: string | null;
		/** Ends it, after what is under way. */
		close(): Promise<void>;
	}>;
