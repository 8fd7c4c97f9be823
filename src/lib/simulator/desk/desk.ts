import { agentFor, roomFor, serves, type AgentOnDuty } from './agent-on-duty.ts';
import type { Calendar } from '../calendar.ts';
import { Callbacks } from './callbacks.ts';
import { contactAtTheDoor, type ContactInDesk } from './contact-in-desk.ts';
import { drawNeeds, drawTopic, stretched, type ContactNeeds } from '../contact-needs.ts';
import { Conversations } from './conversations.ts';
import type { Comer } from './comer.ts';
import { Customers } from './customers.ts';
import type { Emit } from '../emit.ts';
import { patienceMs } from '../patience.ts';
import { Presence } from './presence.ts';
import type { DeskProfile, QueueProfile } from '../profile.ts';
import { happens, randomStream, uniform, type RandomStream } from '#lib/domain/statistics/random.ts';
import type { Shift } from '../staffing.ts';
import { topicNamed } from '../topic-profile.ts';
import { Surveys } from './surveys.ts';
import { WaitingLines } from './waiting-lines.ts';

type QueuedReason = 'new' | 'transfer' | 'overflow';

/** What is planned for the people who come to a queue, by the instant at which they first did, UTC epoch ms. */
export type CrowdPlan = Readonly<{
	/** When somebody who gives up now tries again, whatever they feel like; null = as they feel like. */
	retryAt: (queue: string, cameAt: number, now: number) => number | null;
	/** Whether somebody does not give up, whatever they feel like. */
	stays: (queue: string, cameAt: number) => boolean;
}>;

/** The service desk at work: who waits, who gets whom, and how it ends. Everything it does goes out as events. */
export class Desk {
	readonly #profile: DeskProfile;
	readonly #calendar: Calendar;
	readonly #emit: Emit;
	readonly #lines = new WaitingLines();
	readonly #callbacks: Callbacks;
	readonly #conversations: Conversations;
	readonly #presence: Presence;
	readonly #customers: Customers;
	readonly #surveys: Surveys;
	readonly #plan: CrowdPlan;
	readonly #random: Readonly<Record<'topics' | 'needs' | 'patience' | 'departures' | 'callbacks', RandomStream>>;
	#contacts = 0;
	#isClosed = true;

