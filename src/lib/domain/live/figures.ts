import type { AgentState } from '../agent/agent-record.ts';
import { serviceLevel, share } from '../metrics/service-level.ts';
import type { FactSums } from './fact-kinds.ts';

/** Figures about the instant: who waits and how long. Null = nobody waits, so there is no wait to tell. */
export type WaitingFigures = Readonly<{
	queue_depth: number;
	longest_wait_s: number | null;
	current_avg_wait_s: number | null;
	over_threshold_waiting: number;
}>;

/** Figures about the waits and answers of a window. Counts are 0 when nothing happened; shares and means are null. */
export type FlowFigures = Readonly<{
	offered: number;
	answered: number;
	abandoned: number;
	short_abandoned: number;
	flow_out: number;
	sl_met: number;
	sl_breached: number;
	sl_v1: number | null;
	sl_v2: number | null;
	sl_v3: number | null;
	sl_v4: number | null;
	sl_v5: number | null;
	sl_v6: number | null;
	asa_s: number | null;
	avg_abandon_time_s: number | null;
	avg_queue_time_all_s: number | null;
	abandonment_rate: number | null;
}>;

/** Figures about the handling that ended in a window. */
export type HandlingFigures = Readonly<{
	contacts: number;
	handled_completed: number;
	aht_s: number | null;
	transfers: number;
	transfer_rate: number | null;
	first_response_s: number | null;
}>;

/** Figures of a cohort: what became of the contacts that entered in an interval. */
export type CohortFigures = FlowFigures &
	Readonly<{ pending: number; /** Nobody of the cohort waits any more. */ final: boolean }>;

/** Figures about agents; always of the whole centre. Shares of time are of the window, the others of the instant. */
export type AgentFigures = Readonly<{
	active_contacts: number;
	agents: Readonly<Record<AgentState, number>>;
	free_chat_slots: number;
	occupancy: number | null;
	utilisation: number | null;
	chat_concurrency: number | null;
	orphan_answers: number;
}>;

/** Waits and answers of a window, from its sums. */
export function flowFigures(sums: FactSums): FlowFigures {
	const counts = { ...sums };
	return {
		offered: sums.offered,
		answered: sums.answered,
		abandoned: sums.abandoned,
		short_abandoned: sums.shortAbandoned,
		flow_out: sums.flow,
		sl_met: sums.met,
		sl_breached: sums.breached,
		sl_v1: serviceLevel('V1', counts),
		sl_v2: serviceLevel('V2', counts),
		sl_v3: serviceLevel('V3', counts),
		sl_v4: serviceLevel('V4', counts),
		sl_v5: serviceLevel('V5', counts),
		sl_v6: serviceLevel('V6', counts),
		asa_s: seconds(sums.answeredWaitMs, sums.answered),
		avg_abandon_time_s: seconds(sums.lateAbandonedWaitMs, sums.lateAbandoned),
		avg_queue_time_all_s: seconds(sums.answeredWaitMs + sums.abandonedWaitMs, sums.answered + sums.abandonedTimed),
		abandonment_rate: share(sums.abandoned - sums.shortAbandoned, sums.answered + sums.abandoned - sums.shortAbandoned)
	};
}

/** Handling of a window, from its sums. */
export function handlingFigures(sums: FactSums): HandlingFigures {
	return {
		contacts: sums.contacts,
		handled_completed: sums.handled,
		aht_s: seconds(sums.handleMs, sums.handled),
		transfers: sums.transfers,
		transfer_rate: share(sums.transfers, sums.segmentsEnded),
		first_response_s: seconds(sums.firstReplyMs, sums.firstReplies)
	};
}

/** Mean in seconds from a sum of milliseconds; null over nothing. */
function seconds(sumMs: number, count: number): number | null {
	return count === 0 ? null : sumMs / count / 1000;
}
