import { sourceEventSchemas } from '#lib/domain/contact/contact-event-schema.ts';
import type { LogEvent } from '#lib/domain/contact/contact-event.ts';
import { LiveFold } from '#lib/domain/live/live-fold.ts';
import { type Figures, figuresAt } from '#lib/domain/live/live-metrics.ts';
import type { Window } from '#lib/domain/live/window.ts';
import { defaultSiteSettings, type SiteSettings } from '#lib/domain/settings/site-settings.ts';
import { SiteCalendar } from '#lib/domain/time/calendar.ts';

/** An event as the vector files write it: short names of the event contract. */
type ShortEvent = Readonly<Record<string, unknown>> & Readonly<{ id: string; type: string; at: string; recv?: string }>;
type Config = Readonly<{ T_s: number; S_s: number; tz: string }>;
type Check = Readonly<{ at: string; as_of?: string; window: Readonly<Record<string, unknown>>; queue?: string }>;

const types: Readonly<Record<string, LogEvent['type']>> = {
	queued: 'contact.queued',
	answered: 'contact.answered',
	first_replied: 'contact.first_replied',
	hold_start: 'contact.held',
	hold_end: 'contact.resumed',
	abandoned: 'contact.abandoned',
	callback: 'contact.callback_requested',
	callback_made: 'contact.callback_made',
	transferred: 'contact.transferred',
	ended: 'contact.ended',
	wrapped: 'contact.wrapped',
	excluded: 'contact.excluded',
	classified: 'contact.classified',
	agent_state: 'agent.state_changed'
};

const keys: Readonly<Record<string, string>> = {
	acw: 'wrapUp',
	max_chats: 'maxChats',
	to_queue: 'toQueue',
	to_agent: 'toAgent',
	wait_unknown: 'waitUnknown'
};

/** Answers one check of an event-log vector through the product's own fold. */
export function answerCheck(config: Config, events: readonly ShortEvent[], check: Check): Figures {
	const settings = settingsOf(config);
	const at = Date.parse(check.at);
	const asOf = check.as_of === undefined ? at : Date.parse(check.as_of);
	const fold = new LiveFold(settings, true);
	for (const event of logOf(events)) if (event.receivedAt <= asOf) fold.apply(event);
	const selection = check.queue === undefined ? 'all' : { queue: check.queue };
	return figuresAt(fold.state, selection, windowOf(check.window), at, settings, new SiteCalendar(config.tz));
}

/** The events in order of arrival; of two with one id the first one stands, as the log would have it. */
function logOf(events: readonly ShortEvent[]): LogEvent[] {
	const known = new Set<string>();
	const log: LogEvent[] = [];
	for (const short of events) {
		if (known.has(short.id)) continue;
		known.add(short.id);
		log.push(logEvent(short, log.length + 1));
	}
	return log;
}

function logEvent(short: ShortEvent, seq: number): LogEvent {
	const type = types[short.type] ?? short.type;
	const data: Record<string, unknown> = {};
	for (const [key, value] of Object.entries(short))
		if (!['id', 'type', 'at', 'recv', 'supersedes', 'backfill'].includes(key)) data[keys[key] ?? key] = value;
	if (!Object.hasOwn(sourceEventSchemas, type)) throw new Error(`unknown event type ${short.type}`);
	return {
		seq,
		receivedAt: Date.parse(short.recv ?? short.at),
		source: 'vectors',
		id: short.id,
		type,
		time: Date.parse(short.at),
		data,
		...(short['supersedes'] === undefined ? {} : { supersedes: String(short['supersedes']) })
	} as LogEvent; // the type was looked up among the contract's own
}

/** The files name one target for every channel, and no closing rules. */
function settingsOf({ T_s, S_s, tz }: Config): SiteSettings {
	const channel = { targetMs: T_s * 1000, targetShare: 0.8, shortAbandonMs: S_s * 1000, silentWaitMs: null };
	return {
		...defaultSiteSettings,
		zone: tz,
		channels: { phone: channel, chat: channel, email: channel, message: channel, visit: channel },
		openHandlingMs: null
	};
}

function windowOf(window: Readonly<Record<string, unknown>>): Window {
	switch (window['kind']) {
		case 'today':
			return { kind: 'today' };
		case 'sliding':
			return { kind: 'sliding', seconds: Number(window['seconds']) };
		case 'closed':
		case 'cohort':
			return {
				kind: window['kind'],
				from: Date.parse(String(window['from'])),
				to: Date.parse(String(window['to']))
			};
		default:
			throw new Error(`unknown window ${JSON.stringify(window)}`);
	}
}
