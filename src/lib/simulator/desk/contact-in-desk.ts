import type { ContactNeeds, TopicNeeds } from '../contact-needs.ts';
import type { QueueProfile } from '../profile.ts';
import type { Comer } from './comer.ts';

/** A contact while the desk has to do with it. */
export type ContactInDesk = {
	readonly contact: string;
	readonly customer: string;
	/** About something they came for before. */
	readonly comesAgain: boolean;
	/** Waited for it in vain before. */
	readonly gaveUpBefore: boolean;
	readonly topic: TopicNeeds;
	/** When it first entered a queue, UTC epoch ms. */
	readonly cameAt: number;
	/** The queue it waits in, or was answered from. */
	queue: QueueProfile;
	needs: ContactNeeds;
	/** When the wait began, UTC epoch ms; an overflow carries it along, a transfer begins anew. */
	waitingSince: number;
	/** Waits that ended in an answer, together. */
	waitedMs: number;
	/** Whether an agent handed it on to another queue. */
	wasHandedOn: boolean;
	/** Higher goes first. */
	priority: number;
	/** Counts the waits, so that what was scheduled for an earlier one is recognised as stale. */
	wait: number;
	/** `alerting`: an agent's phone rings, the contact still waits. `gone`: nothing more happens in a queue. */
	phase: 'waiting' | 'alerting' | 'handling' | 'gone';
};

/** A contact that comes in now (UTC epoch ms). */
export function contactAtTheDoor(
	contact: string,
	{ customer, comesAgain, gaveUpBefore }: Comer,
	queue: QueueProfile,
	topic: TopicNeeds,
	needs: ContactNeeds,
	now: number
): ContactInDesk {
	return {
		contact,
		customer,
		comesAgain,
		gaveUpBefore,
		topic,
		cameAt: now,
		queue,
		needs,
		waitingSince: now,
		waitedMs: 0,
		wasHandedOn: false,
		priority: 0,
		wait: 0,
		phase: 'waiting'
	};
}
