import { share } from './service-level.ts';

/** A stretch of a day with one activity, [from, to) in UTC ms. */
export type ActivitySpan = Readonly<{ from: number; to: number; activity: string }>;

/** How far what was done followed what was planned. Sums, so that agents and days add up; there is no figure per person. */
export type AdherenceSums = Readonly<{
	scheduledMs: number;
	/** Time in which the activity was the scheduled one. */
	adherentMs: number;
	scheduledWorkMs: number;
	/** Time at work, scheduled or not. */
	workedMs: number;
}>;

/** The shares that the sums make. */
export type AdherenceFigures = Readonly<{
	/** Adherent ÷ scheduled time, 0 to 1; null when nothing was scheduled. */
	adherence: number | null;
	/** Worked ÷ scheduled working time, may exceed 1; null when no work was scheduled. */
	conformance: number | null;
}>;

/** Sums of nobody's schedule. */
export const noAdherence: AdherenceSums = { scheduledMs: 0, adherentMs: 0, scheduledWorkMs: 0, workedMs: 0 };

/**
 * Compares one schedule with what was done. Whatever is not scheduled counts as work done (conformance) and never as adherence.
 * @param work the activity that is work
 * @throws RangeError when spans of one list overlap or end before they begin
 */
export function adherenceSums(
	schedule: readonly ActivitySpan[],
	actual: readonly ActivitySpan[],
	work = 'work'
): AdherenceSums {
	const planned = inOrder(schedule);
	const done = inOrder(actual);
	let adherentMs = 0;
	let next = 0;
	for (const plan of planned) {
		// Both lists are in order, so what ended before this stretch began is behind all later ones too.
		while ((done[next]?.to ?? Infinity) <= plan.from) next += 1;
		for (let index = next; index < done.length; index++) {
			const span = done[index];
			if (span === undefined || span.from >= plan.to) break;
			if (span.activity === plan.activity) adherentMs += Math.min(plan.to, span.to) - Math.max(plan.from, span.from);
		}
	}
	return {
		scheduledMs: lengthMs(planned),
		adherentMs,
		scheduledWorkMs: lengthMs(planned.filter(({ activity }) => activity === work)),
		workedMs: lengthMs(done.filter(({ activity }) => activity === work))
	};
}

/** The sums of two together. */
export function mergeAdherence(a: AdherenceSums, b: AdherenceSums): AdherenceSums {
	return {
		scheduledMs: a.scheduledMs + b.scheduledMs,
		adherentMs: a.adherentMs + b.adherentMs,
		scheduledWorkMs: a.scheduledWorkMs + b.scheduledWorkMs,
		workedMs: a.workedMs + b.workedMs
	};
}

/** Adherence and conformance from their sums. */
export function adherenceFigures({
	scheduledMs,
	adherentMs,
	scheduledWorkMs,
	workedMs
}: AdherenceSums): AdherenceFigures {
	return { adherence: share(adherentMs, scheduledMs), conformance: share(workedMs, scheduledWorkMs) };
}

function inOrder(spans: readonly ActivitySpan[]): readonly ActivitySpan[] {
	const ordered = [...spans].sort((a, b) => a.from - b.from || a.to - b.to);
	let last = -Infinity;
	for (const span of ordered) {
		if (!(span.to >= span.from && span.from >= last))
			throw new RangeError(`a span overlaps another or ends before it begins: ${JSON.stringify(span)}`);
		last = span.to;
	}
	return ordered;
}

function lengthMs(spans: readonly ActivitySpan[]): number {
	return spans.reduce((sum, { from, to }) => sum + to - from, 0);
}
