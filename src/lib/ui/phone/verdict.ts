import type { QueueStanding } from '#lib/domain/norms/queue-standing.ts';
import type { IntakeProblem } from '#lib/protocol/live-cells.ts';
import type { SlotContext } from '../board/slot-state.ts';
import { type OffAverages, offAverages } from '../figures/averages.ts';
import type { SilentSources } from '../figures/source-silence.ts';
import type { PhoneFigures, PhoneQueue } from './phone-figures.ts';

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
	| Readonly<{ kind: 'within' | 'no-norm' | 'no-queues' }>
	/** Of what is heard; the rest, or all, rests on a silent source, and nothing is said of it. */
	| Readonly<{ kind: 'rest-within' | 'unheard' }>
	/** Nobody waits, and nobody can come in before that instant, UTC ms. */
	| Readonly<{ kind: 'closed'; opensAt: number }>;

/** What the age of the figures makes it necessary to say before anything else; null on a living link to the present. */
export type AgeNotice =
	| Readonly<{ kind: 'delayed'; asOf: number | null }>
	| Readonly<{ kind: 'no-connection'; asOf: number | null; ageSeconds: number; isBlank: boolean }>
	| Readonly<{ kind: 'intake-shut'; problem: IntakeProblem }>
	| Readonly<{ kind: 'clock-set-back' }>
	| Readonly<{ kind: 'replay'; at: number | null; speed: number }>
	/** `worst`: what was the matter, as far as it was last known, with what rests on them. */
	| Readonly<{ kind: 'silent'; silent: SilentSources; worst: Problem | null }>;

/** The one sentence the phone opens with: the worst queue, else the averages, else that all is well, as far as that can be said. */
export function verdict(
	figures: PhoneFigures,
	context: Pick<SlotContext, 'isLoaded' | 'isSlow'>,
	opensAt: number | null = null
): Verdict {
	if (!context.isLoaded) return { kind: 'loading', isSlow: context.isSlow };
	const { silence } = figures.now;
	const heard = figures.queues.filter((queue) => queue.silence === null);
	const problems = problemsOf(figures, heard, silence === null);
	const [worst] = problems;
	if (worst !== undefined) return { kind: 'problem', problem: worst, others: problems.length - 1 };
	if (silence !== null) {
		return { kind: heard.some(({ status }) => status === 'within') ? 'rest-within' : 'unheard' };
	}
	if (opensAt !== null && (figures.now.centre.depth ?? 0) === 0) return { kind: 'closed', opensAt };
	const averages = offAverages(figures.service);
	if (averages !== null) return { kind: 'averages', ...averages };
	if (figures.queues.length === 0) return { kind: 'no-queues' };
	// "All within" must not be said of queues that nothing was promised for.
	return { kind: figures.queues.some(({ status }) => status === 'within') ? 'within' : 'no-norm' };
}

/** What has to be said of the age of the figures. */
export function ageNotice(
	context: SlotContext,
	intakeProblem: IntakeProblem | null = null,
	silent: Extract<AgeNotice, { kind: 'silent' }> | null = null,
	isClockSetBack = false
): AgeNotice | null {
	const { link, figuresAtMs, silenceSeconds } = context;
	if (link === 'live') {
		const { replaySpeed } = context;
		if (context.isLoaded && intakeProblem !== null) return { kind: 'intake-shut', problem: intakeProblem };
		if (context.isLoaded && isClockSetBack) return { kind: 'clock-set-back' };
		if (replaySpeed === null || !context.isLoaded) return context.isLoaded ? silent : null;
		return { kind: 'replay', at: context.nowMs, speed: replaySpeed };
	}
	if (!context.isLoaded) return { kind: 'no-connection', asOf: null, ageSeconds: silenceSeconds, isBlank: true };
	if (link === 'delayed') return { kind: 'delayed', asOf: figuresAtMs };
	return { kind: 'no-connection', asOf: figuresAtMs, ageSeconds: silenceSeconds, isBlank: link === 'blank' };
}

/** What has to be said of silent sources, null while none is. */
export function silentNotice(figures: PhoneFigures): Extract<AgeNotice, { kind: 'silent' }> | null {
	const { silent, silence } = figures.now;
	if (silent === null) return null;
	const unheard = figures.queues.filter((queue) => queue.silence !== null);
	// Of the centre as a whole something was last known only where all of it is silent.
	const hasCentre = silence !== null && unheard.length === figures.queues.length;
	return { kind: 'silent', silent, worst: problemsOf(figures, unheard, hasCentre)[0] ?? null };
}

/** Queues beyond a norm, gravest first. The centre as a whole only when no queue of it is: the queue says where to act. */
export function problemsOf(
	{ queues: all, now, centreOffNormSince }: PhoneFigures,
	queues: readonly PhoneQueue[] = all,
	hasCentre = true
): readonly Problem[] {
	const found = queues.map((queue) => problemOf(queue, queue.queue, queue.name, queue.offNormSince));
	const beyond = found.filter((problem) => problem !== null);
	if (beyond.length > 0) return beyond;
	if (!hasCentre) return [];
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
