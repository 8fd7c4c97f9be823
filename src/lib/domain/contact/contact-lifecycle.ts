import type { AbandonReason, SiteSettings } from '../settings/site-settings.ts';
import type { LogEvent, LogEventOf } from './contact-event.ts';
import type { ContactRecord } from './contact-record.ts';
import type { Episode, HandlingSegment, Leg, Wait, WaitOutcome } from './wait.ts';

/** Told of everything that happens to a contact, in order of time, right after the record says so. */
export type LifecycleListener = Readonly<{
	legOpened(leg: Leg, record: ContactRecord): void;
	legClosed(leg: Leg): void;
	/** Called while the leg still has the exit that is about to be taken back. */
	legReopening(leg: Leg): void;
	episodeOpened(episode: Episode, record: ContactRecord): void;
	episodeClosed(episode: Episode): void;
	/** Called while the episode still has the exit that is about to be taken back. */
	episodeReopening(episode: Episode): void;
	firstReplied(leg: Leg): void;
	segmentOpened(segment: HandlingSegment): void;
	talkEnded(segment: HandlingSegment): void;
	segmentEnded(segment: HandlingSegment): void;
}>;

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
			return queue(record, event, backfill, settings, listener);
		case 'contact.answered':
			return answer(record, event, settings, listener);
		case 'contact.first_replied':
			return firstReply(record, event.time, listener);
		case 'contact.abandoned':
			return abandon(record, event, settings, listener);
		case 'contact.callback_requested':
			closeWaits(waitingLegs(record), event.time, 'flow', false, listener);
			return;
		case 'contact.transferred':
			return endTalk(record, [openSegmentOf(record, event.data.agent)], event.time, event.data.wrapUp, true, listener);
		case 'contact.ended':
			return end(record, event, settings, listener);
		case 'contact.wrapped':
			return wrap(record, event.data.agent, event.time, listener);
		default:
			// Hold lies inside handling; topics, exclusion, surveys and callbacks made act on the record as a whole or not at all.
			return;
	}
}

function queue(
	record: ContactRecord,
	{ time, data }: LogEventOf<'contact.queued'>,
	backfill: boolean,
	settings: SiteSettings,
	listener: LifecycleListener
): void {
	const waiting = waitingLegs(record);
	const channel = settings.channels[data.channel];
	const wait: Wait = {
		channel: data.channel,
		entry: time,
		exit: null,
		outcome: null,
		waitUnknown: false,
		targetMs: channel.targetMs,
		shortAbandonMs: channel.shortAbandonMs,
		givenUpAt: channel.silentWaitMs === null ? null : time + channel.silentWaitMs,
		backfill
	};
	let episode = record.episode;
	if (episode === null || episode.exit !== null) {
		if (episode !== null && touches(episode, time)) reopen(record, episode, listener);
		else {
			episode = { ...wait, contact: record.contact, waitingLegs: 0 };
			record.episode = episode;
			record.episodes.push(episode);
			listener.episodeOpened(episode, record);
		}
	}
	const leg: Leg = { ...wait, contact: record.contact, queue: data.queue, episode, firstReplyAt: null };
	episode.waitingLegs++;
	record.legs.push(leg);
	listener.legOpened(leg, record);
	// After the new leg has joined the episode, so that an overflow never closes it.
	if (data.parallel !== true) closeWaits(waiting, time, 'flow', false, listener);
}

/** An episode that ended without an answer at the very instant of the next entry has not ended: the contact moved on. */
function touches(episode: Episode, time: number): boolean {
	return episode.exit === time && episode.outcome !== 'answered';
}

function reopen(record: ContactRecord, episode: Episode, listener: LifecycleListener): void {
	for (const leg of record.legs) {
		if (leg.episode !== episode || leg.exit !== episode.exit || leg.outcome !== 'abandoned') continue;
		listener.legReopening(leg);
		leg.outcome = 'flow';
		leg.waitUnknown = false;
		listener.legClosed(leg);
	}
	listener.episodeReopening(episode);
	episode.exit = null;
	episode.outcome = null;
	episode.waitUnknown = false;
}

function answer(
	record: ContactRecord,
	{ time, data }: LogEventOf<'contact.answered'>,
	settings: SiteSettings,
	listener: LifecycleListener
): void {
	const waiting = waitingLegs(record);
	const leg = waiting.find((candidate) => candidate.queue === data.queue) ?? waiting[0];
	const last = record.legs.at(-1);
	if (leg === undefined && openSegmentOf(record, data.agent) !== undefined) {
		record.anomalies++;
		return;
	}
	if (leg !== undefined) {
		closeWait(leg, time, 'answered', false, listener);
		closeWaits(waiting, time, 'flow', false, listener, 'answered');
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
		orphan: last === undefined,
		closesAt: settings.openHandlingMs === null ? null : time + settings.openHandlingMs
	};
	record.segments.push(segment);
	listener.segmentOpened(segment);
}

