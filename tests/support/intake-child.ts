import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import type { EventStore } from '#lib/server/event-log/event-store.ts';
import { receiveEvents } from '#lib/server/intake/receive-events.ts';
import { openIntakeParts, serveIntake } from './intake-parts.ts';

/*
 * Run as a process of its own: `LOG [MODE]`. It loads, waits for a line on standard input, opens the log and serves it until
 * it is killed. The mode `acknowledge-first` is broken on purpose: it answers as if the events were stored and stores them a
 * little later.
 */

const [file = '', mode = 'commit-first'] = process.argv.slice(2);

console.log('loaded');
await once(process.stdin, 'data');
process.stdin.pause();
const head = { seq: 0 };
const parts = await openIntakeParts(file, mode === 'acknowledge-first' ? acknowledgeFirst : undefined);
head.seq = (await parts.log.head()).seq;
serveIntake(parts, receiveEvents);

/** Answers with what a store that knows none of the events would answer, and hands them on 20 to 50 ms later. */
function acknowledgeFirst(store: EventStore): EventStore {
	return {
		epoch: store.epoch,
		head: () => store.head(),
		read: (afterSeq, limit) => store.read(afterSeq, limit),
		find: (source, id) => store.find(source, id),
		close: () => store.close(),
		append(events, now) {
			void sleep(20 + Math.random() * 30).then(() => store.append(events, now));
			return Promise.resolve({
				outcomes: events.map(() => ({ status: 'stored' as const, seq: ++head.seq })),
				stored: []
			});
		}
	};
}
