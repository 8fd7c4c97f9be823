import { copyFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import pg from 'pg';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { NewEvent } from '#lib/domain/contact/contact-event.ts';
import type { Application } from '#lib/server/application.ts';
import { Seal } from '#lib/server/access/seal.ts';
import { begunErasures, invitations, people } from '#lib/server/database/tables/access-tables.ts';
import { besideLog } from '#lib/server/database/sqlite/beside-log.ts';
import { Comments } from '#lib/server/privacy/comments.ts';
import { Privacy, type PrivacyParts } from '#lib/server/privacy/privacy.ts';
import { morning } from '../support/log-events.ts';
import { openApplication, type OpenApplication, testConfiguration } from '../support/open-application.ts';
import { pausing } from '../support/pausing-tables.ts';
import { ask, hasPostgres, testPlace } from '../support/postgres.ts';

const command = { kind: 'command-line' } as const;
const canaries = {
	customer: '+31-CANARY-CUSTOMER-7f3a',
	contact: 'CANARY-CONTACT-19c4.7',
	email: 'canary.person@example.org',
	name: 'Cornelia Canary-Bird'
};
const subjects = [`customer:${canaries.customer}`, `person:${canaries.email}`];

type Site = OpenApplication & Readonly<{ url: string; names: readonly string[] }>;

/** A server on Postgres with somebody in every table that may know them, beside people of whom nothing may change. */
async function siteWithCanaries(): Promise<Site> {
	const postgres = await testPlace();
	const opened = await openApplication(morning, { ...testConfiguration(), postgres });
	const { app } = opened;
	await opened.take(morning, ...storyOf(app, '1', canaries.contact, canaries.customer));
	await opened.take(morning, ...storyOf(app, '2', 'other', '+31-other'));
	await app.comments.keep([wordsOf(app, '1', canaries.contact), wordsOf(app, '2', 'other')], morning);
	for (const contact of [canaries.contact, 'other']) refuse(app, contact);
	await app.rejected.flush();
	const { orm } = app.privacy.parts.database;
	const { email, name } = canaries;
	await orm.insert(people).values({ id: 'p-canary', name, email, roles: 'manager', createdAt: morning });
	const invitation = { id: 'i-canary', tokenHash: Buffer.alloc(32, 7), email, name, roles: 'manager' };
	await orm.insert(invitations).values({ ...invitation, createdAt: morning, expiresAt: morning + 1 });
	await app.history.settled();
	const names = [app.pseudonyms.of('contact', canaries.contact), app.pseudonyms.of('customer', canaries.customer)];
	return { ...opened, url: postgres.url, names };
}

function storyOf(app: Application, id: string, contact: string, customer: string): NewEvent[] {
	const named = { contact: app.pseudonyms.of('contact', contact), customer: app.pseudonyms.of('customer', customer) };
	const queued = { ...named, queue: 'sales', channel: 'phone' } as const;
	const answer = { contact: named.contact, kind: 'csat', score: 4, scale: { min: 1, max: 5 } } as const;
	return [
		{ source: 'pbx', id: `${id}-queued`, type: 'contact.queued', time: morning, data: queued },
		{ source: 'pbx', id: `${id}-survey`, type: 'survey.answered', time: morning, data: answer }
	];
}

function wordsOf(app: Application, id: string, contact: string) {
	const text = `words of ${contact}`;
	return {
		source: 'pbx',
		eventId: `${id}-survey`,
		contact: app.pseudonyms.of('contact', contact),
		text,
		time: morning
	};
}

function refuse({ rejected }: Application, contact: string): void {
	rejected.add({ receivedAt: morning, source: 'pbx', reason: 'why', raw: JSON.stringify({ contact }) });
}

/** Tables of the database of which a row holds one of some texts, wherever in it. */
async function tablesHolding(url: string, texts: readonly string[]): Promise<readonly string[]> {
	const tables = await ask<{ name: string }>(
		url,
		"select format('%I.%I', table_schema, table_name) as name from information_schema.tables where table_schema not in ('pg_catalog', 'information_schema')"
	);
	expect(tables.length).toBeGreaterThan(15);
	const held: string[] = [];
	for (const { name } of tables) {
		const rows = await ask<{ row: string }>(url, `select t::text as row from ${name} t`);
		if (rows.some(({ row }) => texts.some((text) => row.includes(text)))) held.push(name.replace(/^.*\./, ''));
	}
	return held.sort();
}

function marksOf({ names }: Site): readonly string[] {
	return [...Object.values(canaries), 'CANARY', 'Canary', ...names];
}

async function eraseAll(privacy: Privacy) {
	const done = [];
	for (const subject of subjects) done.push(await privacy.erase(command, subject));
	return done;
}

/** Another server on the same log. */
async function another({ configuration }: OpenApplication): Promise<OpenApplication> {
	const other = testConfiguration();
	for (const key of ['key', 'seal'])
		copyFileSync(besideLog(configuration.databaseFile, key), besideLog(other.databaseFile, key));
	return openApplication(morning, { ...configuration, databaseFile: other.databaseFile });
}

async function told({ app }: OpenApplication) {
	const events = await app.log.read(0, 99);
	const entries = await app.access.audit.list({ limit: 99 });
	return {
		tombstones: events.filter(({ type }) => type === 'bereik.subject.erased').length,
		audited: entries.map(({ action }) => action).filter((action) => action.endsWith('.erased')),
		begun: (await app.privacy.parts.database.orm.select().from(begunErasures)).length
	};
}

const dies = (): never => {
	throw new Error('killed');
};

/** A plain seal, which seals nothing. */
function openSeal(): Seal {
	const seal = new Seal(Buffer.alloc(32, 4));
	seal.seal = (text) => text;
	return seal;
}

describe.skipIf(!hasPostgres)('on Postgres', () => {
	test('no row of any table holds somebody who was erased, and the others stay', async () => {
		const site = await siteWithCanaries();
		const before = await tablesHolding(site.url, marksOf(site));
		expect(before).toEqual(['comment_keys', 'comments', 'events', 'invitations', 'people', 'rejected_records']);
		const [customer, person] = await eraseAll(site.app.privacy);
		expect(customer).toMatchObject({ events: 2, contacts: 1, comments: 1, rejected: 1, idsLeft: 0, filesLeft: [] });
		expect(person).toMatchObject({ person: true, filesLeft: [] });
		expect(await tablesHolding(site.url, marksOf(site))).toEqual([]);
		expect((await site.app.comments.list(0, morning + 1)).comments.map(({ text }) => text)).toEqual(['words of other']);
		expect((await site.app.rejected.list(9)).map(({ raw }) => raw)).toEqual(['{"contact":"other"}']);
		expect(await told(site)).toEqual({ tombstones: 1, audited: ['person.erased', 'subject.erased'], begun: 0 });
	});

	test.each([
		[
			'refused records are left',
			(parts: PrivacyParts) => ({ rejected: { flush: () => parts.rejected.flush(), erase: async () => {} } }),
			['rejected_records']
		],
		[
			'an erasure that broke off is not sealed',
			() => ({ seal: openSeal(), traces: { files: [], empty: dies, writeAnew: dies } }),
			['begun_erasures']
		]
	])('that is seen where %s', async (_what, other, held) => {
		const site = await siteWithCanaries();
		const { parts } = site.app.privacy;
		const broken = new Privacy({ ...parts, ...other(parts) });
		await broken.erase(command, subjects[0] ?? '').catch(() => {});
		const left = await tablesHolding(site.url, [canaries.customer, canaries.contact, ...site.names]);
		expect(left).toEqual(held);
	});

	test('dead rows are taken out of every table that had some, or it says from which not', async () => {
		const site = await siteWithCanaries();
		const vacuumed = async () =>
			(
				await ask<{ name: string }>(
					site.url,
					"select relname as name from pg_stat_all_tables where schemaname = 'public' and vacuum_count > 0"
				)
			).map(({ name }) => name);
		const holding = await tablesHolding(site.url, marksOf(site));
		expect(await vacuumed()).toEqual([]);
		await eraseAll(site.app.privacy);
		await expect.poll(vacuumed).toEqual(expect.arrayContaining([...holding, 'begun_erasures', 'erasure_notices']));
		const own = new pg.Client({ connectionString: site.url });
		await own.connect();
		onTestFinished(() => own.end());
		await own.query('begin; lock table comments in access exclusive mode');
		const { traces } = site.app.privacy.parts;
		expect(await traces.empty()).toEqual([expect.stringContaining('comments')]);
		await own.query('rollback');
		expect(await traces.empty()).toEqual([]);
	});

	test('one that broke off is ended once, by whichever server, though several try', async () => {
		const site = await siteWithCanaries();
		const { parts } = site.app.privacy;
		const dying = new Privacy({ ...parts, rejected: { flush: dies, erase: dies } });
		await expect(dying.erase(command, subjects[0] ?? '')).rejects.toThrow('killed');
		expect(await told(site)).toEqual({ tombstones: 0, audited: [], begun: 1 });
		const there = await another(site);
		await Promise.all([site.app.privacy.finishBegun(), there.app.privacy.finishBegun()]);
		expect(await told(site)).toEqual({ tombstones: 1, audited: ['subject.erased'], begun: 0 });
		expect(await tablesHolding(site.url, [canaries.customer, canaries.contact, ...site.names])).toEqual([]);
	});

	test('one that is being done is not taken up by another server', async () => {
		const site = await siteWithCanaries();
		const there = await another(site);
		const { parts } = site.app.privacy;
		let goOn = (): void => {};
		const gate = new Promise<void>((resolve) => (goOn = resolve));
		const flush = async (): Promise<void> => gate;
		const slow = new Privacy({
			...parts,
			rejected: { ...parts.rejected, flush, erase: (no) => site.app.rejected.erase(no) }
		});
		const erasing = slow.erase(command, subjects[0] ?? '');
		await expect.poll(async () => (await told(site)).begun).toBe(1);
		let isFinished = false;
		const finishing = there.app.privacy.finishBegun().then(() => (isFinished = true));
		await wait(300);
		expect([isFinished, await told(site)]).toEqual([false, { tombstones: 0, audited: [], begun: 1 }]);
		goOn();
		expect(await erasing).toMatchObject({ rejected: 1 });
		await finishing;
		expect(await told(site)).toEqual({ tombstones: 1, audited: ['subject.erased'], begun: 0 });
	});
});

describe.skipIf(!hasPostgres)('words that come in during an erasure', () => {
	async function race(keep: (site: Site, gate: Promise<void>) => Promise<unknown>) {
		const site = await siteWithCanaries();
		let goOn = (): void => {};
		const keeping = keep(site, new Promise<void>((resolve) => (goOn = resolve)));
		await wait(100);
		const erasing = site.app.privacy.erase(command, subjects[0] ?? '');
		await wait(700);
		goOn();
		await Promise.all([keeping, erasing]);
		return tablesHolding(site.url, site.names);
	}

	test('go with it, or are not kept', async () => {
		const left = await race(({ app }, gate) => {
			const comments = new Comments(pausing(app.privacy.parts.database, 1, gate), app.privacy.parts.seal);
			return comments.keep([{ ...wordsOf(app, '1', canaries.contact), eventId: '1-queued' }], morning);
		});
		expect(left).toEqual([]);
	});

	test('would stay where whoever keeps them does not hold on to their event', async () => {
		const left = await race(async ({ app, url }, gate) => {
			const { contact, source } = wordsOf(app, '1', canaries.contact);
			const own = new pg.Client({ connectionString: url });
			await own.connect();
			onTestFinished(() => own.end());
			await own.query('begin');
			await own.query('select data from events where id = $1', ['1-queued']);
			await gate;
			await own.query(
				'insert into comments (source, event_id, contact, sealed, time, received_at) values ($1, $2, $3, $4, 1, 1)',
				[source, '1-queued', contact, 'sealed']
			);
			await own.query('commit');
		});
		expect(left).toEqual(['comments']);
	});
});
