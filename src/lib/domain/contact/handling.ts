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
