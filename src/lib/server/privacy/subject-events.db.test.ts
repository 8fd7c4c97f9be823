import { asc } from 'drizzle-orm';
import { describe, expect, test } from 'vitest';
import { bothStores } from '../../../../tests/support/both-stores.ts';
import { events, logHead, sources } from '../database/tables/log-tables.ts';
import type { Tables } from '../database/tables/tables.ts';
import { countIdsHolding, findLaterEvents, findSubjectEvents, renameInLog } from './subject-events.ts';

const name = (letter: string): string => letter.repeat(22);
const customer = { kind: 'customer', identifier: '+31', pseudonym: name('k') } as const;

/** As many events of a contact of the customer's as of somebody else's, by turns. */
async function fill({ orm }: Pick<Tables, 'orm'>, first: number, last: number): Promise<void> {
	const [source] = await orm.select({ no: sources.no }).from(sources);
	const sourceNo =
		source?.no ?? (await orm.insert(sources).values({ name: 'pbx' }).returning({ no: sources.no }))[0]?.no;
	const rows = Array.from({ length: last - first + 1 }, (_, at) => {
		const seq = first + at;
		const isTheirs = seq % 2 === 1;
		const contact = name(isTheirs ? 'c' : 'd');
		const data = seq === 1 ? { contact, customer: customer.pseudonym, queue: 'é' } : { contact, agent: name('a') };
		const event = { seq, sourceNo: sourceNo ?? 0, id: `e-+31-${seq}`, type: 'contact.queued', time: seq };
		return { ...event, receivedAt: seq, data: JSON.stringify(data), backfill: 0 };
	});
	for (let at = 0; at < rows.length; at += 1_000) await orm.insert(events).values(rows.slice(at, at + 1_000));
	await orm.update(logHead).set({ seq: last });
}

describe.each(bothStores)('on $dialect', ({ openTables }) => {
	test('every event of a subject is found and renamed, those that come in since the look among them', async () => {
		const tables = await openTables();
		await fill(tables, 1, 2_401);
		const looked = await findSubjectEvents(tables, customer);
		expect([looked.seqs.length, looked.upTo, [...looked.contacts]]).toEqual([1_201, 2_401, [name('c')]]);
		await fill(tables, 2_402, 2_405);
		const names = new Map([
			[name('c'), name('x')],
			[name('k'), name('y')]
		]);
		const found = await tables.transaction(function* (orm) {
			const later = yield* findLaterEvents(orm, tables.dialect, customer, looked);
			yield* renameInLog(orm, tables.dialect, names, later.seqs);
			return later;
		});
		expect([found.seqs.length, found.upTo]).toEqual([1_203, 2_405]);
		const rows = await tables.orm.select().from(events).orderBy(asc(events.seq));
		expect(rows[0]?.data).toBe(JSON.stringify({ contact: name('x'), customer: name('y'), queue: 'é' }));
		for (const { seq, data } of rows.slice(1))
			expect(data).toBe(JSON.stringify({ contact: name(seq % 2 === 1 ? 'x' : 'd'), agent: name('a') }));
		expect((await findSubjectEvents(tables, customer)).seqs).toEqual([]);
		expect(await countIdsHolding(tables, '+31')).toBe(2_405);
		expect(await countIdsHolding(tables, '%')).toBe(0);
	});
});
