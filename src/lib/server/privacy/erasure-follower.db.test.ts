import { copyFileSync, existsSync, readFileSync } from 'node:fs';
import Database from 'better-sqlite3';
import { describe, expect, test } from 'vitest';
import type { NewEvent } from '#lib/domain/contact/contact-event.ts';
import { morning } from '../../../../tests/support/log-events.ts';
import {
	openApplication,
	type OpenApplication,
	testConfiguration
} from '../../../../tests/support/open-application.ts';
import { hasPostgres, testPlace } from '../../../../tests/support/postgres.ts';
import { erasureHash, readErasures } from '../backup/erasure-journal.ts';
import type { Configuration, PostgresPlace } from '../configuration.ts';
import { besideLog } from '../database/sqlite/beside-log.ts';
import { viewsFile } from '../database/sqlite/open-views.ts';
import { erasureNotices } from '../database/postgres/replica-tables.ts';
import { parseLiveQuery } from '../live/live-query.ts';

const command = { kind: 'command-line' } as const;
const customer = 'customer:+31-CANARY';

/** Where another server on the same log has its own files, with the keys of the first. */
function anotherPlace({ databaseFile, postgres }: Configuration): Configuration {
	const other = testConfiguration();
	for (const key of ['key', 'seal']) copyFileSync(besideLog(databaseFile, key), besideLog(other.databaseFile, key));
	return { ...other, ...(postgres === undefined ? {} : { postgres }) };
}

function onPostgres(place: PostgresPlace): Configuration {
	return { ...testConfiguration(), postgres: place };
}

function queued(app: OpenApplication['app'], id: string, contact: string, of: string): NewEvent {
	const named = { contact: app.pseudonyms.of('contact', contact), customer: app.pseudonyms.of('customer', of) };
	const data = { ...named, queue: 'sales', channel: 'phone' } as const;
	return { source: 'pbx', type: 'contact.queued', time: morning, id, data };
}

function answered(app: OpenApplication['app'], id: string, contact: string, time: number): NewEvent {
	const data = { contact: app.pseudonyms.of('contact', contact), agent: 'a'.repeat(22) };
	return { source: 'pbx', type: 'contact.answered', time, id, data };
}

/** Two servers on one log with somebody who waits, and somebody else; both have taken everything in. */
async function twoServers() {
	const configuration = onPostgres(await testPlace());
	const here = await openApplication(morning, configuration);
	const there = await openApplication(morning, anotherPlace(configuration));
	await here.take(morning, queued(here.app, '1', 'c1', '+31-CANARY'), queued(here.app, '2', 'c2', '+31-other'));
	await isLevel(here, there);
	return { here, there };
}

/** Waits until a server has all that another one has. */
async function isLevel(here: OpenApplication, there: OpenApplication): Promise<void> {
	const { seq } = await here.app.log.head();
	await expect.poll(() => there.app.projection.state.seq).toBeGreaterThanOrEqual(seq);
	for (const { app } of [here, there]) await app.history.settled();
	expect(there.app.history.standing.seq).toBeGreaterThanOrEqual(seq);
}

/** What a server's own file has of contacts, whatever their inner numbers are. */
function rowsOf({ configuration }: OpenApplication): readonly unknown[] {
	const file = new Database(viewsFile(configuration.databaseFile), { readonly: true });
	try {
		return file.prepare('select contact, story, first_entry from contacts order by story, contact').all();
	} finally {
		file.close();
	}
}

function bytesOf({ configuration }: OpenApplication): Buffer {
	const file = viewsFile(configuration.databaseFile);
	return Buffer.concat([file, `${file}-wal`].filter((one) => existsSync(one)).map((one) => readFileSync(one)));
}

function liveNames({ app }: OpenApplication): readonly string[] {
	return [...app.projection.state.contacts.values()].map((known) => known.contact).sort();
}

async function depth({ app }: OpenApplication): Promise<unknown> {
	const query = parseLiveQuery(new URLSearchParams({ queue: 'sales', window: 'today' }), app.calendar);
	return Object.entries((await app.figures.answer(query)).values).find(([name]) => name === 'queue_depth')?.[1];
}

describe.skipIf(!hasPostgres)('an erasure that another server did', () => {
	test('leaves what this one made of the log, its rows, its file and its live state, and changes no figure', async () => {
		const { here, there } = await twoServers();
		const contact = here.app.pseudonyms.of('contact', 'c1');
		expect([bytesOf(there).includes(contact), liveNames(there).includes(contact)]).toEqual([true, true]);
		expect(await depth(there)).toBe(2);
		const erased = await here.app.privacy.erase(command, customer);
		expect(erased).toMatchObject({ events: 1, contacts: 1, filesLeft: [] });
		await expect.poll(() => liveNames(there)).toEqual(liveNames(here));
		await expect.poll(() => bytesOf(there).includes(contact)).toBe(false);
		expect(liveNames(here)).not.toContain(contact);
		await isLevel(here, there);
		expect(rowsOf(there)).toEqual(rowsOf(here));
		expect([await depth(here), await depth(there)]).toEqual([2, 2]);
		// A database that is put back from a backup has them again: whoever is left of the servers then knows that they were erased.
		const journal = () => readErasures(besideLog(there.configuration.databaseFile, 'erasures'));
		const entry = expect.objectContaining({ kind: 'log', hash: erasureHash('log', contact) });
		await expect.poll(journal).toContainEqual(entry);
	});

	test('is not mixed with what goes on under the name that was erased', async () => {
		const { here, there } = await twoServers();
		const erasing = here.app.privacy.erase(command, customer);
		// It comes in while the other one is being told.
		const later = answered(there.app, '3', 'c1', morning + 5_000);
		const coming = there.app.log.append([later]);
		await Promise.all([erasing, coming]);
		await here.take(morning + 9_000, answered(here.app, '4', 'c1', morning + 6_000));
		await expect.poll(() => liveNames(there)).toEqual(liveNames(here));
		await isLevel(here, there);
		await expect.poll(() => rowsOf(there)).toEqual(rowsOf(here));
		const fresh = await openApplication(morning + 9_000, anotherPlace(here.configuration));
		await isLevel(here, fresh);
		expect(rowsOf(fresh)).toEqual(rowsOf(here));
	});

	test('is made good at the start of one that was away, and also where it cannot be told any more', async () => {
		for (const isForgotten of [false, true]) {
			const { here, there } = await twoServers();
			const contact = here.app.pseudonyms.of('contact', 'c1');
			await there.close();
			await here.app.privacy.erase(command, customer);
			expect(bytesOf(there).includes(contact)).toBe(true);
			if (isForgotten) await here.app.privacy.parts.database.orm.update(erasureNotices).set({ payload: '' });
			const again = await openApplication(morning, there.configuration);
			await isLevel(here, again);
			expect(rowsOf(again)).toEqual(rowsOf(here));
			await again.close();
			expect(bytesOf(again).includes(contact)).toBe(false);
		}
	});

	test('takes along what was refused there and waited to be written', async () => {
		const { here, there } = await twoServers();
		const refuse = (contact: string) =>
			there.app.rejected.add({ receivedAt: morning, source: 'pbx', reason: 'why', raw: JSON.stringify({ contact }) });
		const erasing = here.app.privacy.erase(command, customer);
		refuse('c1');
		refuse('c2');
		await erasing;
		await expect
			.poll(async () => (await here.app.rejected.list(9)).map(({ raw }) => raw), { timeout: 10_000 })
			.toEqual([JSON.stringify({ contact: 'c2' })]);
	});
});
