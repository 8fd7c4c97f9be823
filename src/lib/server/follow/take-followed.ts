import type { RejectedRecord } from '#lib/connectors/connector.ts';
import type { SourceEvent } from '#lib/domain/contact/contact-event.ts';
import type { Clock } from '../clock.ts';
import type { EventLog } from '../event-log/event-log.ts';
import type { ImportLedger } from '../event-log/import-ledger.ts';
import { idsInForce } from '../intake/ids-in-force.ts';
import type { Pseudonyms } from '../intake/pseudonyms.ts';
import type { RejectedRecords } from '../intake/rejected-records.ts';
import { takeIn } from '../intake/take-in.ts';
import type { CommentKeeper } from '../privacy/comments.ts';
import type { FollowSink } from './follow-sink.ts';

/** What takes in what a follower reads. */
export type FollowedParts = Readonly<{
	log: EventLog;
	clock: Pick<Clock, 'now'>;
	pseudonyms: Pseudonyms;
	comments: CommentKeeper;
	rejected: Pick<RejectedRecords, 'add' | 'flush'>;
	imports: Pick<ImportLedger, 'undone'>;
}>;

/** What a follower hands over: events as they happen, and records that could not be read. */
export type Followed = Readonly<{
	file: string;
	source: string;
	events: readonly SourceEvent[];
	rejected: readonly RejectedRecord[];
}>;

/**
 * Takes in what a follower read.
 * @throws NotTakenIn when the log is away or the disk is full: to be taken in again, which repeats nothing
 */
export async function takeFollowed(parts: FollowedParts, { file, source, events, rejected }: Followed): Promise<void> {
	// Lines of an import that was undone count again when they are followed.
	if (events.length > 0) await takeIn(parts, await idsInForce(parts, events), false);
	const receivedAt = parts.clock.now();
	for (const { line, field, reason, raw } of rejected) {
		const place = `${file}, line ${line}${field === null ? '' : `, ${field}`}`;
		parts.rejected.add({ receivedAt, source, reason: `${place}: ${reason}`, raw });
	}
	if (rejected.length > 0) await parts.rejected.flush();
}

/** The way into the log of this process. */
export function sinkInside(parts: FollowedParts, file: string, source: string): FollowSink {
	return {
		async log() {
			const { seq } = await parts.log.head();
			return { epoch: parts.log.epoch, seq };
		},
		async take(events, rejected) {
			await takeFollowed(parts, { file, source, events, rejected });
			return null;
		}
	};
}
