import {
	type AgentRecord,
	type AgentState,
	isTalkingAt,
	isWrappingUpAt,
	maxChatsAt,
	presenceAt
} from '../agent/agent-record.ts';
import { handlingEndOf, type HandlingSegment, talkEndOf } from '../contact/wait.ts';
import { share } from '../metrics/service-level.ts';
import type { SiteSettings } from '../settings/site-settings.ts';
import { type Interval, overlapMs } from '../time/interval.ts';
import { namedSums, noSums } from './fact-kinds.ts';
import type { AgentFigures } from './figures.ts';
import type { LiveState } from './live-state.ts';
import type { Selection } from './selection.ts';

/** Agents at an instant, answers without a queue in a span, and the agents' time over a stretch. Only contacts in talk are counted by selection; agents serve the whole centre. */
export function agentFigures(
	state: LiveState,
	selection: Selection,
	span: Interval,
	stretch: Interval,
	at: number,
	settings: SiteSettings
): AgentFigures {
	const active = new Set<string>();
	let freeSlots = 0;
	const time = { worked: 0, ready: 0, signedIn: 0, chat: 0, chatUnion: 0 };
	for (const agent of state.agents.values()) {
		for (const segment of segmentsAt(state, agent, at))
			if (isTalkingAt(segment, at) && isSelected(state, segment, selection)) active.add(segment.contact);
		freeSlots += freeChatSlots(state, agent, at, settings.rosterMs);
		addTime(time, agent, stretch, settings.rosterMs);
	}
	return {
		active_contacts: active.size,
		agents: agentsByState(state, at, settings),
		free_chat_slots: freeSlots,
		occupancy: share(time.worked, time.worked + time.ready),
		utilisation: share(time.worked, time.signedIn),
		chat_concurrency: share(time.chat, time.chatUnion),
		orphan_answers: orphanAnswers(state, span)
	};
}

/** Agents on the roster by what they do at an instant; every agent is in exactly one state. */
export function agentsByState(state: LiveState, at: number, settings: SiteSettings): Record<AgentState, number> {
	const counts: Record<AgentState, number> = { ready: 0, busy: 0, acw: 0, not_ready: 0, offline: 0 };
	for (const agent of state.agents.values()) {
		const known = stateOf(state, agent, at, settings.rosterMs);
		if (known !== null) counts[known]++;
	}
	return counts;
}

/** What an agent does at an instant; null when not on the roster. Work that goes on hides the presence that was set. */
function stateOf(state: LiveState, agent: AgentRecord, at: number, rosterMs: number): AgentState | null {
	let wrappingUp = false;
	for (const segment of segmentsAt(state, agent, at)) {
		if (isTalkingAt(segment, at)) return 'busy';
		wrappingUp ||= isWrappingUpAt(segment, at);
	}
	if (wrappingUp) return 'acw';
	const presence = presenceAt(agent, at);
	return presence === null || at - presence.time > rosterMs ? null : presence.presence;
}

/**
 * Chats an agent could take now: ready, on the roster, without phone work. Any other contact in hand takes a place like a chat,
 * and so does after-contact work.
 */
function freeChatSlots(state: LiveState, agent: AgentRecord, at: number, rosterMs: number): number {
	const presence = presenceAt(agent, at);
	if (presence?.presence !== 'ready' || at - presence.time > rosterMs) return 0;
	let taken = 0;
	for (const segment of segmentsAt(state, agent, at)) {
		if (!isTalkingAt(segment, at) && !isWrappingUpAt(segment, at)) continue;
		if (segment.channel === 'phone') return 0;
		taken++;
	}
	return Math.max(0, maxChatsAt(agent, at) - taken);
}

/** Parts of contacts that may go on at an instant. */
function segmentsAt(state: LiveState, agent: AgentRecord, at: number): Iterable<HandlingSegment> {
	return state.isPresent(at) ? agent.openSegments : agent.segments;
}

function isSelected(state: LiveState, segment: HandlingSegment, selection: Selection): boolean {
	if (selection === 'all') return true;
	if (selection === 'fast') return segment.channel !== null && state.classOf(segment.channel) === state.fast;
	return segment.queue !== null && state.queues.isSame(segment.queue, selection.queue);
}

type AgentTime = { worked: number; ready: number; signedIn: number; chat: number; chatUnion: number };

/** Adds an agent's time within a span: work is a union of time, so that two chats at once are one hour an hour. */
function addTime(time: AgentTime, agent: AgentRecord, span: Interval, rosterMs: number): void {
	const work: Interval[] = [];
	const chats: Interval[] = [];
	for (const segment of agent.segments) {
		const handling = { from: segment.start, to: handlingEndOf(segment) };
		if (overlapMs(span, handling.from, handling.to) === 0) continue;
		work.push(handling);
		if (segment.channel !== 'chat') continue;
		const chat = { from: segment.start, to: talkEndOf(segment) };
		chats.push(chat);
		time.chat += overlapMs(span, chat.from, chat.to);
	}
	const worked = union(work);
	time.worked += total(worked, span);
	time.chatUnion += total(union(chats), span);
	time.ready += total(
		without(
			presenceSpans(agent, rosterMs, (presence) => presence === 'ready'),
			worked
		),
		span
	);
	time.signedIn += total(
		union([...worked, ...presenceSpans(agent, rosterMs, (presence) => presence !== 'offline')]),
		span
	);
}

/** Spans of a presence; one that is not renewed ends when the agent leaves the roster. */
function presenceSpans(agent: AgentRecord, rosterMs: number, wanted: (presence: string) => boolean): Interval[] {
	const spans: Interval[] = [];
	for (const [index, change] of agent.presences.entries()) {
		const to = Math.min(agent.presences[index + 1]?.time ?? Infinity, change.time + rosterMs);
		if (wanted(change.presence) && to > change.time) spans.push({ from: change.time, to });
	}
	return spans;
}

/** Spans merged where they meet, in order. */
function union(spans: readonly Interval[]): Interval[] {
	const merged: { from: number; to: number }[] = [];
	for (const span of [...spans].sort((a, b) => a.from - b.from)) {
		const last = merged.at(-1);
		if (last !== undefined && span.from <= last.to) last.to = Math.max(last.to, span.to);
		else merged.push({ ...span });
	}
	return merged;
}

/** What is left of some spans after taking out others; both in order and without overlaps. */
function without(spans: readonly Interval[], out: readonly Interval[]): Interval[] {
	const left: Interval[] = [];
	for (const span of union(spans)) {
		let from = span.from;
		for (const gap of out) {
			if (gap.to <= from) continue;
			if (gap.from >= span.to) break;
			if (gap.from > from) left.push({ from, to: gap.from });
			from = Math.max(from, gap.to);
		}
		if (from < span.to) left.push({ from, to: span.to });
	}
	return left;
}

function total(spans: readonly Interval[], within: Interval): number {
	return spans.reduce((sum, span) => sum + overlapMs(within, span.from, span.to), 0);
}

function orphanAnswers(state: LiveState, span: Interval): number {
	const sums = noSums();
	state.unqueued.sumInto(sums, span);
	return namedSums(sums).orphanAnswers;
}
