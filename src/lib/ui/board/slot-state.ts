import { beyondNormSince } from '#lib/domain/norms/queue-standing.ts';
import type { QueueStanding } from '#lib/domain/norms/queue-standing.ts';
import type { IntakeProblem } from '#lib/protocol/live-cells.ts';
import type { LinkState } from '#lib/protocol/connection-state.ts';
import { type OffAverages, offAverages } from '../figures/averages.ts';
import type { SilentSources } from '../figures/source-silence.ts';
import type { NowFigures } from './now-figures.ts';

/** What the alarm slot says. It is always there, so that nothing moves when an alarm starts or ends. */
export type SlotState =
	| Readonly<{ kind: 'loading'; isSlow: boolean }>
	| Readonly<{ kind: 'delayed'; ageSeconds: number; lastAlarm: SlotAlarm | null }>
	| Readonly<{ kind: 'no-connection'; asOf: number | null; isBlank: boolean; lastAlarm: SlotAlarm | null }>
	| Readonly<{ kind: 'intake-shut'; problem: IntakeProblem; lastAlarm: SlotAlarm | null }>
	| Readonly<{ kind: 'clock-set-back'; lastAlarm: SlotAlarm | null }>
	| Readonly<{ kind: 'replay'; at: number | null; speed: number }>
	| Readonly<{ kind: 'alarm'; alarm: SlotAlarm; others: number }>
	| Readonly<{ kind: 'silent'; silent: SilentSources; lastAlarm: SlotAlarm | null }>
	| Readonly<{ kind: 'quiet'; reason: 'within' | 'no-norm' | 'no-queues' }>
	| Readonly<{ kind: 'quiet'; reason: 'beyond'; queues: number }>
	| Readonly<{ kind: 'quiet'; reason: 'centre-beyond' }>
	| (Readonly<{ kind: 'quiet'; reason: 'averages' }> & OffAverages);

/** The one thing that is worst now. */
export type SlotAlarm = Readonly<{
	/** The queue's name as shown; null = all queues together. */
	name: string | null;
	cause: 'depth' | 'longest_wait';
	value: number;
	norm: number;
	/** Instant since when, UTC ms; null where the figures do not tell. */
	since: number | null;
}>;

/** What a page knows of its link and clock. */
export type SlotContext = Readonly<{
	isLoaded: boolean;
	isSlow: boolean;
	link: LinkState;
	silenceSeconds: number;
	nowMs: number | null;
	figuresAtMs: number | null;
	replaySpeed: number | null;
}>;

/**
 * Decides what the slot says. How old the figures are comes before what they say: an alarm of four minutes ago shown as
 * one of now would be a lie in either direction.
 */
export function slotState(figures: NowFigures, context: SlotContext): SlotState {
	const { isLoaded, isSlow, link, figuresAtMs } = context;
	if (!isLoaded) {
		return link === 'live'
			? { kind: 'loading', isSlow }
			: { kind: 'no-connection', asOf: null, isBlank: true, lastAlarm: null };
	}
	const alarms = alarmsOf(figures);
	const worst = alarms[0] ?? null;
	if (link === 'delayed') return { kind: 'delayed', ageSeconds: context.silenceSeconds, lastAlarm: worst };
	if (link !== 'live') {
		const isBlank = link === 'blank';
		return { kind: 'no-connection', asOf: figuresAtMs, isBlank, lastAlarm: isBlank ? null : worst };
	}
	const { intakeProblem } = figures;
	if (intakeProblem !== null) return { kind: 'intake-shut', problem: intakeProblem, lastAlarm: worst };
	if (context.replaySpeed !== null) return { kind: 'replay', at: context.nowMs, speed: context.replaySpeed };
	if (figures.isClockSetBack) return { kind: 'clock-set-back', lastAlarm: worst };
	// What rests on a silent source is not known to be the matter now.
	const heard = alarmsOf(heardOf(figures));
	const [first] = heard;
	if (first !== undefined) return { kind: 'alarm', alarm: first, others: heard.length - 1 };
	if (figures.silent !== null) return { kind: 'silent', silent: figures.silent, lastAlarm: worst };
	return quiet(figures);
}

type Alarming = Pick<NowFigures, 'queues' | 'centre'>;

/** Whether the slot has to say that something is off its norm, without an alarm. */
export function asksAttention(slot: SlotState): boolean {
	return slot.kind === 'quiet' && ['beyond', 'centre-beyond', 'averages'].includes(slot.reason);
}

/** Everything in alarm, worst first. The centre as a whole only when no queue of it is: the queue says where to act. */
function alarmsOf({ queues, centre }: Alarming): readonly SlotAlarm[] {
	const inAlarm = queues.filter((queue) => queue.status === 'alarm').map((queue) => slotAlarm(queue, queue.name));
	if (inAlarm.length === 0 && centre.status === 'alarm') inAlarm.push(slotAlarm(centre, null));
	return inAlarm.filter((alarm) => alarm !== null);
}

/** What is left of the figures without those that rest on a silent source. */
function heardOf({ queues, centre, silence }: NowFigures): Alarming {
	return {
		queues: queues.filter((queue) => queue.silence === null),
		centre: silence === null ? centre : { ...centre, status: 'unknown' }
	};
}

function slotAlarm(standing: QueueStanding, name: string | null): SlotAlarm | null {
	const { cause } = standing;
	const value = cause === 'depth' ? standing.depth : standing.longestWaitSeconds;
	const norm = cause === 'depth' ? standing.depthNorm : standing.longestWaitNormSeconds;
	if (value === null || norm === null) return null;
	return { name, cause, value, norm, since: cause === 'depth' ? null : beyondNormSince(standing) };
}

/** No alarm: what asks for attention is named all the same, in the order in which the phone names it. */
function quiet(figures: NowFigures): SlotState {
	const { queues, centre } = figures;
	const beyond = queues.filter((queue) => queue.status === 'attention').length;
	if (beyond > 0) return { kind: 'quiet', reason: 'beyond', queues: beyond };
	if (centre.status === 'attention') return { kind: 'quiet', reason: 'centre-beyond' };
	const averages = offAverages(figures);
	if (averages !== null) return { kind: 'quiet', reason: 'averages', ...averages };
	if (queues.length === 0) return { kind: 'quiet', reason: 'no-queues' };
	// "All within" must not be said of queues that nothing was promised for.
	const isMeasured = queues.some((queue) => queue.status === 'within');
	return { kind: 'quiet', reason: isMeasured ? 'within' : 'no-norm' };
}
