import type { Channel } from '#lib/domain/contact/channel.ts';
import type { SourceEvent } from '#lib/domain/contact/contact-event.ts';

/** One agent's part in a contact, as the events tell it. */
export type SimulatedPart = {
	queue: string;
	channel: Channel;
	agent: string;
	workplace: string;
	answeredAt: number;
	handledMs: number | null;
	wasHandedOn: boolean;
};

/** One contact, as the events alone tell it. */
export type SimulatedContact = {
	contact: string;
	customer: string;
	topic: string | null;
	/** Where it came in, and when. */
	queue: string;
	channel: Channel;
	cameAt: number;
	/** Null = not answered yet, or never. */
	firstAnsweredAt: number | null;
	firstRepliedAt: number | null;
	endedAt: number | null;
	outcome: string | null;
	parts: SimulatedPart[];
	invitedAt: number | null;
	surveyChannel: Channel | null;
	answeredSurveyAt: number | null;
	score: number | null;
};

/** Reads contacts out of simulated events by rules of its own; whatever does not fit throws. */
export function contactsIn(events: readonly SourceEvent[]): SimulatedContact[] {
	const contacts = new Map<string, SimulatedContact>();
	const workplaces = new Map<string, string>();
	const waitingIn = new Map<string, { queue: string; channel: Channel }>();
	const partOf = (contact: SimulatedContact, agent: string): SimulatedPart =>
		must(
			contact.parts.findLast((part) => part.agent === agent),
			`part of ${agent}`
		);
	for (const { type, time, data } of events) {
		if (type === 'agent.state_changed') workplaces.set(data.agent, data.workplace ?? '');
		if (!('contact' in data)) continue;
		if (type === 'contact.queued') {
			waitingIn.set(data.contact, { queue: data.queue, channel: data.channel });
			if (!contacts.has(data.contact))
				contacts.set(data.contact, newContact(data.contact, data.customer ?? '', data.queue, data.channel, time));
		}
		const contact = must(contacts.get(data.contact), data.contact);
		if ('topic' in data && data.topic !== undefined) contact.topic = data.topic;
		if (type === 'contact.answered') {
			const { queue, channel } = must(waitingIn.get(data.contact), `wait of ${data.contact}`);
			const workplace = workplaces.get(data.agent) ?? '';
			const part = {
				queue,
				channel,
				agent: data.agent,
				workplace,
				answeredAt: time,
				handledMs: null,
				wasHandedOn: false
			};
			contact.parts.push(part);
			contact.firstAnsweredAt ??= time;
		} else if (type === 'contact.first_replied') contact.firstRepliedAt ??= time;
		else if (type === 'contact.transferred' || type === 'contact.ended') {
			const part = partOf(contact, data.agent ?? '');
			part.wasHandedOn = type === 'contact.transferred';
			if (data.wrapUp !== true) part.handledMs = time - part.answeredAt;
			if (type === 'contact.ended') Object.assign(contact, { endedAt: time, outcome: data.outcome ?? null });
		} else if (type === 'contact.wrapped') {
			const part = partOf(contact, data.agent);
			part.handledMs = time - part.answeredAt;
		} else if (type === 'survey.invited')
			Object.assign(contact, { invitedAt: time, surveyChannel: data.channel ?? null });
		else if (type === 'survey.answered') Object.assign(contact, { answeredSurveyAt: time, score: data.score });
	}
	return [...contacts.values()];
}

/** The channel a survey was sent in, which after a transfer is not the one the contact came in by. */
export function surveyChannelOf({ surveyChannel, channel }: SimulatedContact): Channel {
	return surveyChannel ?? channel;
}

/** The same contacts by customer, in the order given. */
export function byCustomer(contacts: readonly SimulatedContact[]): Map<string, SimulatedContact[]> {
	const groups = new Map<string, SimulatedContact[]>();
	for (const contact of contacts) {
		const own = groups.get(contact.customer);
		if (own === undefined) groups.set(contact.customer, [contact]);
		else own.push(contact);
	}
	return groups;
}

function newContact(
	contact: string,
	customer: string,
	queue: string,
	channel: Channel,
	cameAt: number
): SimulatedContact {
	return {
		...{ contact, customer, queue, channel, cameAt, topic: null, firstAnsweredAt: null, firstRepliedAt: null },
		...{ endedAt: null, outcome: null, parts: [], invitedAt: null, surveyChannel: null },
		...{ answeredSurveyAt: null, score: null }
	};
}

function must<Value>(value: Value | undefined, what: string): Value {
	if (value === undefined) throw new Error(`nothing known: ${what}`);
	return value;
}
