import type { Channel } from '../contact/channel.ts';
import { SiteCalendar } from '../time/calendar.ts';
import { type DisplayNames, nameIn, noNames, type SiteLanguage } from './display-names.ts';
import type { Norm, QueueSettings, SiteSettings } from './site-settings.ts';

type KnownQueues = Readonly<{
	/** By any id a queue ever had: the id it counts under. Ids that count under themselves are left out. */
	counted: ReadonlyMap<string, string>;
	byId: ReadonlyMap<string, QueueSettings>;
	/** Instants from which queues are no longer used. */
	retiredFrom: ReadonlyMap<string, number>;
}>;

const known = new WeakMap<SiteSettings, KnownQueues>();
let latest: Readonly<{ of: SiteSettings; queues: KnownQueues }> | null = null;

/**
 * The queue under which a queue's contacts are counted now: itself, the name it was given since, or the one it was merged into.
 * The log keeps the old ids, so that a change can be taken back.
 */
export function countedQueue(settings: SiteSettings, queue: string): string {
	if (settings.queues.length === 0) return queue;
	return queuesOf(settings).counted.get(queue) ?? queue;
}

/** What people call a queue: the name in the language, else in the other one, else its id. */
export function queueLabel(settings: SiteSettings, queue: string, language: SiteLanguage): string {
	const counted = countedQueue(settings, queue);
	return nameIn(queueNames(settings, counted), language, counted);
}

/** The names of a queue, by language; null where none was given. */
export function queueNames(settings: SiteSettings, queue: string): DisplayNames {
	return settingsOfQueue(settings, queue)?.names ?? noNames;
}

/** What the settings say of the queue that a queue counts under; null when nothing. */
export function settingsOfQueue(settings: SiteSettings, queue: string): QueueSettings | null {
	if (settings.queues.length === 0) return null;
	return queuesOf(settings).byId.get(countedQueue(settings, queue)) ?? null;
}

/** Whether a queue is no longer used at an instant (UTC ms): from the local midnight of its last date on. */
export function isRetiredAt(settings: SiteSettings, queue: string, at: number): boolean {
	if (settings.queues.length === 0) return false;
	return at >= (queuesOf(settings).retiredFrom.get(countedQueue(settings, queue)) ?? Infinity);
}

/** What is allowed in a queue: its own norms, else those of the channel. */
export function queueNorm(settings: SiteSettings, queue: string, channel: Channel): Norm {
	return settingsOfQueue(settings, queue)?.norm ?? settings.norms.queue[channel];
}

/** Every id under which contacts of a counted queue stand in the log; its own first. */
export function idsOfQueue(settings: SiteSettings, queue: string): readonly string[] {
	const own = countedQueue(settings, queue);
	const ids = [own];
	if (settings.queues.length > 0)
		for (const [id, counted] of queuesOf(settings).counted) if (counted === own) ids.push(id);
	return ids;
}

/** The part of the settings that says which queue counts under which. */
export function queueMergers(settings: SiteSettings): readonly (readonly [id: string, counted: string])[] {
	return settings.queues.length === 0 ? [] : [...queuesOf(settings).counted].sort(([a], [b]) => (a < b ? -1 : 1));
}

/** Every leg asks, nearly always under the same settings. */
function queuesOf(settings: SiteSettings): KnownQueues {
	if (latest?.of === settings) return latest.queues;
	let queues = known.get(settings);
	if (queues === undefined) {
		queues = lookUpQueues(settings);
		known.set(settings, queues);
	}
	latest = { of: settings, queues };
	return queues;
}

function lookUpQueues({ queues, zone }: SiteSettings): KnownQueues {
	const byId = new Map(queues.map((queue) => [queue.id, queue]));
	const retiredFrom = new Map<string, number>();
	const counted = new Map<string, string>();
	const calendar = new SiteCalendar(zone);
	for (const queue of queues) {
		const target = lastMerger(queue, byId);
		for (const id of [queue.id, ...queue.renamedFrom]) if (id !== target) counted.set(id, target);
		if (queue.retiredSince !== null) retiredFrom.set(queue.id, calendar.day(queue.retiredSince).from);
	}
	return { counted, byId, retiredFrom };
}

/** The settings are checked for circles when they are read; those of an older log end here at the first repeat. */
function lastMerger(queue: QueueSettings, byId: ReadonlyMap<string, QueueSettings>): string {
	const seen = new Set<string>();
	let at = queue;
	while (at.mergedInto !== null && !seen.has(at.id)) {
		seen.add(at.id);
		const into = byId.get(at.mergedInto);
		if (into === undefined) return at.mergedInto;
		at = into;
	}
	return at.id;
}
