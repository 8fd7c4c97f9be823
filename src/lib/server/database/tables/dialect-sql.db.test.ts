import { asc } from 'drizzle-orm';
import { describe, expect, test } from 'vitest';
import { bothStores } from '../../../../../tests/support/both-stores.ts';
import { firstKnown, holds, isOneOf, jsonTextOf, keptAsIs } from './dialect-sql.ts';
import { events, sources } from './log-tables.ts';
import { take } from './tables.ts';

describe.each(bothStores)('the same words on $dialect', ({ openTables }) => {
	async function site() {
		const tables = await openTables();
		const [source] = await tables.orm.insert(sources).values({ name: 'pbx' }).returning({ no: sources.no });
		const event = { sourceNo: source?.no ?? 0, type: 'contact.queued', time: 1, receivedAt: 1, backfill: 0 };
		const told = [
			{ contact: 'abc', more: { contact: 'inner' } },
			{ contact: '100%_é"\\', customer: 'abc' },
			{ queue: 'contact' }
		];
		await tables.orm
			.insert(events)
			.values(told.map((data, at) => ({ ...event, seq: at + 1, id: `e${at}`, data: JSON.stringify(data) })));
		return tables;
	}

	test('find what holds a text, which is no pattern', async () => {
		const { orm, dialect } = await site();
		const found = async (part: string) => {
			const rows = await orm
				.select({ seq: events.seq })
				.from(events)
				.where(holds(dialect, events.data, part))
				.orderBy(asc(events.seq));
			return rows.map(({ seq }) => seq);
		};
		expect(await found('"abc"')).toEqual([1, 2]);
		expect(await found('0%_é')).toEqual([2]);
		expect(await found('%')).toEqual([2]);
		expect(await found('ABC')).toEqual([]);
	});

	test('read a name of the outermost object, and know it from a list', async () => {
		const { orm, dialect } = await site();
		const contact = jsonTextOf(dialect, events.data, 'contact');
		const rows = await orm.select({ contact }).from(events).orderBy(asc(events.seq));
		expect(rows.map((row) => row.contact)).toEqual(['abc', '100%_é"\\', null]);
		const among = async (list: readonly string[]) =>
			(
				await orm
					.select({ seq: events.seq })
					.from(events)
					.where(isOneOf(dialect, contact, list))
					.orderBy(asc(events.seq))
			).map(({ seq }) => seq);
		expect(await among(['100%_é"\\', 'inner'])).toEqual([2]);
		expect(await among(Array.from({ length: 70_000 }, (_, at) => (at === 69_999 ? 'abc' : `x${at}`)))).toEqual([1]);
		expect(await among([])).toEqual([]);
	});

	test('take the first that is known, and keep rows as they are in a transaction', async () => {
		const { orm, dialect, transaction } = await site();
		const first = firstKnown<number>(events.batch, events.seq);
		expect(await orm.select({ first }).from(events).orderBy(asc(events.seq)).limit(1)).toEqual([{ first: 1 }]);
		const kept = await transaction(function* (inside) {
			const asked = inside.select({ seq: events.seq }).from(events).orderBy(asc(events.seq));
			return yield* take(keptAsIs(dialect, 'update', asked));
		});
		expect(kept).toHaveLength(3);
	});
});
