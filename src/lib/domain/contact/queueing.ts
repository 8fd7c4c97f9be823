import { channelSettingsAt } from '../settings/channel-settings.ts';
import type { SiteSettings } from '../settings/site-settings.ts';
import type { LogEventOf } from './contact-event.ts';
import type { ContactRecord } from './contact-record.ts';
import type { LifecycleListener } from './lifecycle-listener.ts';
import type { Episode, Leg, WaitOutcome } from './wait.ts';

/** A contact enters a queue; unless it says that it does so in parallel, it leaves those it waits in. */
export function enterQueue(
	record: ContactRecord,
	{ time, data }: LogEventOf<'contact.queued'>,
	backfill: boolean,
	settings: SiteSettings,
	listener: LifecycleListener
): void {
	const { targetMs, shortAbandonMs, silentWaitMs } = channelSettingsAt(settings, data.channel, time);
	const givenUpAt = silentWaitMs === null ? null : time + silentWaitMs;
	let episode = record.lastLeg?.episode ?? null;
	if (episode !== null && episode.exit !== null && touches(episode, time)) reopen(record, episode, listener);
	else if (episode === null || episode.exit !== null) {
		// Episode and leg are written out: copying one object into both would be a third of what an entry costs.
		episode = {
			channel: data.channel,
			entry: time,
			exit: null,
			outcome: null,
			waitUnknown: false,
			targetMs,
			shortAbandonMs,
			givenUpAt,
			backfill,
			slot: -1,
			contact: record.contact,
			waitingLegs: 0
		};
		listener.episodeOpened(episode, record.firstLeg === null);
	}
	const leg: Leg = {
		channel: data.channel,
		entry: time,
		exit: null,
		outcome: null,
		waitUnknown: false,
		targetMs,
		shortAbandonMs,
		givenUpAt,
		backfill,
		slot: -1,
		contact: record.contact,
		queue: data.queue,
		episode,
		firstReplyAt: null,
		next: null
	};
	episode.waitingLegs++;
	record.addLeg(leg);
	listener.legOpened(leg, record.isFirstInQueue(leg, settings));
	// After the new leg has joined the episode, so that an overflow never closes it.
	if (data.parallel !== true) closeWaits(record, time, 'flow', false, listener, 'flow', leg);
}

/** An episode that ended without an answer at the very instant of the next entry has not ended: the contact moved on. */
function touches(episode: Episode, time: number): boolean {
	return episode.exit === time && episode.outcome !== 'answered';
}

function reopen(record: ContactRecord, episode: Episode, listener: LifecycleListener): void {
	for (let leg = record.firstLeg; leg !== null; leg = leg.next) {
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

/** The leg that an answer takes: the one in the queue it names, else the oldest that waits. */
export function answeredLegOf(record: ContactRecord, queue: string | undefined): Leg | null {
	let oldest: Leg | null = null;
	for (let leg = record.firstLeg; leg !== null; leg = leg.next) {
		if (leg.exit !== null) continue;
		if (leg.queue === queue) return leg;
		oldest ??= leg;
	}
	return oldest;
}

/** Ends every leg that waits, but for one where one is named. */
export function closeWaits(
	record: ContactRecord,
	time: number,
	outcome: WaitOutcome,
	waitUnknown: boolean,
	listener: LifecycleListener,
	episodeOutcome = outcome,
	except: Leg | null = null
): void {
	for (let leg = record.firstLeg; leg !== null; leg = leg.next)
		if (leg.exit === null && leg !== except)
			closeWait(record, leg, time, outcome, waitUnknown, listener, episodeOutcome);
}

/**
 * Ends one leg, and its episode when no other leg of it waits.
 * @param episodeOutcome how the episode ends then: an answer in one queue makes its siblings flow and the episode answered
 */
export function closeWait(
	record: ContactRecord,
	leg: Leg,
	time: number,
	outcome: WaitOutcome,
	waitUnknown: boolean,
	listener: LifecycleListener,
	episodeOutcome: WaitOutcome
): void {
	record.openParts--;
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
