import { countedQueue } from '../settings/queue-settings.ts';
import type { AbandonReason, SiteSettings } from '../settings/site-settings.ts';
import type { LogEvent, LogEventOf } from './contact-event.ts';
import type { ContactRecord } from './contact-record.ts';
import { endSegment, endTalk, endTalkOf, hasPartOf, openSegmentOf, unwrappedSegmentOf } from './handling.ts';
import type { LifecycleListener } from './lifecycle-listener.ts';
import { answeredLegOf, closeWait, closeWaits, enterQueue } from './queueing.ts';
import type { HandlingSegment, Leg } from './wait.ts';

/** Reasons by which a queue lets a contact go; the others mean that the customer left, and so left every queue. */
const queuesOwnReasons: ReadonlySet<AbandonReason> = new Set(['timeout', 'no_agents', 'key', 'closed_by_rule']);

/**
 * Lets one event act on a contact. Events must come in order of time, then place; the caller derives the record anew when one
 * comes late. An event that has nothing to act on counts as an anomaly and changes nothing else.
 * @see docs/decisions/0012-figures-per-contact.md
 */
export function step(
	record: ContactRecord,
	event: LogEvent,
	backfill: boolean,
	settings: SiteSettings,
	listener: LifecycleListener
): void {
	switch (event.type) {
		case 'contact.queued':
			return enterQueue(record, event, backfill, settings, listener);
		case 'contact.answered':
			return answer(record, event, settings, listener);
		case 'contact.first_replied':
			return firstReply(record, event.time, listener);
		case 'contact.abandoned':
			return abandon(record, event, settings, listener);
		case 'contact.callback_requested':
			return closeWaits(record, event.time, 'flow', false, listener);
		case 'contact.transferred':
			return transfer(record, event, listener);
		case 'contact.ended':
			return end(record, event, settings, listener);
		case 'contact.wrapped':
			return wrap(record, event.data.agent, event.time, listener);
		default:
			// Hold lies inside handling; topics, exclusion, surveys and callbacks made act on the record as a whole or not at all.
			return;
	}
}

function answer(
	record: ContactRecord,
	{ time, data }: LogEventOf<'contact.answered'>,
	settings: SiteSettings,
	listener: LifecycleListener
): void {
	const leg = answeredLegOf(record, data.queue);
	const last = record.lastLeg;
	if (leg === null && openSegmentOf(record, data.agent) !== null) {
		record.anomalies++;
		return;
	}
	if (leg !== null) {
		closeWait(record, leg, time, 'answered', false, listener, 'answered');
		closeWaits(record, time, 'flow', false, listener, 'answered');
	}
	const segment: HandlingSegment = {
		contact: record.contact,
		agent: data.agent,
		queue: leg?.queue ?? data.queue ?? last?.queue ?? null,
		channel: leg?.channel ?? last?.channel ?? null,
		start: time,
		talkEnd: null,
		end: null,
		transferred: false,
		orphan: last === null,
		closesAt: settings.openHandlingMs === null ? null : time + settings.openHandlingMs,
		next: null
	};
	record.addSegment(segment);
	listener.segmentOpened(segment);
}

function firstReply(record: ContactRecord, time: number, listener: LifecycleListener): void {
	let answered: Leg | null = null;
	for (let leg = record.firstLeg; leg !== null; leg = leg.next) if (leg.outcome === 'answered') answered = leg;
	// Later replies, and a reply in a contact whose queue is not known, say nothing about the first response.
	if (answered === null || answered.firstReplyAt !== null) return;
	answered.firstReplyAt = time;
	listener.firstReplied(answered);
}

function abandon(
	record: ContactRecord,
	{ time, data }: LogEventOf<'contact.abandoned'>,
	settings: SiteSettings,
	listener: LifecycleListener
): void {
	const reason = data.reason ?? 'unknown';
	const from = queuesOwnReasons.has(reason) ? data.queue : undefined;
	const { legs } = record;
	const waiting = legs.filter((leg) => leg.exit === null);
	const named = waiting.filter((leg) => isOf(leg.queue, from));
	// Whoever waited while the queue got another name leaves it under that.
	const leaving =
		named.length > 0 || from === undefined ? named : waiting.filter((leg) => isSame(leg.queue, from, settings));
	// Left one queue and entered the next at one instant, told in the other order: the contact moved on.
	const moved = legs.some((leg) => leg.exit === time && leg.outcome === 'flow' && isOf(leg.queue, data.queue));
	if (moved && leaving.every((leg) => leg.entry === time)) return;
	if (leaving.length === 0) {
		record.anomalies++;
		return;
	}
	const counted = settings.abandonReasonsCounted.includes(reason);
	const outcome = counted ? 'abandoned' : 'flow';
	for (const leg of leaving) closeWait(record, leg, time, outcome, data.waitUnknown === true, listener, outcome);
}

function isOf(queue: string, named: string | undefined): boolean {
	return named === undefined || named === queue;
}

function isSame(queue: string, named: string, settings: SiteSettings): boolean {
	return countedQueue(settings, queue) === countedQueue(settings, named);
}

function end(
	record: ContactRecord,
	{ time, data }: LogEventOf<'contact.ended'>,
	settings: SiteSettings,
	listener: LifecycleListener
): void {
	if (data.agent !== undefined && hasPartOf(record, data.agent)) {
		// Whoever handed the contact on has nothing left to end: what others do with it goes on.
		if (!endTalkOf(record, data.agent, time, data.wrapUp, listener)) record.anomalies++;
		return;
	}
	const isWaiting = record.lastLeg?.episode.exit === null;
	let isAnomaly = !isWaiting;
	for (let segment = record.firstSegment; segment !== null; segment = segment.next) {
		if (segment.talkEnd !== null) continue;
		isAnomaly = false;
		endTalk(record, segment, time, data.wrapUp, false, listener);
	}
	if (isAnomaly) record.anomalies++;
	if (!isWaiting) return;
	// Ended while it waited: it left for a reason nobody told.
	const counted = settings.abandonReasonsCounted.includes('unknown');
	closeWaits(record, time, counted ? 'abandoned' : 'flow', false, listener);
}

function transfer(
	record: ContactRecord,
	{ time, data }: LogEventOf<'contact.transferred'>,
	listener: LifecycleListener
): void {
	const own = openSegmentOf(record, data.agent);
	if (own === null) record.anomalies++;
	else endTalk(record, own, time, data.wrapUp, true, listener);
}

function wrap(record: ContactRecord, agent: string, time: number, listener: LifecycleListener): void {
	const segment = unwrappedSegmentOf(record, agent);
	if (segment === null) {
		record.anomalies++;
		return;
	}
	if (segment.talkEnd === null) {
		segment.talkEnd = time;
		listener.talkEnded(segment);
	}
	endSegment(record, segment, time, listener);
}