	constructor(profile: DeskProfile, calendar: Calendar, seed: number, plan: CrowdPlan, emit: Emit) {
		this.#profile = profile;
		this.#calendar = calendar;
		this.#emit = emit;
		this.#callbacks = new Callbacks(calendar);
		this.#conversations = new Conversations(calendar, emit, profile.chatSlowdown);
		this.#presence = new Presence(calendar, {
			takeWork: (agent) => this.#takeWork(agent),
			mustStay: (agent) => this.#isClosed && this.#hasWorkFor(agent),
			emitState: (state) => emit('agent.state_changed', state)
		});
		this.#customers = new Customers(profile, calendar, seed);
		this.#surveys = new Surveys(profile.surveys, calendar, seed, emit);
		this.#plan = plan;
		this.#random = {
			topics: randomStream(seed, 'topics'),
			needs: randomStream(seed, 'needs'),
			patience: randomStream(seed, 'patience'),
			departures: randomStream(seed, 'departures'),
			callbacks: randomStream(seed, 'callbacks')
		};
	}

	/** Lets a shift begin when its time comes. */
	beginShift(shift: Shift): void {
		this.#presence.begin(shift);
	}

	/** New contacts come in from now on. */
	open(): void {
		this.#isClosed = false;
	}

	/** No new contacts from now on; who waits is served or gives up, and promised calls are made before people go home. */
	close(): void {
		this.#isClosed = true;
		for (const { queue, patience } of this.#profile.queues) {
			if (patience === null || this.#presence.onDuty.some((agent) => serves(agent, queue))) continue;
			for (const contact of [...this.#lines.waitingIn(queue)]) this.#abandon(contact, 'no_agents');
		}
		for (const agent of this.#presence.onDuty) if (agent.presence === 'ready') this.#presence.settle(agent);
	}

	/** Somebody comes to a queue. `surgeTopic` is what a crowd comes for; null = one of the queue's own topics. */
	arrive(queue: QueueProfile, surgeTopic: string | null): void {
		this.#letIn(queue, this.#customers.atTheDoor(queue, surgeTopic));
	}

	#letIn(queue: QueueProfile, comer: Comer): void {
		this.#contacts += 1;
		const topic = drawTopic(queue, comer.topic, this.#random.topics);
		const needs = this.#drawNeeds(queue, topic.real);
		const contact = contactAtTheDoor(`contact-${this.#contacts}`, comer, queue, topic, needs, this.#calendar.now);
		this.#startWait(contact, 'new');
	}

	#drawNeeds(queue: QueueProfile, topic: string): ContactNeeds {
		return drawNeeds(queue, topicNamed(this.#profile.topics, topic), this.#random.needs);
	}

	/** A wait begins: with patience of its own, and what happens when it becomes long. */
	#startWait(contact: ContactInDesk, reason: QueuedReason): void {
		contact.wait += 1;
		contact.waitingSince = this.#calendar.now;
		const { patience, overflow, callback } = contact.queue;
		const patientMs = patience && patienceMs(patience, this.#random.patience);
		const stays = this.#plan.stays(contact.queue.queue, contact.cameAt);
		if (patientMs !== null && !stays) this.#after(contact, patientMs, () => this.#giveUp(contact));
		if (overflow) this.#after(contact, overflow.afterSeconds * 1000, () => this.#overflow(contact, overflow.toQueue));
		if (callback && contact.needs.acceptsCallback) {
			this.#after(contact, callback.afterSeconds * 1000, () => this.#promiseCallback(contact));
		}
		this.#enterQueue(contact, reason);
	}

	#enterQueue(contact: ContactInDesk, reason: QueuedReason): void {
		contact.phase = 'waiting';
		const { known } = contact.topic;
		this.#emit('contact.queued', {
			contact: contact.contact,
			queue: contact.queue.queue,
			channel: contact.queue.channel,
			...(known === null ? {} : { topic: known }),
			reason,
			...(contact.priority === 0 ? {} : { priority: contact.priority }),
			customer: contact.customer
		});
		const agent = agentFor(contact.queue.queue, this.#presence.onDuty);
		if (agent) this.#alert(contact, agent);
		else this.#lines.enter(contact);
	}

	/** Lets something happen later, unless the wait is over by then. */
	#after(contact: ContactInDesk, delayMs: number, happen: () => void): void {
		const { wait } = contact;
		this.#calendar.schedule(this.#calendar.now + delayMs, () => {
			const isWaiting = contact.phase === 'waiting' || contact.phase === 'alerting';
			if (isWaiting && contact.wait === wait) happen();
		});
	}

	#takeWork(agent: AgentOnDuty): void {
		const { queues, maxChats } = agent.shift.member;
		while (roomFor(agent) > 0) {
			const next = this.#lines.nextOf(queues);
			if (next === null) break;
			this.#lines.leave(next);
			this.#alert(next, agent);
		}
		if (maxChats !== null || roomFor(agent) <= 0) return;
		const contact = this.#callbacks.takeDue(queues, this.#isClosed);
		if (contact) this.#callBack(contact, agent);
	}

	#hasWorkFor(agent: AgentOnDuty): boolean {
		const { queues, maxChats } = agent.shift.member;
		return this.#lines.nextOf(queues) !== null || (maxChats === null && this.#callbacks.hasDue(queues, this.#isClosed));
	}

	#alert(contact: ContactInDesk, agent: AgentOnDuty): void {
		contact.phase = 'alerting';
		agent.alerting.add(contact);
		this.#after(contact, contact.needs.alertMs, () => this.#answer(contact, agent));
	}

	#answer(contact: ContactInDesk, agent: AgentOnDuty): void {
		contact.phase = 'handling';
		agent.alerting.delete(contact);
		agent.handling.add(contact);
		contact.waitedMs += this.#calendar.now - contact.waitingSince;
		if (agent.shift.workplace === 'home') contact.needs = stretched(contact.needs, this.#profile.homeHandlingFactor);
		const { queue } = contact.queue;
		this.#emit('contact.answered', { contact: contact.contact, agent: agent.shift.member.agent, queue });
		this.#adjustPace(agent);
		this.#conversations.begin(contact, agent, () => this.#finish(contact, agent));
	}

	#finish(contact: ContactInDesk, agent: AgentOnDuty): void {
		const { needs } = contact;
		const hasWrapUp = needs.wrapUpMs !== null;
		// Nobody hands on to a desk that is closed.
		const toQueue = this.#isClosed ? undefined : this.#queueNamed(needs.transferTo);
		contact.phase = 'gone';
		const parties = { contact: contact.contact, agent: agent.shift.member.agent };
		if (toQueue) this.#emit('contact.transferred', { ...parties, toQueue: toQueue.queue, wrapUp: hasWrapUp });
		else {
			const { endedBy, outcome } = needs;
			const isNew = contact.topic.known === null && !hasWrapUp;
			this.#emit('contact.ended', {
				...parties,
				wrapUp: hasWrapUp,
				endedBy,
				outcome,
				...(isNew ? { topic: contact.topic.real } : {})
			});
			this.#afterwards(contact);
		}
		if (needs.wrapUpMs === null) this.#release(contact, agent);
		else this.#calendar.schedule(this.#calendar.now + needs.wrapUpMs, () => this.#wrap(contact, agent, !toQueue));
		if (toQueue) this.#handOn(contact, toQueue);
	}

	/** What an ended contact leaves behind: a customer who may be asked about it, and who may come again. */
	#afterwards(contact: ContactInDesk): void {
		const topic = topicNamed(this.#profile.topics, contact.topic.real);
		this.#surveys.contactEnded(contact, topic);
		this.#customers.handled(contact, topic);
	}

	#wrap(contact: ContactInDesk, agent: AgentOnDuty, isLast: boolean): void {
		const { known, real } = contact.topic;
		const parties = { contact: contact.contact, agent: agent.shift.member.agent };
		if (isLast && known !== real) this.#emit('contact.classified', { contact: contact.contact, topic: real });
		this.#emit('contact.wrapped', parties);
		this.#release(contact, agent);
	}

	#release(contact: ContactInDesk, agent: AgentOnDuty): void {
		agent.handling.delete(contact);
		agent.idleSince = this.#calendar.now;
		this.#adjustPace(agent);
		this.#presence.settle(agent);
	}

	#handOn(contact: ContactInDesk, toQueue: QueueProfile): void {
		contact.queue = toQueue;
		// Handed on once, and in front of those who have not spoken to anybody yet.
		contact.needs = { ...this.#drawNeeds(toQueue, contact.topic.real), transferTo: null };
		contact.wasHandedOn = true;
		contact.priority = 1;
		this.#startWait(contact, 'transfer');
	}

	#overflow(contact: ContactInDesk, toQueueName: string): void {
		const toQueue = this.#queueNamed(toQueueName);
		if (toQueue === undefined || contact.phase === 'alerting' || this.#isClosed) return;
		this.#lines.leave(contact);
		contact.queue = toQueue;
		this.#enterQueue(contact, 'overflow');
	}

	#giveUp(contact: ContactInDesk): void {
		const isTabClosed = contact.queue.channel === 'chat' && happens(this.#random.departures, 0.4);
		this.#abandon(contact, isTabClosed ? 'timeout' : 'hung_up');
	}

	#abandon(contact: ContactInDesk, reason: 'hung_up' | 'timeout' | 'no_agents'): void {
		this.#emit('contact.abandoned', { contact: contact.contact, queue: contact.queue.queue, reason });
		this.#leaveQueue(contact);
		const retryAt = this.#plan.retryAt(contact.queue.queue, contact.cameAt, this.#calendar.now);
		if (retryAt === null) this.#customers.gaveUp(contact);
		else this.#calendar.schedule(retryAt, () => this.#letIn(contact.queue, this.#customers.retrying(contact)));
	}

	#promiseCallback(contact: ContactInDesk): void {
		if (this.#isClosed || contact.phase === 'alerting') return;
		this.#emit('contact.callback_requested', { contact: contact.contact });
		this.#leaveQueue(contact);
		const delayMs = uniform(this.#random.callbacks, ...this.#profile.callbackMinutes) * 60_000;
		const dueAt = Math.round(this.#calendar.now + delayMs);
		this.#callbacks.promise(contact, dueAt);
		this.#calendar.schedule(dueAt, () => {
			const agent = agentFor(contact.queue.queue, this.#presence.onDuty);
			if (agent) this.#presence.settle(agent);
		});
	}

	/** A call-out is shown as time away from the queues, so that the agent does not look free. */
	#callBack(contact: ContactInDesk, agent: AgentOnDuty): void {
		const lengthMs = contact.needs.talkMs + (contact.needs.wrapUpMs ?? 0);
		this.#presence.leaveFor(agent, 'terugbellen', lengthMs);
		this.#emit('contact.callback_made', { contact: contact.contact, agent: agent.shift.member.agent });
	}

	#leaveQueue(contact: ContactInDesk): void {
		contact.phase = 'gone';
		this.#lines.leave(contact);
		const agent = this.#presence.onDuty.find(({ alerting }) => alerting.has(contact));
		if (agent === undefined) return;
		agent.alerting.delete(contact);
		this.#presence.settle(agent);
	}

	#adjustPace(agent: AgentOnDuty): void {
		this.#conversations.adjustPace(agent, (contact) => this.#finish(contact, agent));
	}

	#queueNamed(name: string | null): QueueProfile | undefined {
		return this.#profile.queues.find(({ queue }) => queue === name);
	}
}
