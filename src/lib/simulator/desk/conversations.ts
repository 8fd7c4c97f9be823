import type { AgentOnDuty } from './agent-on-duty.ts';
import type { Calendar } from '../calendar.ts';
import type { ContactInDesk } from './contact-in-desk.ts';
import type { Emit } from '../emit.ts';

/** A chat in hand: how much talk is left if it were the only one, and how far that has been counted. */
type Pace = { leftMs: number; countedTo: number; slowness: number; endsAt: number };

/** Everything between the answer and the end of talking: holds on the phone, the first reply and the pace of chats. */
export class Conversations {
	readonly #calendar: Calendar;
	readonly #emit: Emit;
	readonly #chatSlowdown: number;
	readonly #paces = new Map<ContactInDesk, Pace>();

	/** @param chatSlowdown how much one more chat in hand lengthens each of them, as a share */
	constructor(calendar: Calendar, emit: Emit, chatSlowdown: number) {
		this.#calendar = calendar;
		this.#emit = emit;
		this.#chatSlowdown = chatSlowdown;
	}

	/** Begins with the answer; `finish` is called when there is no more to say. The contact is in the agent's hands already. */
	begin(contact: ContactInDesk, agent: AgentOnDuty, finish: () => void): void {
		this.#planFirstReply(contact, agent);
		if (agent.shift.member.maxChats === null) this.#beginCall(contact, agent, finish);
		else this.#beginChat(contact, agent, finish);
	}

	/** Sets the chats of an agent to the pace that fits the work in hand. To be called when that changed. */
	adjustPace(agent: AgentOnDuty, finish: (contact: ContactInDesk) => void): void {
		const { now } = this.#calendar;
		for (const contact of agent.handling) {
			const pace = this.#paces.get(contact);
			if (pace === undefined) continue;
			pace.leftMs -= (now - pace.countedTo) / pace.slowness;
			pace.countedTo = now;
			pace.slowness = this.#slownessOf(agent);
			this.#planEnd(contact, pace, () => finish(contact));
		}
	}

	#beginCall(contact: ContactInDesk, agent: AgentOnDuty, finish: () => void): void {
		const { now } = this.#calendar;
		const { hold, talkMs } = contact.needs;
		if (hold) {
			const parties = { contact: contact.contact, agent: agent.shift.member.agent };
			const heldAt = now + hold.afterMs;
			this.#calendar.schedule(heldAt, () => this.#emit('contact.held', parties));
			this.#calendar.schedule(heldAt + hold.lengthMs, () => this.#emit('contact.resumed', parties));
		}
		this.#calendar.schedule(now + talkMs + (hold?.lengthMs ?? 0), finish);
	}

	#beginChat(contact: ContactInDesk, agent: AgentOnDuty, finish: () => void): void {
		const { now } = this.#calendar;
		const pace = { leftMs: contact.needs.talkMs, countedTo: now, slowness: this.#slownessOf(agent), endsAt: now };
		this.#paces.set(contact, pace);
		this.#planEnd(contact, pace, finish);
	}

	#planFirstReply(contact: ContactInDesk, agent: AgentOnDuty): void {
		if (contact.needs.firstReplyMs === null) return;
		const parties = { contact: contact.contact, agent: agent.shift.member.agent };
		this.#calendar.schedule(this.#calendar.now + contact.needs.firstReplyMs, () =>
			this.#emit('contact.first_replied', parties)
		);
	}

	#planEnd(contact: ContactInDesk, pace: Pace, finish: () => void): void {
		const endsAt = this.#calendar.now + Math.max(0, Math.round(pace.leftMs * pace.slowness));
		if (endsAt === pace.endsAt) return;
		pace.endsAt = endsAt;
		this.#calendar.schedule(endsAt, () => {
			// An end that was planned for another pace, or a chat that is over already.
			if (pace.endsAt !== this.#calendar.now || !this.#paces.delete(contact)) return;
			finish();
		});
	}

	#slownessOf(agent: AgentOnDuty): number {
		return 1 + this.#chatSlowdown * (agent.handling.size - 1);
	}
}