function firstReply(record: ContactRecord, time: number, listener: LifecycleListener): void {
	const leg = record.legs.findLast((candidate) => candidate.outcome === 'answered');
	// Later replies, and a reply in a contact whose queue is not known, say nothing about the first response.
	if (leg === undefined || leg.firstReplyAt !== null) return;
	leg.firstReplyAt = time;
	listener.firstReplied(leg);
}

function abandon(
	record: ContactRecord,
	{ time, data }: LogEventOf<'contact.abandoned'>,
	settings: SiteSettings,
	listener: LifecycleListener
): void {
	const reason = data.reason ?? 'unknown';
	const waiting = waitingLegs(record);
	const named = data.queue === undefined ? waiting : waiting.filter((leg) => leg.queue === data.queue);
	const leaving = queuesOwnReasons.has(reason) ? named : waiting;
	// Left one queue and entered the next at one instant, told in the other order: the contact moved on.
	const moved = record.legs.some((leg) => leg.exit === time && leg.outcome === 'flow' && isOf(leg.queue, data.queue));
	if (moved && leaving.every((leg) => leg.entry === time)) return;
	if (leaving.length === 0) {
		record.anomalies++;
		return;
	}
	const counted = settings.abandonReasonsCounted.includes(reason);
	closeWaits(leaving, time, counted ? 'abandoned' : 'flow', data.waitUnknown === true, listener);
}

function isOf(queue: string, named: string | undefined): boolean {
	return named === undefined || named === queue;
}

function end(
	record: ContactRecord,
	{ time, data }: LogEventOf<'contact.ended'>,
	settings: SiteSettings,
	listener: LifecycleListener
): void {
	const own = data.agent === undefined ? undefined : openSegmentOf(record, data.agent);
	if (own !== undefined) return endTalk(record, [own], time, data.wrapUp, false, listener);
	const talking = record.segments.filter((segment) => segment.talkEnd === null);
	const waiting = waitingLegs(record);
	if (talking.length === 0 && waiting.length === 0) {
		record.anomalies++;
		return;
	}
	if (talking.length > 0) endTalk(record, talking, time, data.wrapUp, false, listener);
	// Ended while it waited: it left for a reason nobody told.
	const counted = settings.abandonReasonsCounted.includes('unknown');
	closeWaits(waiting, time, counted ? 'abandoned' : 'flow', false, listener);
}

function endTalk(
	record: ContactRecord,
	segments: readonly (HandlingSegment | undefined)[],
	time: number,
	wrapUp: boolean | undefined,
	transferred: boolean,
	listener: LifecycleListener
): void {
	for (const segment of segments) {
		if (segment === undefined) {
			record.anomalies++;
			continue;
		}
		segment.talkEnd = time;
		segment.transferred = transferred;
		listener.talkEnded(segment);
		if (wrapUp === true) continue;
		segment.end = time;
		listener.segmentEnded(segment);
	}
}

function wrap(record: ContactRecord, agent: string, time: number, listener: LifecycleListener): void {
	const segment = record.segments.find((candidate) => candidate.agent === agent && candidate.end === null);
	if (segment === undefined) {
		record.anomalies++;
		return;
	}
	if (segment.talkEnd === null) {
		segment.talkEnd = time;
		listener.talkEnded(segment);
	}
	segment.end = time;
	listener.segmentEnded(segment);
}

/** Legs that wait, oldest first. */
function waitingLegs(record: ContactRecord): Leg[] {
	return record.legs.filter((leg) => leg.exit === null);
}

function openSegmentOf(record: ContactRecord, agent: string): HandlingSegment | undefined {
	return record.segments.find((segment) => segment.agent === agent && segment.talkEnd === null);
}

function closeWaits(
	legs: readonly Leg[],
	time: number,
	outcome: WaitOutcome,
	waitUnknown: boolean,
	listener: LifecycleListener,
	episodeOutcome = outcome
): void {
	for (const leg of legs) if (leg.exit === null) closeWait(leg, time, outcome, waitUnknown, listener, episodeOutcome);
}

function closeWait(
	leg: Leg,
	time: number,
	outcome: WaitOutcome,
	waitUnknown: boolean,
	listener: LifecycleListener,
	episodeOutcome = outcome
): void {
	leg.exit = time;
	leg.outcome = outcome;
	leg.waitUnknown = waitUnknown;
	listener.legClosed(leg);
	const episode = leg.episode;
	if (--episode.waitingLegs > 0 || episode.exit !== null) return;
	episode.exit = time;
	episode.outcome = episodeOutcome;
	episode.waitUnknown = waitUnknown;
	listener.episodeClosed(episode);
}
