import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { NewEvent } from '#lib/domain/contact/contact-event.ts';
import type { EventStore } from '#lib/server/event-log/event-store.ts';
import { queued } from '../support/contact-events.ts';

/** A store of the kind under test, empty, which the kind itself clears away when the test is over. */
export type StoreUnderTest = Readonly<{
	store: EventStore;
	/** Begins an import and names it. */
	beginImport(): string | Promise<string>;
	/** Ends the store and gives another over the same events. */
	reopen(): Promise<EventStore>;
}>;

/**
 * What every {@link EventStore} promises.
 * @param numRuns stores that are tried with random batches; fewer where one takes long to make
 */
export function describeEventStore(kind: string, make: () => Promise<StoreUnderTest>, numRuns = 60): void {
	describe(`the event store in ${kind}`, () => {
		test('is empty at first', async () => {
			const { store } = await make();
			expect(await store.head()).toEqual({ seq: 0, receivedAt: 0 });
			expect(await store.read(0, 10)).toEqual([]);
			expect(await store.find('pbx', 'a')).toBeNull();
			expect(store.epoch).not.toBe('');
		});

		test('gives positions without gaps, from 1', async () => {
			const { store } = await make();
			const first = await store.append([queued('a'), queued('b')], 1000);
			const second = await store.append([queued('c')], 2000);
			expect(first.outcomes).toEqual([
				{ status: 'stored', seq: 1 },
				{ status: 'stored', seq: 2 }
			]);
			expect(second.stored).toEqual([{ ...queued('c'), seq: 3, receivedAt: 2000 }]);
			expect(await store.head()).toEqual({ seq: 3, receivedAt: 2000 });
		});

		test('reads exactly what it said was stored, every field of it', async () => {
			const { store } = await make();
			const events: NewEvent[] = [
				queued('a', { supersedes: 'z' }),
				queued('b', { backfill: true, time: -1 }),
				{ ...queued('c'), type: 'source.alive', data: {} },
				{ source: 'bereik', id: 'd', type: 'bereik.settings.changed', time: 7, data: { zone: 'Europe/Ämsterdam 🦔' } }
			];
			const { stored } = await store.append(events, 5000);
			expect(stored).toEqual(events.map((event, at) => ({ ...event, seq: at + 1, receivedAt: 5000 })));
			expect(await store.read(0, 10)).toEqual(stored);
			expect(await store.read(1, 2)).toEqual(stored.slice(1, 3));
			expect(await store.find('bereik', 'd')).toEqual(stored[3]);
			expect(await store.find('pbx', 'd')).toBeNull();
		});

		test('reads the events at some positions, each once and in order, whichever way they are asked for', async () => {
			const { store } = await make();
			const { stored } = await store.append([queued('a'), queued('b'), queued('c')], 5000);
			expect(await store.readMany([3, 1, 3, 9])).toEqual([stored[0], stored[2]]);
			expect(await store.readMany([])).toEqual([]);
		});

		test('never records an earlier receipt than before, whatever the clock does', async () => {
			const { store } = await make();
			await store.append([queued('a')], 9000);
			await store.append([queued('b')], 4000);
			expect(await store.head()).toEqual({ seq: 2, receivedAt: 9000 });
			expect((await store.find('pbx', 'b'))?.receivedAt).toBe(9000);
		});

		test('answers a repeated event with its first position', async () => {
			const { store } = await make();
			await store.append([queued('a'), queued('b')], 1000);
			const again = await store.append([queued('b'), queued('c'), queued('a')], 2000);
			expect(again.outcomes).toEqual([
				{ status: 'duplicate', seq: 2 },
				{ status: 'stored', seq: 3 },
				{ status: 'duplicate', seq: 1 }
			]);
			expect(again.stored.map((event) => event.id)).toEqual(['c']);
		});

		test('recognises repeats within one batch, however large', async () => {
			const { store } = await make();
			const events = Array.from({ length: 100 }, (_, at) => queued(`${at % 60}`));
			const { outcomes, stored } = await store.append(events, 1000);
			expect(stored).toHaveLength(60);
			expect(outcomes.map(({ seq }) => seq)).toEqual(events.map((_, at) => (at % 60) + 1));
			expect(outcomes.filter(({ status }) => status === 'duplicate')).toHaveLength(40);
		});

		test('recognises repeats among new events and of several sources, whatever their ids hold', async () => {
			const { store } = await make();
			const ids = ['a', 'a~1', 'it\'s "odd" \\ 🦔', 'zero \u0000 byte', 'half \ud83e', ''];
			const known = ids.flatMap((id) => [queued(id), queued(id, { source: 'chat' })]);
			await store.append(known, 1000);
			const mixed = Array.from({ length: 3000 }, (_, at) => [queued(`new ${at % 2000}`), known[at % known.length]])
				.flat()
				.filter((event) => event !== undefined);
			const { outcomes, stored } = await store.append(mixed, 2000);
			expect(outcomes).toEqual(
				Array.from({ length: 3000 }, (_, at) => [
					{ status: at < 2000 ? 'stored' : 'duplicate', seq: known.length + 1 + (at % 2000) },
					{ status: 'duplicate', seq: 1 + (at % known.length) }
				]).flat()
			);
			expect(stored).toHaveLength(2000);
			const other = known.map((event) => ({ ...event, time: event.time + 1 }));
			expect((await store.append(other, 3000)).outcomes).toEqual(
				known.map((_, at) => ({ status: 'conflict', seq: at + 1 }))
			);
		});

		test('does not move its head when a batch brings nothing new', async () => {
			const { store } = await make();
			await store.append([queued('a')], 1000);
			await store.append([queued('a')], 2000);
			expect(await store.head()).toEqual({ seq: 1, receivedAt: 1000 });
		});

		test('takes the same event as a repeat in whatever order its data is written', async () => {
			const { store } = await make();
			await store.append([queued('a')], 1000);
			const turned = queued('a', { data: { channel: 'phone', queue: 'sales', contact: 'contact-a' } });
			expect((await store.append([turned], 2000)).outcomes).toEqual([{ status: 'duplicate', seq: 1 }]);
		});

		test('takes an event of the past as a repeat of the one that came as it happened, and the other way round', async () => {
			const { store } = await make();
			await store.append([queued('a'), queued('b', { backfill: true })], 1000);
			const again = await store.append([queued('a', { backfill: true }), queued('b')], 2000);
			expect(again.outcomes).toEqual([
				{ status: 'duplicate', seq: 1 },
				{ status: 'duplicate', seq: 2 }
			]);
		});

		test.each([
			['time', queued('a', { time: 1 })],
			['data', queued('a', { data: { contact: 'contact-a', queue: 'service', channel: 'phone' } })],
			['supersedes', queued('a', { supersedes: 'b' })],
			['type', { ...queued('a'), type: 'source.alive', data: {} } as const]
		])('keeps the first of two events of one id that differ in %s', async (_field, other) => {
			const { store } = await make();
			const { stored } = await store.append([queued('a')], 1000);
			expect(await store.append([other], 2000)).toEqual({ outcomes: [{ status: 'conflict', seq: 1 }], stored: [] });
			expect(await store.read(0, 10)).toEqual(stored);
		});

		test('names the import that brought an event, also after it was opened again', async () => {
			const { store, beginImport, reopen } = await make();
			const [one, other] = [await beginImport(), await beginImport()];
			const events = [
				...Array.from({ length: 40 }, (_, at) => queued(`${at}`, { batch: at % 2 === 0 ? one : other })),
				queued('none')
			];
			const { stored } = await store.append(events, 1000);
			expect(stored.map(({ batch }) => batch)).toEqual(events.map(({ batch }) => batch));
			expect(await store.read(0, 100)).toEqual(stored);
			expect(await (await reopen()).read(0, 100)).toEqual(stored);
		});

		test('reads the events of one import a page at a time, in order', async () => {
			const { store, beginImport } = await make();
			const [one, other] = [await beginImport(), await beginImport()];
			expect(await store.eventsOfBatch(one, 0, 10)).toEqual([]);
			await store.append([queued('before')], 1000);
			await store.append(
				Array.from({ length: 9 }, (_, at) => queued(`${at}`, { batch: at % 3 === 0 ? other : one })),
				1000
			);
			await store.append([queued('after'), queued('late', { batch: one })], 1000);
			const first = await store.eventsOfBatch(one, 0, 4);
			expect(first.map(({ id }) => id)).toEqual(['1', '2', '4', '5']);
			const rest = await store.eventsOfBatch(one, first.at(-1)?.seq ?? 0, 4);
			expect(rest.map(({ id }) => id)).toEqual(['7', '8', 'late']);
			expect((await store.eventsOfBatch(other, 0, 10)).map(({ id }) => id)).toEqual(['0', '3', '6']);
			expect(await store.eventsOfBatch('nothing of this name', 0, 10)).toEqual([]);
		});

		test('takes the same event from another import, or from none, as a repeat, and leaves it where it was', async () => {
			const { store, beginImport } = await make();
			const [one, other] = [await beginImport(), await beginImport()];
			const { stored } = await store.append([queued('a', { batch: one }), queued('b')], 1000);
			const again = [queued('a', { batch: other }), queued('a'), queued('b', { batch: other })];
			expect((await store.append(again, 2000)).outcomes.map(({ status }) => status)).toEqual([
				'duplicate',
				'duplicate',
				'duplicate'
			]);
			expect(await store.read(0, 10)).toEqual(stored);
		});

		test('refuses all of a batch in which one event is of an import that was not begun', async () => {
			const { store } = await make();
			await expect(store.append([queued('a'), queued('b', { batch: 'never' })], 1000)).rejects.toThrow(
				'there is no import never'
			);
			expect(await store.head()).toEqual({ seq: 0, receivedAt: 0 });
		});

		test('refuses it also where the log has all of the events', async () => {
			const { store } = await make();
			await store.append([queued('a')], 1000);
			await expect(store.append([queued('a', { batch: 'never' })], 2000)).rejects.toThrow('there is no import never');
		});

		test('keeps ids of different sources apart', async () => {
			const { store } = await make();
			const { outcomes } = await store.append([queued('a'), queued('a', { source: 'chat' })], 1000);
			expect(outcomes.map(({ status }) => status)).toEqual(['stored', 'stored']);
			expect((await store.find('chat', 'a'))?.seq).toBe(2);
		});

		test('has everything after it was closed and opened again', async () => {
			const { store, reopen } = await make();
			const { stored } = await store.append([queued('a'), queued('b')], 1000);
			const { epoch } = store;
			const again = await reopen();
			expect(again.epoch).toBe(epoch);
			expect(await again.read(0, 10)).toEqual(stored);
			expect((await again.append([queued('b'), queued('c')], 500)).outcomes).toEqual([
				{ status: 'duplicate', seq: 2 },
				{ status: 'stored', seq: 3 }
			]);
			expect((await again.find('pbx', 'c'))?.receivedAt).toBe(1000);
		});

		test('holds one row for each source and id, without gaps, after any batches with repeats and conflicts', async () => {
			const anyEvent = fc.record({ source: fc.constantFrom('pbx', 'chat'), id: fc.nat(40), time: fc.nat(1) });
			const anyBatches = fc.array(fc.array(anyEvent, { maxLength: 40 }), { maxLength: 8 });
			await fc.assert(
				fc.asyncProperty(anyBatches, async (batches) => {
					const { store } = await make();
					const first = new Map<string, { seq: number; time: number }>();
					for (const [now, batch] of batches.entries()) {
						const events = batch.map(({ source, id, time }) => queued(`${id}`, { source, time }));
						const { outcomes } = await store.append(events, now);
						const expected = events.map(({ source, id, time }) => {
							const known = first.get(`${source} ${id}`);
							if (known !== undefined)
								return { status: known.time === time ? 'duplicate' : 'conflict', seq: known.seq };
							const seq = first.size + 1;
							first.set(`${source} ${id}`, { seq, time });
							return { status: 'stored', seq };
						});
						expect(outcomes).toEqual(expected);
					}
					const rows = await store.read(0, 1000);
					expect(rows.map((row) => [`${row.source} ${row.id}`, { seq: row.seq, time: row.time }])).toEqual([...first]);
					expect((await store.head()).seq).toBe(first.size);
					await store.close();
				}),
				{ numRuns }
			);
		});
	});
}
