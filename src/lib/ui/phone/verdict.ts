import type { QueueStanding } from '#lib/domain/norms/queue-standing.ts';
import type { SlotContext } from '../board/slot-state.ts';
import { type OffAverages, offAverages } from '../figures/averages.ts';
import type { PhoneFigures } from './phone-figures.ts';

/** Something that is beyond its norm, with what makes it so. */
export type Problem = Readonly<{
	/** Null = all queues together. */
	queue: string | null;
	/** The queue's name as shown; null = all queues together. */
	name: string | null;
	status: 'attention' | 'alarm';
	cause: QueueStanding['cause'];
	depth: number | null;
	depthNorm: number | null;
	waitSeconds: number | null;
	waitNormSeconds: number | null;
	/** Instant since when, UTC ms; null where the figures do not tell. */
	since: number | null;
}>;

/** What the phone says first. */
export type Verdict =
	| Readonly<{ kind: 'loading'; isSlow: boolean }>
	| Readonly<{ kind: 'problem'; problem: Problem; others: number }>
	| (Readonly<{ kind: 'averages' }> & OffAverages)
	| Readonly<{ kind: 'within' | 'no-norm' | 'no-queues' }>;

/** What the age of the figures makes it necessary to say before anything else; null on a living link to the present. */
export type AgeNotice =
	| Readonly<{ kind: 'delayed'; asOf: number | null }>
	| Readonly<{ kind: 'no-connection'; asOf: number | null; ageSeconds: number; isBlank: boolean }>
	| Readonly<{ kind: 'replay'; at: number | null; speed: number }>;

/** The one sentence the phone opens with: the worst queue, else the averages, else that all is well, as far as that can be said. */
export function verdict(figures: PhoneFigures, context: Pick<SlotContext, 'isLoaded' | 'isSlow'>): Verdict {
	if (!context.isLoaded) return { kind: 'loading', isSlow: context.isSlow };
	const problems = problemsOf(figures);
	const [worst] = problems;
	if (worst !== undefined) return { kind: 'problem', problem: worst, others: problems.length - 1 };
	const averages = offAverages(figures.service);
	if (averages !== null) return { kind: 'averages', ...averages };
	if (figures.queues.length === 0) return { kind: 'no-queues' };
	// "All within" must not be said of queues that nothing was promised for.
	return { kind: figures.queues.some(({ status }) => status === 'within') ? 'within' : 'no-norm' };
}

/** What has to be said of the age of the figures. */
export function ageNotice(context: SlotContext): AgeNotice | null {
	const { link, figuresAtMs, silenceSeconds } = context;
	if (link === 'live') {
		const { replaySpeed } = context;
		return replaySpeed === null || !context.isLoaded ? null : { kind: 'replay', at: context.nowMs, speed: replaySpeed };
	}
	if (!context.isLoaded) return { kind: 'no-connection', asOf: null, ageSeconds: silenceSeconds, isBlank: true };
	if (link === 'delayed') return { kind: 'delayed', asOf: figuresAtMs };
	return { kind: 'no-connection', asOf: figuresAtMs, ageSeconds: silenceSeconds, isBlank: link === 'blank' };
}

/** Queues beyond a norm, gravest first. The centre as a whole only when no queue of it is: the queue says where to act. */
export function problemsOf({ queues, now, centreOffNormSince }: PhoneFigures): readonly Problem[] {
	const found = queues.map((queue) => problemOf(queue, queue.queue, queue.name, queue.offNormSince));
	const beyond = found.filter((problem) => problem !== null);
	if (beyond.length > 0) return beyond;
	const centre = problemOf(now.centre, null, null, centreOffNormSince);
	return centre === null ? [] : [centre];
}

/** A queue as a problem, or null while it is within its norms or has none. */
export function problemOf(
	standing: QueueStanding,
	queue: string | null,
	name: string | null,
	since: number | null
): Problem | null {
	const { status, cause, depth, depthNorm, longestWaitSeconds, longestWaitNormSeconds } = standing;
	if (status !== 'attention' && status !== 'alarm') return null;
	const waits = { waitSeconds: longestWaitSeconds, waitNormSeconds: longestWaitNormSeconds };
	return { queue, name, status, cause, depth, depthNorm, ...waits, since };
}
