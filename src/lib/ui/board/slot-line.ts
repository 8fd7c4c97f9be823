import { averagesSentence } from '../i18n/averages-words.ts';
import { intakeProblemWords } from '../i18n/intake-words.ts';
import type { Messages } from '../i18n/nl.ts';
import { silentWords } from '../i18n/silent-words.ts';
import type { SlotAlarm, SlotState } from './slot-state.ts';

/** How figures and times are written; the language and the zone are known to whoever gives these. */
export type SlotFormats = Readonly<{
	count: (value: number) => string;
	duration: (seconds: number) => string;
	time: (at: number | null) => string;
	date: (at: number | null) => string;
	/** A moment that need not be of today. */
	near: (at: number | null) => string;
}>;

/** The words in the slot, and what is said aloud when it changes. */
export type SlotLine = Readonly<{
	strong: string;
	plain: string;
	right: readonly string[];
	/** Said at once: only what someone has to act on. It stays the same while the situation does. */
	alert: string;
	/** Said when there is a pause. */
	status: string;
}>;

/** Puts the state of the slot into words. */
export function slotLine(slot: SlotState, text: Messages, formats: SlotFormats): SlotLine {
	const silent = { strong: '', plain: '', right: [], alert: '', status: '' };
	switch (slot.kind) {
		case 'loading':
			return slot.isSlow ? { ...silent, plain: text.loading, status: text.loading } : silent;
		case 'delayed':
			return {
				...silent,
				strong: text.delayed,
				plain: text.secondsOld(formats.count(slot.ageSeconds)),
				right: [lastKnown(slot.lastAlarm, text)],
				status: text.delayed
			};
		case 'no-connection': {
			const time = formats.time(slot.asOf);
			// Where no figures are left, none can be from then.
			const asOf = slot.asOf === null ? '' : slot.isBlank ? text.since(time) : text.figuresFrom(time);
			const right = slot.isBlank ? [] : [lastKnown(slot.lastAlarm, text)];
			return { ...silent, strong: text.noConnection, plain: asOf, right, alert: `${text.noConnection} ${asOf}`.trim() };
		}
		case 'intake-shut': {
			const strong = intakeProblemWords(slot.problem, text);
			const alert = `${strong}: ${text.nothingComesIn}`;
			return { ...silent, strong, plain: text.nothingComesIn, right: [lastKnown(slot.lastAlarm, text)], alert };
		}
		case 'clock-set-back': {
			const { lastAlarm } = slot;
			const right = lastAlarm === null ? [] : [`${text.alarm}: ${lastAlarm.name ?? text.allQueues}`];
			const alert = `${text.clockSetBack}: ${text.waitsMayBeWrong}`;
			return { ...silent, strong: text.clockSetBack, plain: text.waitsMayBeWrong, right, alert };
		}
		case 'replay': {
			const speed = slot.speed === 0 ? text.replayStepped : text.replaySpeed(formats.count(slot.speed));
			const plain = `${formats.date(slot.at)}, ${formats.time(slot.at)} · ${speed}`;
			return { ...silent, strong: text.replay, plain, status: text.replay };
		}
		case 'alarm': {
			const { alarm, others } = slot;
			const name = alarm.name ?? text.allQueues;
			const since = alarm.since === null ? [] : [text.since(formats.time(alarm.since))];
			const more = others === 0 ? [] : [text.moreAlarms(formats.count(others))];
			return {
				...silent,
				strong: name,
				plain: against(alarm, text, formats),
				right: [...since, ...more],
				alert: `${text.alarm}: ${name}`
			};
		}
		case 'silent': {
			const { count, since } = slot.silent;
			const strong = silentWords(slot.silent, text, formats.count);
			const plain = since === null ? '' : text.since(formats.near(since));
			const right = slot.lastAlarm === null ? [] : [lastKnown(slot.lastAlarm, text)];
			return { ...silent, strong, plain, right, status: count === 1 ? `${strong} ${plain}`.trim() : strong };
		}
		case 'quiet': {
			const plain = quietText(slot, text, formats);
			return { ...silent, plain, status: plain };
		}
	}
}

function against(alarm: SlotAlarm, text: Messages, formats: SlotFormats): string {
	return alarm.cause === 'depth'
		? text.waitingAgainstNorm(formats.count(alarm.value), formats.count(alarm.norm))
		: text.longestAgainstNorm(formats.duration(alarm.value), formats.duration(alarm.norm));
}

function lastKnown(alarm: SlotAlarm | null, text: Messages): string {
	return alarm === null ? text.lastKnownQuiet : text.lastKnownAlarm(alarm.name ?? text.allQueues);
}

function quietText(slot: Extract<SlotState, { kind: 'quiet' }>, text: Messages, formats: SlotFormats): string {
	switch (slot.reason) {
		case 'within':
			return text.allWithinNorm;
		case 'beyond':
			return text.someBeyondNorm(formats.count(slot.queues), slot.queues === 1);
		case 'centre-beyond':
			return text.centreBeyondNorm;
		case 'averages':
			return averagesSentence(slot, text);
		case 'no-norm':
			return text.noNorm;
		case 'no-queues':
			return text.noQueues;
	}
}
