import type { ContactNeeds, TopicNeeds } from '../contact-needs.ts';
import type { QueueProfile } from '../profile.ts';

/** A contact while the desk has to do with it. */
export type ContactInDesk = {
	readonly contact: string;
	readonly topic: TopicNeeds;
	/** The queue it waits in, or was answered from. */
	queue: QueueProfile;
	needs: ContactNeeds;
	/** When the wait began, UTC epoch ms; an overflow carries it along, a transfer begins anew. */
	waitingSince: number;
	/** Higher goes first. */
	priority: number;
	/** Counts the waits, so that what was scheduled for an earlier one is recognised as stale. */
	wait: number;
	/** `alerting`: an agent's phone rings, the contact still waits. `gone`: nothing more happens in a queue. */
	phase: 'waiting' | 'alerting' | 'handling' | 'gone';
};
