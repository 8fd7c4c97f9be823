import type { EventData } from '#lib/domain/contact/contact-event-schema.ts';
import { agentSigningIn, serves, wantsAway, type AgentOnDuty } from './agent-on-duty.ts';
import type { Calendar } from '../calendar.ts';
import type { PlannedBreak, Shift } from '../staffing.ts';

type PresenceState = EventData<'agent.state_changed'>['state'];

/** What presence must know of, and may ask from, the rest of the desk. */
export type PresenceDuties = Readonly<{
	/** Offers waiting work to an agent with room. */
	takeWork: (agent: AgentOnDuty) => void;
	/** Whether an agent has to stay although the shift is over, because the closed desk is not empty yet. */
	mustStay: (agent: AgentOnDuty) => boolean;
	emitState: (state: EventData<'agent.state_changed'>) => void;
}>;

const postponedMs = 5 * 60_000;

/** Signing in and out, breaks, and the agents who are there in between. */
export class Presence {
	readonly #calendar: Calendar;
	readonly #duties: PresenceDuties;
	#onDuty: AgentOnDuty[] = [];

	constructor(calendar: Calendar, duties: PresenceDuties) {
		this.#calendar = calendar;
		this.#duties = duties;
	}

	/** Everybody signed in, in the order in which they came. */
	get onDuty(): readonly AgentOnDuty[] {
		return this.#onDuty;
	}

	/** Lets a shift begin, with all that follows from it. What lies before now is skipped. */
	begin(shift: Shift): void {
		const { now } = this.#calendar;
		if (shift.until <= now) return;
		this.#calendar.schedule(Math.max(now, shift.from), () => this.#signIn(shift));
	}

	/**
	 * Lets an agent with changed work in hand do what comes next: go home, go on a break, or take more work.
	 * To be called whenever work ended or something became due.
	 */
	settle(agent: AgentOnDuty): void {
		const stays = agent.isLeaving && agent.presence === 'ready' && this.#duties.mustStay(agent);
		if (stays || !wantsAway(agent)) this.#duties.takeWork(agent);
		else if (agent.alerting.size > 0) return;
		else if (agent.handling.size > 0) this.#windDown(agent);
		else if (agent.isLeaving) this.#signOut(agent);
		else this.#startBreak(agent);
	}

	/** Takes a ready agent away for some time, for example for a call-out. */
	leaveFor(agent: AgentOnDuty, reason: string, lengthMs: number): void {
		this.#change(agent, 'not_ready', reason);
		this.#calendar.schedule(this.#calendar.now + lengthMs, () => this.#comeBack(agent));
	}

	#signIn(shift: Shift): void {
		const { now } = this.#calendar;
		const agent = agentSigningIn(shift, now);
		this.#onDuty.push(agent);
		this.#change(agent, 'ready');
		for (const planned of shift.breaks) {
			if (planned.at > now) this.#calendar.schedule(planned.at, () => this.#breakDue(agent, planned));
		}
		this.#calendar.schedule(shift.until, () => {
			agent.isLeaving = true;
			agent.dueBreaks.length = 0;
			if (agent.presence === 'ready') this.settle(agent);
		});
		this.settle(agent);
	}

	#breakDue(agent: AgentOnDuty, planned: PlannedBreak): void {
		const { now } = this.#calendar;
		// Too late for it: the time is better spent finishing the shift.
		if (agent.isLeaving || now + planned.lengthMs > agent.shift.until - 2 * postponedMs) return;
		if (!this.#isCovered(agent)) {
			this.#calendar.schedule(now + postponedMs, () => this.#breakDue(agent, planned));
			return;
		}
		agent.dueBreaks.push(planned);
		if (agent.presence === 'ready') this.settle(agent);
	}

	/** Whether every queue of this agent is also served by somebody who stays. */
	#isCovered(agent: AgentOnDuty): boolean {
		return agent.shift.member.queues.every((queue) =>
			this.#onDuty.some(
				(other) => other !== agent && other.presence === 'ready' && !wantsAway(other) && serves(other, queue)
			)
		);
	}

	/** Several chats cannot be finished at once: from now on no new one comes. A phone call simply ends first. */
	#windDown(agent: AgentOnDuty): void {
		if (agent.shift.member.maxChats !== null && agent.presence === 'ready')
			this.#change(agent, 'not_ready', 'afronden');
	}

	#startBreak(agent: AgentOnDuty): void {
		const due = agent.dueBreaks.shift();
		if (due) this.leaveFor(agent, due.reason, due.lengthMs);
	}

	#comeBack(agent: AgentOnDuty): void {
		if (agent.isLeaving && !this.#duties.mustStay(agent)) this.#signOut(agent);
		else if (!agent.isLeaving && agent.dueBreaks.length > 0) this.#startBreak(agent);
		else {
			agent.idleSince = this.#calendar.now;
			this.#change(agent, 'ready');
			this.settle(agent);
		}
	}

	#signOut(agent: AgentOnDuty): void {
		this.#change(agent, 'offline');
		this.#onDuty = this.#onDuty.filter((other) => other !== agent);
	}

	#change(agent: AgentOnDuty, state: PresenceState, reason?: string): void {
		const { member, workplace } = agent.shift;
		agent.presence = state;
		this.#duties.emitState({
			agent: member.agent,
			state,
			...(reason === undefined ? {} : { reason }),
			queues: [...member.queues],
			...(member.maxChats === null ? {} : { maxChats: member.maxChats }),
			workplace,
			team: member.team
		});
	}
}
