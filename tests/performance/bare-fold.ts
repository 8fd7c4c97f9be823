import type { LogEvent } from '#lib/domain/contact/contact-event.ts';

/** What happened to a contact that has not ended. Instants in UTC ms, null while it has not happened. */
type BareContact = {
	state: 'waiting' | 'talking' | 'wrapping-up';
	queue: BareQueue;
	queuedAt: number;
	answeredAt: number | null;
	talkEndedAt: number | null;
};

/** Counters of one queue since the loop began. */
export type BareQueue = { depth: number; offered: number; answered: number; abandoned: number; waitMs: number };

/** What an agent does, since when, and with which contact. */
type BareAgent = { state: string; since: number; contact: string | null };

/** What the loop has at its end, so that it can be seen to have counted what the product counts. */
export type BareState = Readonly<{
	contacts: ReadonlyMap<string, BareContact>;
	agents: ReadonlyMap<string, BareAgent>;
	queues: ReadonlyMap<string, BareQueue>;
}>;

/**
 * The anchor of the live fold: one loop that does the least any fold over these events has to do. Contacts, agents and queues
 * are found by their text ids in a Map; a contact is an object that is made when it is queued, into which state and instants are
 * written, and which is removed at its end; each queue counts its depth, the offered, the answered, the abandoned and the sum of
 * the answered waits.
 *
 * What it leaves out is what the product is for, and what the ratio to it therefore prices: events that come late, twice or
 * corrected (it keeps no event and no ended contact), any window of time but "since the start", targets and service levels,
 * the contact as a whole beside its stay in one queue, two queues or two agents at once, waits that time gives up, and
 * settings. It assumes that everything comes in order and from well-behaved sources, and is wrong wherever it does not.
 */
export function bareFold(events: readonly LogEvent[]): BareState {
	const contacts = new Map<string, BareContact>();
	const agents = new Map<string, BareAgent>();
	const queues = new Map<string, BareQueue>();
	for (const event of events) {
		switch (event.type) {
			case 'contact.queued': {
				let queue = queues.get(event.data.queue);
				if (queue === undefined) {
					queue = { depth: 0, offered: 0, answered: 0, abandoned: 0, waitMs: 0 };
					queues.set(event.data.queue, queue);
				}
				queue.depth++;
				queue.offered++;
				const contact = contacts.get(event.data.contact);
				if (contact === undefined) {
					contacts.set(event.data.contact, {
						state: 'waiting',
						queue,
						queuedAt: event.time,
						answeredAt: null,
						talkEndedAt: null
					});
				} else {
					if (contact.state === 'waiting') contact.queue.depth--;
					contact.state = 'waiting';
					contact.queue = queue;
					contact.queuedAt = event.time;
				}
				break;
			}
			case 'contact.answered': {
				setAgent(agents, event.data.agent, 'busy', event.time, event.data.contact);
				const contact = contacts.get(event.data.contact);
				if (contact?.state !== 'waiting') break;
				contact.state = 'talking';
				contact.answeredAt = event.time;
				contact.queue.depth--;
				contact.queue.answered++;
				contact.queue.waitMs += event.time - contact.queuedAt;
				break;
			}
			case 'contact.abandoned':
			case 'contact.callback_requested': {
				const contact = contacts.get(event.data.contact);
				if (contact?.state !== 'waiting') break;
				contact.queue.depth--;
				if (event.type === 'contact.abandoned') contact.queue.abandoned++;
				contacts.delete(event.data.contact);
				break;
			}
			case 'contact.transferred':
			case 'contact.ended': {
				const wrapsUp = event.data.wrapUp === true;
				if (event.data.agent !== undefined)
					setAgent(agents, event.data.agent, wrapsUp ? 'acw' : 'ready', event.time, event.data.contact);
				const contact = contacts.get(event.data.contact);
				if (contact === undefined) break;
				if (contact.state === 'waiting') contact.queue.depth--;
				contact.state = 'wrapping-up';
				contact.talkEndedAt = event.time;
				if (event.type === 'contact.ended' && !wrapsUp) contacts.delete(event.data.contact);
				break;
			}
			case 'contact.wrapped': {
				setAgent(agents, event.data.agent, 'ready', event.time, null);
				const contact = contacts.get(event.data.contact);
				// After a transfer the contact may be waiting or talking again: then only the agent is done.
				if (contact?.state === 'wrapping-up') contacts.delete(event.data.contact);
				break;
			}
			case 'agent.state_changed':
				setAgent(agents, event.data.agent, event.data.state, event.time, null);
				break;
			default:
				// Says nothing about who waits or works.
				break;
		}
	}
	return { contacts, agents, queues };
}

function setAgent(
	agents: Map<string, BareAgent>,
	agent: string,
	state: string,
	since: number,
	contact: string | null
): void {
	const known = agents.get(agent);
	if (known === undefined) agents.set(agent, { state, since, contact });
	else {
		known.state = state;
		known.since = since;
		known.contact = contact;
	}
}
