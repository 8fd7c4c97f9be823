import type { NewEvent, SourceEvent } from '#lib/domain/contact/contact-event.ts';
import type { VerifiedKey } from '../access/api-keys.ts';
import type { Clock } from '../clock.ts';
import type { EventLog } from '../event-log/event-log.ts';
import { isStoreFailure, type StoreFailureCause } from '../event-log/event-store.ts';
import type { IntakeTally } from '../monitoring/intake-tally.ts';
import type { CommentKeeper } from '../privacy/comments.ts';
import type { EventRequest } from './event-request.ts';
import { countOutcome, type IntakeCounters } from './intake-counters.ts';
import { bodyLimits } from './intake-limits.ts';
import type { IntakeRates } from './intake-rates.ts';
import { isHistory, type NewNames } from './new-names.ts';
import type { Pseudonyms } from './pseudonyms.ts';
import { readEvents } from './read-events.ts';
import type { RejectedRecords } from './rejected-records.ts';
import { leaveCommentsOut, leaveCommentsOutOfBroken } from './leave-comments-out.ts';
import { commentOf, commentsToKeep, withoutComment } from './survey-comment.ts';

/** What the intake works with. */
export type IntakeParts = Readonly<{
	clock: Pick<Clock, 'now'>;
	log: Pick<EventLog, 'append'>;
	pseudonyms: Pseudonyms;
	comments: CommentKeeper;
	rejected: Pick<RejectedRecords, 'add'>;
	counters: IntakeCounters;
	rates: Pick<IntakeRates, 'admitEvents'>;
	names: Pick<NewNames, 'refusalOf'>;
	/** Told what became of the events of each source. */
	tally?: Pick<IntakeTally, 'note' | 'onAcknowledged'>;
}>;

/** What became of one event of a request. */
export type EventAnswer = Readonly<{
	/** The sender's id; null where none could be read. */
	id: string | null;
	/** Position in the log; null when it was rejected. */
	seq: number | null;
	status: 'stored' | 'duplicate' | 'conflict' | 'rejected';
	/** Field and cause, when it was rejected. */
	reason?: string;
}>;

/** What the sender is told: one answer for each event in order, or why the request as a whole was refused. */
export type IntakeAnswer =
	| Readonly<{ status: 200 | 207 | 403 | 422; body: readonly EventAnswer[] }>
	| Readonly<{
			status: 400 | 413 | 415 | 429 | 503 | 507;
			body: Readonly<{ error: string }>;
			/** Seconds after which trying again makes sense. */
			retryAfterSeconds?: number;
	  }>;

/** An event this far ahead of the server's clock comes from a clock that is wrong. */
const toleratedAheadMs = 2 * 60 * 1000;

const tooFarAhead = 'time: more than 2 minutes ahead of the server';

/** Bytes of a body without any readable event that are kept to look at. */
const unreadableKept = 8192;

const none = { stored: 0, duplicate: 0, conflict: 0, rejected: 0 };

/** What whoever sends is told where the log takes nothing, by why. */
export const storeRefusals = {
	'queue-full': { status: 429, body: { error: 'too many events wait, try again' }, retryAfterSeconds: 1 },
	away: { status: 503, body: { error: 'the event log is away, try again' }, retryAfterSeconds: 5 },
	'disk-full': { status: 507, body: { error: 'the disk is full' }, retryAfterSeconds: 60 }
} as const;

/**
 * Takes the events of one request in: reads, checks, takes identities out, appends. The answer is given only once it
 * is sure what is in the log.
 */
