import { readFileSync } from 'node:fs';
import type { Bucket } from './truth-sets.ts';

type Call = { enteredAt: number; outcome: 'answered' | 'abandoned' | null; waitSeconds: number };

/** The calls of a queue_log, read in the plainest way: who entered a queue, and what became of them first. */
export function callsOfQueueLog(file: string): Call[] {
	const lines = readFileSync(file, 'utf8')
		.split('\n')
		.map((line) => line.split('|'));
	const calls = new Map<string, Call>();
	for (const [time, call = '', , , verb] of lines)
		if (verb === 'ENTERQUEUE' && !calls.has(call))
			calls.set(call, { enteredAt: Number(time) * 1000, outcome: null, waitSeconds: 0 });
	for (const [, id = '', , , verb = '', ...parameters] of lines) {
		const call = calls.get(id);
		if (call === undefined || call.outcome !== null) continue;
		const isAnswer = verb === 'CONNECT';
		if (!isAnswer && !['ABANDON', 'EXITWITHTIMEOUT', 'EXITEMPTY'].includes(verb)) continue;
		call.outcome = isAnswer ? 'answered' : 'abandoned';
		call.waitSeconds = Number(parameters[isAnswer ? 0 : 2]);
	}
	return [...calls.values()];
}

/** Counts calls into buckets of the form that truth files have; a call that never ended is in none. */
export function bucketsOfCalls(
	calls: readonly Call[],
	bucketOf: (at: number) => string,
	targets: readonly number[]
): Record<string, Bucket> {
	const cohorts = new Map<string, Call[]>();
	for (const call of calls) {
		if (call.outcome === null) continue;
		const bucket = bucketOf(call.enteredAt);
		cohorts.set(bucket, [...(cohorts.get(bucket) ?? []), call]);
	}
	return Object.fromEntries([...cohorts].map(([bucket, cohort]) => [bucket, bucketOfCalls(cohort, targets)]));
}

function bucketOfCalls(cohort: readonly Call[], targets: readonly number[]): Bucket {
	const answered = cohort.filter(({ outcome }) => outcome === 'answered');
	const abandoned = cohort.filter(({ outcome }) => outcome === 'abandoned');
	return {
		offered: cohort.length,
		answered: answered.length,
		abandoned: abandoned.length,
		abandon_rate: abandoned.length / cohort.length,
		asa: mean(answered),
		mean_wait_abandoned: mean(abandoned),
		mean_wait_all: mean(cohort),
		...Object.fromEntries(
			targets.map((target) => {
				const within = (calls: readonly Call[]): number => calls.filter((call) => call.waitSeconds <= target).length;
				const met = within(answered);
				const short = within(abandoned);
				const level = {
					answered_within: met,
					sl_offered: met / cohort.length,
					...(answered.length === 0 ? {} : { sl_answered: met / answered.length }),
					...(short === cohort.length ? {} : { sl_excl_short: met / (cohort.length - short) }),
					sl_abandon_ok: (met + short) / cohort.length
				};
				return [`sl${target}`, level];
			})
		)
	};
}

function mean(calls: readonly Call[]): number | null {
	return calls.length === 0 ? null : calls.reduce((sum, { waitSeconds }) => sum + waitSeconds, 0) / calls.length;
}
