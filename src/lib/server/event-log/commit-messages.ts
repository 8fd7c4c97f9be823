import type { AppendTexts } from './append-statements.ts';
import type { AppendOutcome, StoreFailureCause } from './event-store.ts';
import type { Written } from './event-writer.ts';
import type { KeptEvent } from './stored-form.ts';

/*
 * What the thread that commits is told and answers. Events cross column by column: a copy of each as an object of its own
 * would take four times as long to make and to read.
 */

/** What the thread is started with. */
export type CommitThreadStart = Readonly<{ file: string; texts: AppendTexts; cacheBytes: number }>;

/** Events for one transaction. */
export type CommitRequest = Readonly<{
	now: number;
	sources: readonly string[];
	ids: readonly string[];
	types: readonly string[];
	times: readonly number[];
	data: readonly string[];
	supersedes: readonly (string | null)[];
	backfills: readonly (0 | 1)[];
	batches: readonly (string | null)[];
}>;

/** What became of a request: its events by status and position, or why nothing of it is in the log. */
export type CommitAnswer =
	| Readonly<{ receivedAt: number; statuses: Uint8Array; seqs: Float64Array }>
	| Readonly<{ failure: StoreFailureCause; cause: unknown }>
	| Readonly<{ error: unknown }>;

const statuses: readonly AppendOutcome['status'][] = ['stored', 'duplicate', 'conflict'];

/** Events, packed to cross to the other thread. */
export function toRequest(events: readonly KeptEvent[], now: number): CommitRequest {
	return {
		now,
		sources: events.map(({ source }) => source),
		ids: events.map(({ id }) => id),
		types: events.map(({ type }) => type),
		times: events.map(({ time }) => time),
		data: events.map(({ data }) => data),
		supersedes: events.map(({ supersedes }) => supersedes),
		backfills: events.map(({ backfill }) => backfill),
		batches: events.map(({ batch }) => batch)
	};
}

/** The events of a request. */
export function eventsOf(request: CommitRequest): KeptEvent[] {
	return request.ids.map((id, at) => ({
		id,
		source: there(request.sources, at),
		type: there(request.types, at),
		time: there(request.times, at),
		data: there(request.data, at),
		supersedes: there(request.supersedes, at),
		backfill: there(request.backfills, at),
		batch: there(request.batches, at)
	}));
}

/** What became of them, packed. */
export function toAnswer({ outcomes, receivedAt }: Written): CommitAnswer {
	return {
		receivedAt,
		statuses: Uint8Array.from(outcomes, ({ status }) => statuses.indexOf(status)),
		seqs: Float64Array.from(outcomes, ({ seq }) => seq)
	};
}

/** What became of the events, one outcome for each in order. */
export function outcomesOf(answer: Extract<CommitAnswer, { seqs: unknown }>): AppendOutcome[] {
	return Array.from(answer.seqs, (seq, at) => ({ status: there(statuses, there(answer.statuses, at)), seq }));
}

function there<Value>(values: ArrayLike<Value>, at: number): Value {
	const value = values[at];
	if (value === undefined) throw new RangeError(`there is no value ${at} of ${values.length}`);
	return value;
}
