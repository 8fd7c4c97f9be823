import type { EventReader } from '../event-log/event-store.ts';

/** The log as it was when its last event was this one. */
export function upTo(last: number, log: EventReader): EventReader {
	const known = <Known extends Readonly<{ seq: number }>>(events: readonly Known[]): readonly Known[] =>
		events.filter(({ seq }) => seq <= last);
	return {
		epoch: log.epoch,
		async head() {
			const head = await log.head();
			if (head.seq <= last) return head;
			const [event] = last === 0 ? [] : await log.readMany([last]);
			return { seq: last, receivedAt: event?.receivedAt ?? 0 };
		},
		read: async (afterSeq, limit) => known(await log.read(afterSeq, limit)),
		readMany: async (seqs) => known(await log.readMany(seqs)),
		find: async (source, id) => {
			const event = await log.find(source, id);
			return event !== null && event.seq <= last ? event : null;
		},
		eventsOfBatch: async (batch, afterSeq, limit) => known(await log.eventsOfBatch(batch, afterSeq, limit))
	};
}
