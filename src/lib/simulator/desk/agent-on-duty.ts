import type { ContactInDesk } from './contact-in-desk.ts';
import type { PlannedBreak, Shift } from '../staffing.ts';

/** An agent from signing in to signing out. */
export type AgentOnDuty = {
	readonly shift: Shift;
	presence: 'ready' | 'not_ready' | 'offline';
	/** Contacts that ring at this agent. */
	readonly alerting: Set<ContactInDesk>;
	/** Contacts in conversation or after-contact work. */
	readonly handling: Set<ContactInDesk>;
	/** Breaks whose time has come, not begun yet. */
	readonly dueBreaks: PlannedBreak[];
	/** True once the shift is over: signs out when the work in hand is done. */
	isLeaving: boolean;
	/** Since when there is nothing in hand, UTC epoch ms. */
	idleSince: number;
};

/** An agent who signs in. */
export function agentSigningIn(shift: Shift, now: number): AgentOnDuty {
	return {
		shift,
		presence: 'offline',
		alerting: new Set(),
		handling: new Set(),
		dueBreaks: [],
		isLeaving: false,
		idleSince: now
	};
}

/** How many more contacts may be offered to this agent now. */
export function roomFor(agent: AgentOnDuty): number {
	if (agent.presence !== 'ready') return 0;
	return (agent.shift.member.maxChats ?? 1) - agent.alerting.size - agent.handling.size;
}

/** Whether this agent serves a queue. */
export function serves(agent: AgentOnDuty, queue: string): boolean {
	return agent.shift.member.queues.includes(queue);
}

/** Whether this agent is going away for a break or for the day, so that nothing new should be offered. */
export function wantsAway(agent: AgentOnDuty): boolean {
	return agent.isLeaving || agent.dueBreaks.length > 0;
}

/**
 * Who gets a contact of a queue: among those with room who stay, the one with the least in hand, then with the fewest skills
 * (the all-rounders are kept for the others), then the longest idle. Null when nobody has room.
 */
export function agentFor(queue: string, agents: readonly AgentOnDuty[]): AgentOnDuty | null {
	let best: AgentOnDuty | null = null;
	for (const agent of agents) {
		if (!serves(agent, queue) || roomFor(agent) <= 0 || wantsAway(agent)) continue;
		if (best === null || comparePreference(agent, best) < 0) best = agent;
	}
	return best;
}

function comparePreference(a: AgentOnDuty, b: AgentOnDuty): number {
	return (
		a.handling.size + a.alerting.size - (b.handling.size + b.alerting.size) ||
		a.shift.member.queues.length - b.shift.member.queues.length ||
		a.idleSince - b.idleSince
	);
}
