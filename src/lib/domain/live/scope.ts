import type { Channel } from '../contact/channel.ts';
import type { Slots } from '../contact/slots.ts';
import type { Leg, Wait } from '../contact/wait.ts';
import type { FactSeries } from './fact-series.ts';

/** Facts of one scope, and the waits in it that have no known end. */
export type Scope<OpenWait extends Wait = Wait> = { readonly facts: FactSeries; readonly open: Slots<OpenWait> };

/** One queue: its legs. Its channel is that of the last contact queued in it. */
export type QueueScope = Scope<Leg> & {
	readonly queue: string;
	channel: Channel;
	/** When a contact last entered it, UTC ms. */
	lastEntry: number;
	/** The fast channel by which a contact last entered it, and when; null and 0 where none did. Boards show no other. */
	fastChannel: Channel | null;
	lastFastEntry: number;
};

/** A queue that is known, with what it takes to know it again. */
export type KnownQueue = Readonly<
	Pick<QueueScope, 'queue' | 'channel' | 'lastEntry' | 'fastChannel' | 'lastFastEntry'>
>;
