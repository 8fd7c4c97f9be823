import { type Channel, isFastChannel } from '../contact/channel.ts';
import { nameIn } from '../settings/display-names.ts';
import { openingStateAt, openMsBetween } from '../settings/opening-state.ts';
import { countedQueue } from '../settings/queue-settings.ts';
import type { SiteSettings } from '../settings/site-settings.ts';
import type { SiteCalendar } from '../time/calendar.ts';
import type { SourceLife } from './source-lives.ts';

const minuteMs = 60_000;
const dayMs = 86_400_000;
/** Of a source that sends `source.alive`. */
const provenLimitMs = 2 * minuteMs;
/** Of one that tells of phones, chats or agents and sends nothing when there is nothing, in opening hours. */
const busyLimitMs = 15 * minuteMs;
/** Of one that brings e-mail, messages or surveys alone: hours without any are usual. Of opening time. */
const slowLimitMs = dayMs;
/** A source that has not sent `source.alive` for this long is taken for one that does not. */
const provenForMs = dayMs;
/** Of several sources of a figure, one that was last heard this long before the others has been replaced. */
const restsForMs = 7 * dayMs;

/** How a source stands at an instant. Instants are UTC epoch ms. */
export type SourceStanding = Readonly<{
	source: string;
	/** What people call it. */
	label: string;
	/** Its last proof of life. */
	aliveAt: number;
	/** The same where it has been silent beyond its limit; null = nothing is wrong. */
	silentSince: number | null;
	/** Null = it is never taken to be silent. */
	limitMs: number | null;
}>;

/** How silence is judged. */
export type SilenceRules = Readonly<{
	/**
	 * False where what comes is known to be whole, as when a file is replayed: then only a source that sends proof of life, and
	 * ceases to, is silent.
	 */
	isQuietSilent: boolean;
}>;

/** Silence as it is judged where nothing else is said. */
export const usualSilenceRules: SilenceRules = { isQuietSilent: true };

/** What a figure rests on. */
export type RestsOn =
	Readonly<{ queue: string }> | Readonly<{ channels: 'fast' | 'slow' | 'chat' }> | 'agents' | 'surveys';

/** Which sources are silent at one instant, and which figures that concerns. */
export class Silence {
	readonly standings: readonly SourceStanding[];
	readonly #lives: readonly SourceLife[];
	readonly #settings: SiteSettings;

	constructor(
		lives: readonly SourceLife[],
		at: number,
		settings: SiteSettings,
		calendar: SiteCalendar,
		rules: SilenceRules = usualSilenceRules
	) {
		this.#lives = lives;
		this.#settings = settings;
		this.standings = lives.map((life) => standingOf(life, at, settings, calendar, rules));
	}

	/** The source of a figure that has been silent longest; null = none is silent. */
	of(what: RestsOn): SourceStanding | null {
		let longest: SourceStanding | null = null;
		for (const standing of this.sourcesOf(what)) {
			if (standing.silentSince === null) continue;
			if (longest === null || standing.aliveAt < longest.aliveAt) longest = standing;
		}
		return longest;
	}

	/** The sources that a figure rests on; none where none has ever told of it as it happened. */
	sourcesOf(what: RestsOn): readonly SourceStanding[] {
		const told = this.#lives.map((life) => toldAt(life, what, this.#settings));
		const last = Math.max(...told.map((at) => at ?? -Infinity));
		return this.standings.filter((_, index) => (told[index] ?? -Infinity) >= last - restsForMs && told[index] !== null);
	}
}

function standingOf(
	life: SourceLife,
	at: number,
	settings: SiteSettings,
	calendar: SiteCalendar,
	rules: SilenceRules
): SourceStanding {
	const { source, aliveAt } = life;
	const own = settings.sources.find(({ id }) => id === source);
	const isProven = life.provedAt !== null && at - life.provedAt <= provenForMs;
	const limitMs = own?.silenceLimitMs ?? (isProven ? provenLimitMs : isSlow(life) ? slowLimitMs : busyLimitMs);
	const label = own === undefined ? source : nameIn(own.names, settings.languages.default, source);
	if (limitMs === 'never') return { source, label, aliveAt, silentSince: null, limitMs: null };
	const isSilent =
		at - aliveAt > limitMs &&
		(isProven || (rules.isQuietSilent && isLateWhileOpen(aliveAt, at, limitMs, settings, calendar)));
	return { source, label, aliveAt, silentSince: isSilent ? aliveAt : null, limitMs };
}

/** A quiet night, or the first minutes of a day, are no silence. */
function isLateWhileOpen(
	aliveAt: number,
	at: number,
	limitMs: number,
	settings: SiteSettings,
	calendar: SiteCalendar
): boolean {
	const opening = openingStateAt(settings, calendar, at);
	if (opening === null) return true;
	if (!opening.isOpen || at - opening.since <= Math.min(limitMs, busyLimitMs)) return false;
	// A little more than enough, so that counting ends beyond the limit and not at it.
	return openMsBetween(settings, calendar, { from: aliveAt, to: at }, limitMs + 1) > limitMs;
}

function isSlow({ agentsAt, queues }: SourceLife): boolean {
	return agentsAt === null && !queues.some(({ channel }) => channel === 'visit' || isFast(channel));
}

function isFast(channel: Channel | null): boolean {
	return channel !== null && isFastChannel(channel);
}

/** When a source last told of what a figure is about; null = never. */
function toldAt(life: SourceLife, what: RestsOn, settings: SiteSettings): number | null {
	if (what === 'agents') return life.agentsAt;
	if (what === 'surveys') return life.surveysAt;
	let last: number | null = null;
	for (const { queue, channel, at } of life.queues)
		if (concerns(what, queue, channel, settings) && (last === null || at > last)) last = at;
	return last;
}

function concerns(
	what: Exclude<RestsOn, string>,
	queue: string,
	channel: Channel | null,
	settings: SiteSettings
): boolean {
	if ('queue' in what) return countedQueue(settings, queue) === what.queue;
	if (what.channels === 'fast') return isFast(channel);
	if (what.channels === 'chat') return channel === 'chat';
	return channel === 'email' || channel === 'message';
}
