import { type Cells, intakeProblemIn } from '#lib/protocol/live-cells.ts';
import type { Appearance } from '../board/appearance.ts';
import { forgetFigures } from '../board/now-figures.ts';
import type { SlotContext } from '../board/slot-state.ts';
import { wallMessage } from '../board/wall-message.ts';
import { opensAt } from '../figures/opening.ts';
import { isSameDate } from '../format/clock-time.ts';
import type { Language } from '../i18n/language.ts';
import type { MeasuredBy } from './definition.ts';
import { type PhoneFigures, phoneFigures, type PhoneQueue } from './phone-figures.ts';
import { type AgeNotice, ageNotice, silentNotice, type Verdict, verdict } from './verdict.ts';

const minuteMs = 60_000;

/** Everything a page of the phone is drawn from, for one instant. */
export type PhoneState = Readonly<{
	/** Whether a whole snapshot has come. */
	isLoaded: boolean;
	appearance: Appearance;
	figures: PhoneFigures;
	verdict: Verdict;
	notice: AgeNotice | null;
	/** A line that somebody wrote for the walls; null = none, or none that is known to hold now. */
	message: string | null;
	/** Whole minutes between the lines' last value and now. */
	silentMinutes: number;
	isReplay: boolean;
	/** Instant the figures are of, UTC ms. */
	at: number | null;
	/** Whether it is still the site's day that the figures are of. */
	isOfToday: boolean;
	/** IANA zone of the site. */
	zone: string | null;
	/** Instant (UTC ms) at which the centre opens; null = it is open, nobody said, or it is a look back. */
	opensAt: number | null;
}>;

/**
 * Works out what the phone shows from what it heard and how long ago.
 * @param language that of the queues' names; null = the site's
 */
export function phoneState(
	cells: Cells,
	context: SlotContext & Readonly<{ zone: string | null }>,
	language: Language | null = null
): PhoneState {
	const { link, isLoaded, figuresAtMs: at, nowMs } = context;
	const shown = link === 'live' && intakeProblemIn(cells) !== null ? 'delayed' : link;
	const appearance = isLoaded ? shown : link === 'live' || link === 'delayed' ? 'loading' : 'blank';
	const figures = phoneFigures(appearance === 'blank' ? forgetFigures(cells) : cells, at, language);
	const opens = context.replaySpeed === null ? opensAt(cells, nowMs) : null;
	const { lineEnd } = figures.now;
	const isSilent = link !== 'live' && nowMs !== null && lineEnd !== null;
	return {
		isLoaded,
		appearance,
		figures,
		verdict: verdict(figures, context, opens),
		notice: ageNotice(context, figures.now.intakeProblem, silentNotice(figures), figures.now.isClockSetBack),
		message: isLoaded && link === 'live' ? wallMessage(cells) : null,
		silentMinutes: isSilent ? Math.max(0, Math.floor((nowMs - lineEnd) / minuteMs)) : 0,
		isReplay: context.replaySpeed !== null,
		at,
		isOfToday: isSameDate(at, nowMs, context.zone),
		zone: context.zone,
		opensAt: opens
	};
}

/** What the figures of the centre are measured against. */
export function measuredCentre({ now, service, score }: PhoneFigures): MeasuredBy {
	const { depthNorm, longestWaitNormSeconds } = now.centre;
	return { depthNorm, longestWaitNormSeconds, service, score };
}

/** What the figures of a queue are measured against. */
export function measuredQueue({ depthNorm, longestWaitNormSeconds, service }: PhoneQueue): MeasuredBy {
	return { depthNorm, longestWaitNormSeconds, service, score: null };
}
