import type { HandlingSegment } from '../contact/wait.ts';
import { handlingEndOf, talkEndOf } from '../contact/wait.ts';
import { AgentParts } from './agent-parts.ts';

/** Presence as the agent set it. */
export type Presence = 'ready' | 'not_ready' | 'offline';

/** What an agent is doing, in order of precedence: work that goes on hides the presence that was set. */
export type AgentState = 'busy' | 'acw' | Presence;

/** One change of presence. */
export type PresenceChange = Readonly<{
	/** When it happened, UTC ms. */
	time: number;
	/** Orders equal times. */
	place: number;
	seq: number;
	/** The import that brought it; null for none. */
	batch: string | null;
	presence: Presence;
	/** Chats the agent may hold at once; null when this change did not say. */
	maxChats: number | null;
}>;

/** Everything known of one agent. There is no history per person: only what the figures of the centre need. */
export type AgentRecord = {
	readonly agent: string;
	/** In order of time, then place. */
	readonly presences: PresenceChange[];
	readonly segments: AgentParts;
	/** Of these, the ones that may go on: what ended stays until the agent's next part begins, no figure counts it. */
	readonly openSegments: HandlingSegment[];
};

/** An agent of whom nothing is known yet. */
export function newAgentRecord(agent: string): AgentRecord {
	return { agent, presences: [], segments: new AgentParts(), openSegments: [] };
}

/** A part in a contact begins. What ended by `now` is out of what may go on. */
export function beginSegment(record: AgentRecord, segment: HandlingSegment, now: number): void {
	record.segments.add(segment);
	dropEnded(record.openSegments, now);
	record.openSegments.push(segment);
}

/** Takes a part back that never was. */
export function takeBackSegment(record: AgentRecord, segment: HandlingSegment): void {
	record.segments.delete(segment);
	takeOut(record.openSegments, segment);
}

/** Lets go of a part that was given up and never ended. */
export function giveUpSegment(record: AgentRecord, segment: HandlingSegment): void {
	takeOut(record.openSegments, segment);
}

/** Forgets parts and changes of presence before an instant; true when nothing is left of the agent. */
export function forgetBefore(record: AgentRecord, at: number): boolean {
	forgetPresences(record, at);
	record.segments.forgetBefore(at);
	dropEnded(record.openSegments, at);
	const last = record.presences.at(-1);
	return record.segments.isEmpty && (last === undefined || last.time < at);
}

/** Puts a change of presence in its place. */
export function addPresence(record: AgentRecord, change: PresenceChange): void {
	const list = record.presences;
	let index = list.length;
	while (index > 0) {
		const before = list[index - 1];
		if (before === undefined || before.time < change.time) break;
		if (before.time === change.time && before.place <= change.place) break;
		index--;
	}
	if (index === list.length) list.push(change);
	else list.splice(index, 0, change);
}

/** Takes a change of presence out, by the `seq` of its event; false when it is not known. */
export function removePresence({ presences }: AgentRecord, seq: number): boolean {
	const index = presences.findIndex((change) => change.seq === seq);
	if (index >= 0) presences.splice(index, 1);
	return index >= 0;
}

/** Takes out what an import told. */
export function removePresencesOf({ presences }: AgentRecord, batch: string): void {
	const kept = presences.filter((change) => change.batch !== batch);
	if (kept.length < presences.length) presences.splice(0, presences.length, ...kept);
}

/** Whether nothing is left of an agent. */
export function isUnknown({ presences, segments }: AgentRecord): boolean {
	return presences.length === 0 && segments.isEmpty;
}

/** The last change of presence at or before an instant; null before the first. */
export function presenceAt(record: AgentRecord, at: number): PresenceChange | null {
	const index = record.presences.findLastIndex((change) => change.time <= at);
	return record.presences[index] ?? null;
}

/** Chats the agent may hold at once, as last told by an instant; 0 when never told. */
export function maxChatsAt(record: AgentRecord, at: number): number {
	return record.presences.findLast((change) => change.time <= at && change.maxChats !== null)?.maxChats ?? 0;
}

/** Whether an agent talks (or chats, or holds) in a part of a contact at an instant. */
export function isTalkingAt(segment: HandlingSegment, at: number): boolean {
	return segment.start <= at && at < talkEndOf(segment);
}

/** Whether a part of a contact is in after-contact work at an instant. */
export function isWrappingUpAt(segment: HandlingSegment, at: number): boolean {
	return segment.talkEnd !== null && segment.talkEnd <= at && at < handlingEndOf(segment);
}

/**
 * The last one before it still says what the agent is, and the last that told so how many chats it takes.
 */
function forgetPresences({ presences }: AgentRecord, at: number): void {
	let edge = 0;
	while ((presences[edge + 1]?.time ?? Infinity) < at) edge++;
	if (edge === 0) return;
	const slots = presences.findLastIndex((change) => change.time < at && change.maxChats !== null);
	const told = slots >= 0 && slots < edge ? presences[slots] : undefined;
	presences.splice(0, edge, ...(told === undefined ? [] : [told]));
}

/** What ends later goes on until then, as with a source whose clock is fast. */
function dropEnded(segments: HandlingSegment[], at: number): void {
	for (let index = segments.length - 1; index >= 0; index--) {
		const end = segments[index]?.end ?? null;
		if (end !== null && end <= at) segments.splice(index, 1);
	}
}

function takeOut(segments: HandlingSegment[], segment: HandlingSegment): void {
	const index = segments.indexOf(segment);
	if (index >= 0) segments.splice(index, 1);
}
