import { setTimeout as sleep } from 'node:timers/promises';
import type { NewEvent } from '#lib/domain/contact/contact-event.ts';
import type { EventStore } from '#lib/server/event-log/event-store.ts';
import { receiveEvents } from '#lib/server/intake/receive-events.ts';
import { openIntakeParts, type ServedIntake, serveIntake } from './intake-parts.ts';

/*
 * Run as a process of its own: `LOG [MODE]`. Opens the log and serves it until it is killed, or until whoever started it is
 * gone. Every mode but `sound` is broken on purpose in one way, to show that a test sees it.
 */

type Receive = (parts: ServedIntake, request: Request) => Promise<Response>;

const breakages: Readonly<Record<string, { wrap?: (store: EventStore) => EventStore; receive?: Receive }>> = {
	sound: {},
	'acknowledges-first': { wrap: acknowledgesFirst },
	'commits-by-halves': { wrap: commitsByHalves },
	'falls-over': { receive: fallsOver },
	'stores-what-it-refuses': { receive: storesWhatItRefuses },
	'dies-of-depth': { receive: diesOfDepth },
	'never-answers': { receive: neverAnswers }
};

const [file = '', mode = 'sound'] = process.argv.slice(2);
const { wrap, receive } = breakages[mode] ?? {};
process.stdin.on('end', () => process.exit()).resume();
const parts = await openIntakeParts(file, wrap);
serveIntake(parts, receive ?? receiveEvents);

/** Answers with what a store that knows none of the events would answer, and hands them on 20 to 50 ms later. */
function acknowledgesFirst(store: EventStore): EventStore {
	let expected = 0;
	return {
		...readingOf(store),
		async append(events, now) {
			expected = Math.max(expected, (await store.head()).seq);
			void sleep(20 + Math.random() * 30).then(() => store.append(events, now));
			return { outcomes: events.map(() => ({ status: 'stored' as const, seq: ++expected })), stored: [] };
		}
	};
}

/** One request, two transactions. */
function commitsByHalves(store: EventStore): EventStore {
	return {
		...readingOf(store),
		async append(events, now) {
			const middle = Math.floor(events.length / 2);
			const first = await store.append(events.slice(0, middle), now);
			await sleep(5);
			const second = await store.append(events.slice(middle), now);
			return {
				outcomes: [...first.outcomes, ...second.outcomes],
				stored: [...first.stored, ...second.stored]
			};
		}
	};
}

function readingOf(store: EventStore): Omit<EventStore, 'append'> {
	return {
		epoch: store.epoch,
		head: () => store.head(),
		read: (afterSeq, limit) => store.read(afterSeq, limit),
		readMany: (seqs) => store.readMany(seqs),
		eventsOfBatch: (batch, afterSeq, limit) => store.eventsOfBatch(batch, afterSeq, limit),
		find: (source, id) => store.find(source, id),
		close: () => store.close()
	};
}

/** Believes that whatever was sent is JSON with events in it. */
async function fallsOver(own: ServedIntake, request: Request): Promise<Response> {
	const sent = JSON.parse(await request.clone().text()) as unknown;
	JSON.stringify(sent);
	return receiveEvents(own, request);
}

/** Refuses in its answer, and lets a row through all the same. */
async function storesWhatItRefuses(own: ServedIntake, request: Request): Promise<Response> {
	const response = await receiveEvents(own, request);
	if (response.status === 422) await own.log.append([strayEvent()]);
	return response;
}

function strayEvent(): NewEvent {
	const data = { contact: 'stray', queue: 'stray', channel: 'phone' } as const;
	return { source: 'pbx', id: crypto.randomUUID(), type: 'contact.queued', time: Date.now(), data };
}

/** Ends as a process does whose stack or memory is used up. */
async function diesOfDepth(own: ServedIntake, request: Request): Promise<Response> {
	if ((await request.clone().text()).startsWith('['.repeat(1_000))) process.exit(1);
	return receiveEvents(own, request);
}

/** Forgets to answer what it cannot read. */
async function neverAnswers(own: ServedIntake, request: Request): Promise<Response> {
	const response = await receiveEvents(own, request);
	return response.status === 400 ? new Promise(() => {}) : response;
}
