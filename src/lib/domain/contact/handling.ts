import type { ContactRecord } from './contact-record.ts';
import type { LifecycleListener } from './lifecycle-listener.ts';
import type { HandlingSegment } from './wait.ts';

/** The part of an agent that talks; null when there is none. */
export function openSegmentOf(record: ContactRecord, agent: string): HandlingSegment | null {
	for (let segment = record.firstSegment; segment !== null; segment = segment.next)
		if (segment.talkEnd === null && segment.agent === agent) return segment;
	return null;
}

/** The part of an agent that has not ended, in talk or in after-contact work; null when there is none. */
export function unwrappedSegmentOf(record: ContactRecord, agent: string): HandlingSegment | null {
	for (let segment = record.firstSegment; segment !== null; segment = segment.next)
		if (segment.end === null && segment.agent === agent) return segment;
	return null;
}

/** Whether an agent has, or had, a part in a contact. */
export function hasPartOf(record: ContactRecord, agent: string): boolean {
	for (let segment = record.firstSegment; segment !== null; segment = segment.next)
		if (segment.agent === agent) return true;
	return false;
}

/** Ends the talk of one agent, in every part; false when none was open. */
export function endTalkOf(
	record: ContactRecord,
	agent: string,
	time: number,
	wrapUp: boolean | undefined,
	listener: LifecycleListener
): boolean {
	let ended = false;
	for (let segment = record.firstSegment; segment !== null; segment = segment.next) {
		if (segment.agent !== agent || segment.talkEnd !== null) continue;
		endTalk(record, segment, time, wrapUp, false, listener);
		ended = true;
	}
	return ended;
}

/** Ends talk, and the part with it unless after-contact work follows. */
export function endTalk(
	record: ContactRecord,
	segment: HandlingSegment,
	time: number,
	wrapUp: boolean | undefined,
	transferred: boolean,
	listener: LifecycleListener
): void {
	segment.talkEnd = time;
	segment.transferred = transferred;
	listener.talkEnded(segment);
	if (wrapUp === true) return;
	endSegment(record, segment, time, listener);
}

/** Ends a part of which talk has ended. */
export function endSegment(
	record: ContactRecord,
	segment: HandlingSegment,
	time: number,
	listener: LifecycleListener
): void {
	record.openParts--;
	segment.end = time;
	listener.segmentEnded(segment);
}