export async function acceptEvents(parts: IntakeParts, key: VerifiedKey, request: EventRequest): Promise<IntakeAnswer> {
	const read = readEvents(request, bodyLimits(key.scopes));
	if ('status' in read) {
		parts.counters.rejected++;
		parts.tally?.note(key.source, { ...none, rejected: 1 });
		if (read.status === 400) {
			const began = request.body.toString('utf8', 0, unreadableKept);
			keep(parts, key, read.reason, leaveCommentsOutOfBroken(began));
		}
		return { status: read.status, body: { error: read.reason } };
	}
	const waitMs = parts.rates.admitEvents(read.parsed.length, key.scopes);
	if (waitMs > 0) return tooFast(parts.counters, waitMs);
	const now = parts.clock.now();
	const isForeign = `source: this key speaks for ${JSON.stringify(key.source)} only`;
	const accepted: NewEvent[] = [];
	const written: (string | null)[] = [];
	const checked: { id: string | null; refusal: string | null }[] = [];
	let droppedKeys = 0;
	let foreign = 0;
	for (const parsed of read.parsed) {
		if (!('event' in parsed)) {
			checked.push({ id: parsed.id, refusal: parsed.reason });
			continue;
		}
		const { event } = parsed;
		const isAhead = event.time > now + toleratedAheadMs && event.backfill !== true;
		const refusal = event.source !== key.source ? isForeign : isAhead ? tooFarAhead : null;
		checked.push({ id: event.id, refusal });
		if (refusal === isForeign) foreign++;
		if (refusal !== null) continue;
		const ready = parts.pseudonyms.applyTo(withoutComment(event));
		const tooMany = parts.names.refusalOf(ready, isHistory(event, key.scopes.includes('bulk'), now));
		if (tooMany !== null) {
			parts.counters.tooManyNames++;
			checked[checked.length - 1] = { id: event.id, refusal: tooMany };
			continue;
		}
		droppedKeys += parsed.droppedKeys;
		accepted.push(ready);
		written.push(commentOf(event));
	}

	const result = await parts.log.append(accepted);
	if (!result.committed) return storeRefusals[result.refusal];
	const { outcomes } = result;
	// After the log has them and before anybody is told: whoever is refused here sends again, and then they are repeats.
	const unkept = await keepComments(parts, commentsToKeep(accepted, written, outcomes));
	if (unkept !== null) return storeRefusals[unkept];
	parts.counters.droppedKeys += droppedKeys;
	const became = { ...none };
	let next = 0;
	let isAllIn = true;
	const answers = checked.map(({ id, refusal }, at): EventAnswer => {
		if (refusal !== null) {
			isAllIn = false;
			parts.counters.rejected++;
			became.rejected++;
			keep(parts, key, refusal, leaveCommentsOut(read.rawAt(at)));
			return { id, seq: null, status: 'rejected', reason: refusal };
		}
		const outcome = outcomes[next++];
		if (outcome === undefined) throw new Error(`the log answered for ${outcomes.length} of ${accepted.length} events`);
		const { status, seq } = outcome;
		countOutcome(parts.counters, status);
		became[status]++;
		if (status === 'conflict') {
			isAllIn = false;
			const sent = read.parsed[at];
			const raw = sent !== undefined && 'event' in sent ? knownOf(sent.event) : '';
			keep(parts, key, `id: event ${seq} of the log has it, with another content`, raw);
		}
		return { id, seq, status };
	});
	parts.tally?.note(key.source, became);
	if (isAllIn) return { status: 200, body: answers };
	if (foreign > 0 && foreign === answers.length) return { status: 403, body: answers };
	return { status: read.isSingle && accepted.length === 0 ? 422 : 207, body: answers };
}

/** @returns why they could not be kept; null when they are */
async function keepComments(
	{ comments, clock }: IntakeParts,
	kept: ReturnType<typeof commentsToKeep>
): Promise<StoreFailureCause | null> {
	// Most bring none.
	if (kept.length === 0) return null;
	try {
		await comments.keep(kept, clock.now());
		return null;
	} catch (error) {
		if (isStoreFailure(error)) return error.failure;
		throw error;
	}
}

/** What a sender is told who has to wait. */
export function tooFast(counters: IntakeCounters, waitMs: number) {
	counters.tooFast++;
	const retryAfterSeconds = Math.ceil(waitMs / 1000);
	return { status: 429, body: { error: 'too many at once, try again later' }, retryAfterSeconds } as const;
}

/** A sound event as it can be sent again, without what nobody asked for: any of that could hold a customer's words. */
function knownOf(event: SourceEvent): string {
	const { id, source, type, time, data, supersedes, backfill } = withoutComment(event);
	const named = { specversion: '1.0', id, source, type, time: new Date(time).toISOString(), data };
	return JSON.stringify({ ...named, supersedes, backfill });
}

function keep(parts: IntakeParts, key: VerifiedKey, reason: string, raw: string): void {
	parts.rejected.add({ receivedAt: parts.clock.now(), source: key.source, reason, raw });
}
