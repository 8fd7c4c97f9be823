import { expect, test } from 'vitest';
import type { LogEvent, LogPosition, NewEvent } from '#lib/domain/contact/contact-event.ts';
import { queued } from '../../../../tests/support/contact-events.ts';
import { EventLog, type EventLogParts } from './event-log.ts';
import { StoreFailure, type Appended, type EventStore } from './event-store.ts';

/** Keeps events in memory and notes every transaction; it stands for the disk, which these tests hold back or break. */
class MemoryStore implements EventStore {
	readonly epoch = 'e';
	readonly batches: number[] = [];
	readonly events: LogEvent[] = [];
	failure: Error | null = null;
	/** While set, a commit waits for it. */
	gate: Promise<void> | null = null;
	isClosed = false;

	async append(events: readonly NewEvent[], now: number): Promise<Appended> {
		this.batches.push(events.length);
		if (this.gate !== null) await this.gate;
		if (this.failure !== null) throw this.failure;
		const stored = events.map((event, at) => ({ ...event, seq: this.events.length + at + 1, receivedAt: now }));
		this.events.push(...stored);
		return { outcomes: stored.map(({ seq }) => ({ status: 'stored', seq })), stored };
	}

	async head(): Promise<LogPosition> {
		return { seq: this.events.length, receivedAt: 0 };
	}

	async read(afterSeq: number, limit: number): Promise<readonly LogEvent[]> {
		return this.events.filter(({ seq }) => seq > afterSeq).slice(0, limit);
	}

	async readMany(seqs: readonly number[]): Promise<readonly LogEvent[]> {
		return this.events.filter(({ seq }) => seqs.includes(seq));
	}

	async eventsOfBatch(batch: string): Promise<readonly LogEvent[]> {
		return this.events.filter((event) => event.batch === batch);
	}

	async find(): Promise<LogEvent | null> {
		return null;
	}

	async close(): Promise<void> {
		this.isClosed = true;
	}
}

function make(options: Partial<EventLogParts> = {}) {
	const store = new MemoryStore();
	const errors: unknown[] = [];
	const log = new EventLog({
		store,
		clock: { now: () => 5000 },
		onListenerError: (error) => errors.push(error),
		...options
	});
	return { store, log, errors };
}

function events(count: number, from = 0): NewEvent[] {
	return Array.from({ length: count }, (_, at) => queued(`${from + at}`));
}

function gate() {
	let open = (): void => {};
	const promise = new Promise<void>((resolve) => (open = resolve));
	return { promise, open };
}

test('commits together what arrives in one turn of the event loop, and answers each with its own', async () => {
	const { store, log } = make();
	const answers = await Promise.all([log.append(events(2)), log.append(events(1, 2)), log.append(events(3, 3))]);
	expect(store.batches).toEqual([6]);
	const positions = answers.map((answer) => (answer.committed ? answer.outcomes.map(({ seq }) => seq) : null));
	expect(positions).toEqual([[1, 2], [3], [4, 5, 6]]);
});

test('commits at most so many together, and a larger request in a transaction of its own', async () => {
	const { store, log } = make({ maxTogether: 10 });
	await Promise.all([6, 4, 1, 25, 3].map((count, at) => log.append(events(count, at * 100))));
	expect(store.batches).toEqual([10, 1, 25, 3]);
});

test('answers only after the commit', async () => {
	const { store, log } = make();
	const { promise, open } = gate();
	store.gate = promise;
	let isAnswered = false;
	const appended = log.append(events(1)).then(() => (isAnswered = true));
	await new Promise((resolve) => setTimeout(resolve, 20));
	expect(store.batches).toEqual([1]);
	expect(isAnswered).toBe(false);
	open();
	await appended;
	expect(store.events).toHaveLength(1);
});

test('tells listeners of new events in order, after they are stored and never before', async () => {
	const { store, log } = make({ maxTogether: 2 });
	const heard: number[] = [];
	const end = log.onStored((stored) => {
		expect(store.events.length).toBeGreaterThanOrEqual(stored.at(-1)?.seq ?? Infinity);
		heard.push(...stored.map(({ seq }) => seq));
	});
	await Promise.all([log.append(events(2)), log.append(events(2, 2)), log.append(events(1, 4))]);
	expect(heard).toEqual([1, 2, 3, 4, 5]);
	end();
	await log.append(events(1, 5));
	expect(heard).toHaveLength(5);
});

test('acknowledges what is stored even when a listener throws, and tells the other listeners', async () => {
	const { log, errors } = make();
	const heard: number[] = [];
	log.onStored(() => {
		throw new Error('broken fold');
	});
	log.onStored((stored) => heard.push(stored.length));
	expect(await log.append(events(2))).toMatchObject({ committed: true });
	expect(heard).toEqual([2]);
	expect(errors).toEqual([new Error('broken fold')]);
});

test('refuses when too many wait, takes in what came before, and takes more afterwards', async () => {
	const { store, log } = make({ maxWaiting: 10, maxTogether: 5 });
	const { promise, open } = gate();
	store.gate = promise;
	const first = [log.append(events(5)), log.append(events(5, 5))];
	expect(await log.append(events(1, 10))).toEqual({ committed: false, refusal: 'queue-full' });
	expect(log.waitingEvents).toBe(10);
	open();
	expect(await Promise.all(first)).toMatchObject([{ committed: true }, { committed: true }]);
	expect(log.waitingEvents).toBe(0);
	expect(await log.append(events(1, 11))).toMatchObject({ committed: true });
	expect(store.events.map(({ id }) => id)).not.toContain('10');
});

test.each(['away', 'disk-full'] as const)(
	'acknowledges nothing while the store is %s and recovers',
	async (failure) => {
		const { store, log } = make();
		const heard: unknown[] = [];
		log.onStored((stored) => heard.push(stored));
		store.failure = new StoreFailure(failure, null);
		const both = await Promise.all([log.append(events(1)), log.append(events(1, 1))]);
		expect(both).toEqual([
			{ committed: false, refusal: failure },
			{ committed: false, refusal: failure }
		]);
		expect(heard).toEqual([]);
		store.failure = null;
		expect(await log.append(events(1))).toMatchObject({ committed: true });
	}
);

test('passes a bug of the store on to whoever appended', async () => {
	const { store, log } = make();
	store.failure = new TypeError('bug');
	await expect(log.append(events(1))).rejects.toThrow('bug');
	store.failure = null;
	expect(await log.append(events(1))).toMatchObject({ committed: true });
});

test('needs no commit for no events', async () => {
	const { store, log } = make();
	expect(await log.append([])).toEqual({ committed: true, outcomes: [] });
	expect(store.batches).toEqual([]);
});

test('refuses to be read across a gap', async () => {
	const { store, log } = make();
	await log.append(events(4));
	store.events.splice(1, 1);
	await expect(log.read(0, 10)).rejects.toThrow('event 2 is missing');
	// What was pruned from the front is not a gap.
	store.events.splice(0, 1);
	expect(await log.read(0, 10)).toHaveLength(2);
});

test('commits what waits before it closes, and takes nothing afterwards', async () => {
	const { store, log } = make();
	const waiting = log.append(events(3));
	await log.close();
	expect(await waiting).toMatchObject({ committed: true });
	expect(store.isClosed).toBe(true);
	expect(await log.append(events(1, 3))).toEqual({ committed: false, refusal: 'away' });
	expect(store.events).toHaveLength(3);
});
