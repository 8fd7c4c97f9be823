import { readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import Database from 'better-sqlite3';
import { expect, test } from 'vitest';
import { commandsOf } from '#lib/cli/log-access.ts';
import type { SourceEvent } from '#lib/domain/contact/contact-event.ts';
import type { Application } from '#lib/server/application.ts';
import { acceptEvents } from '#lib/server/intake/accept-events.ts';
import { reportResponse } from '#lib/server/history/report-response.ts';
import { invitations, people } from '#lib/server/database/tables/access-tables.ts';
import { createLogger } from '#lib/server/logger.ts';
import { Privacy, type PrivacyParts } from '#lib/server/privacy/privacy.ts';
import { verify } from '#lib/server/verify/verify.ts';
import { openApplication, type OpenApplication } from '../support/open-application.ts';

/** Texts that stand nowhere but where the test puts them. */
const canaries = {
	customer: '+31-CANARY-CUSTOMER-7f3a',
	contact: 'CANARY-CONTACT-19c4.7',
	comment: 'CANARY-WORDS my neighbour Tilly said é so',
	email: 'canary.person@example.org',
	name: 'Cornelia Canary-Bird'
};
const marks = [...Object.values(canaries), 'CANARY-WORDS', 'CANARY-CONTACT', 'CANARY-CUSTOMER'].map((text) =>
	Buffer.from(text)
);
const key = { id: 'k1', source: 'pbx', scopes: ['bulk'] } as const;
const subjects = [`customer:${canaries.customer}`, `person:${canaries.email}`];
const dayMs = 86_400_000;

type Site = OpenApplication & Readonly<{ seen: Buffer[]; privacy: Privacy; start: number }>;

/** A site that has taken the canaries in by every way there is, beside people of whom nothing may change. */
async function siteWithCanaries(other: (app: Application) => Partial<PrivacyParts> = () => ({})): Promise<Site> {
	const seen: Buffer[] = [];
	const start = Math.floor(Date.now() / dayMs) * dayMs - dayMs + 9 * 3_600_000;
	const logger = createLogger('trace', { write: (line) => void seen.push(Buffer.from(line)) });
	const opened = await openApplication(start, undefined, { logger });
	const { app } = opened;
	for (const view of ['board', 'phone', 'now'] as const)
		app.streams.of(view)?.subscribe({ send: (bytes) => seen.push(Buffer.from(bytes)) > 0, end: () => {} });
	await send(app, storyOf(start, canaries.contact, canaries.customer, canaries.comment));
	for (let nth = 0; nth < 8; nth++)
		await send(app, storyOf(start + nth * 60_000, `other-${nth}`, `+3120${nth}`, `fine ${nth}`));
	// Wrong ones are kept as they came.
	await send(app, [{ specversion: '1.0', id: 'bad', source: 'pbx', type: 'contact.queued', data: canaries }]);
	await send(app, [{ ...event(start, 'bad-2', 'contact.queued', { contact: canaries.contact }) }]);
	await send(app, [{ ...event(start, 'bad-3', 'contact.queued', { contact: 'other-1' }) }]);
	await app.rejected.flush();
	// Some of it in the file, some in the write-ahead log.
	const file = new Database(opened.configuration.databaseFile);
	file.pragma('wal_checkpoint(PASSIVE)');
	file.close();
	await importCanaries(app, start - 3 * dayMs);
	await app.access.database.orm
		.insert(people)
		.values({ id: 'p-canary', name: canaries.name, email: canaries.email, roles: 'manager', createdAt: start });
	await app.access.database.orm.insert(invitations).values({
		id: 'i-canary',
		tokenHash: Buffer.alloc(32, 7),
		email: canaries.email,
		name: canaries.name,
		roles: 'manager',
		createdAt: start,
		expiresAt: start + dayMs
	});
	await settle(opened, start + 3_600_000);
	const access = partsOf(app);
	return { ...opened, seen, start, privacy: new Privacy({ ...access, ...other(app) }) };
}

function partsOf(app: Application): PrivacyParts {
	return app.privacy.parts;
}

function event(at: number, id: string, type: string, data: object): Record<string, unknown> {
	return { specversion: '1.0', id, source: 'pbx', type, time: new Date(at).toISOString(), data };
}

function storyOf(at: number, contact: string, customer: string, comment: string): Record<string, unknown>[] {
	const id = Buffer.from(contact).toString('hex').slice(-8);
	return [
		event(at, `${id}-1`, 'contact.queued', { contact, customer, queue: 'sales', channel: 'phone' }),
		event(at + 9_000, `${id}-2`, 'contact.answered', { contact, agent: 'agent-1' }),
		event(at + 99_000, `${id}-3`, 'contact.ended', { contact, agent: 'agent-1' }),
		event(at + 199_000, `${id}-4`, 'survey.answered', {
			contact,
			kind: 'csat',
			score: 4,
			scale: { min: 1, max: 5 },
			comment
		})
	];
}

async function send(app: Application, events: readonly object[]): Promise<void> {
	const answer = await acceptEvents(
		{ ...app, counters: app.intakeCounters, rates: app.intakeRates, names: app.newNames },
		key,
		{
			contentType: 'application/cloudevents-batch+json',
			headers: [],
			body: Buffer.from(JSON.stringify(events.map((one) => ({ backfill: true, ...one }))))
		}
	);
	expect([200, 207]).toContain(answer.status);
}

/** As `bereik import` hands a file over to the running server. */
async function importCanaries(app: Application, at: number): Promise<void> {
	const commands = commandsOf(app, () => 'http://localhost') as Record<string, (input: unknown) => Promise<unknown>>;
	const batch = await commands['beginImport']?.({ source: 'table', file: 'week.csv' });
	const contact = `${canaries.contact}-old`;
	const base = { source: 'table', backfill: true } as const;
	const events: SourceEvent[] = [
		{
			...base,
			id: 'r1',
			type: 'contact.queued',
			time: at,
			data: { contact, customer: canaries.customer, queue: 'sales', channel: 'chat' }
		},
		{ ...base, id: 'r2', type: 'contact.abandoned', time: at + 5_000, data: { contact } },
		{
			...base,
			id: 'r3',
			type: 'survey.answered',
			time: at + 6_000,
			data: { contact, kind: 'csat', score: 1, scale: { min: 1, max: 5 }, comment: canaries.comment }
		}
	];
	await commands['append']?.({ events, batch });
	const raw = `2026-01-01;${contact};${canaries.customer};sales`;
	const other = `2026-01-01;${contact};0000;sales`;
	const records = [raw, other].map((line) => ({
		receivedAt: app.clock.now(),
		source: 'table',
		reason: `line 7: no queue`,
		raw: line
	}));
	await commands['reject']?.({ records, batch });
	await commands['finishImport']?.({ batch });
}

async function settle(site: OpenApplication, at: number): Promise<void> {
	site.clock.stepTo(at);
	await site.app.projection.settled();
	await site.app.history.settled();
	site.app.tick();
	site.app.streams.flush();
}

/** What is exported, and what the figures say, as the outside sees them. */
async function exportsOf({ app, start }: Site): Promise<Buffer[]> {
	const parts: string[] = [];
	for (const output of ['csv', 'json']) {
		const parameters = new URLSearchParams({ by: 'day', output });
		parts.push(await (await reportResponse(app.reports, parameters, 'en')).text());
	}
	parts.push(JSON.stringify(await figures(app, start)));
	return parts.map((text) => Buffer.from(text));
}

async function figures(app: Application, start: number): Promise<unknown> {
	const rows = await app.reports.answer(
		new URLSearchParams({ by: 'total', from: new Date(start - 4 * dayMs).toISOString() })
	);
	return rows.rows;
}

/** Where a canary stands: files beside the log, a backup made now, what was logged, streamed and exported. */
async function findCanaries(site: Site): Promise<string[]> {
	const file = site.configuration.databaseFile;
	const backup = join(dirname(file), 'backup.sqlite');
	const source = new Database(file, { readonly: true });
	await source.backup(backup);
	source.close();
	const files = readdirSync(dirname(file)).map((name) => [name, readFileSync(join(dirname(file), name))] as const);
	const places = [
		...files,
		['logged or streamed', Buffer.concat(site.seen)] as const,
		['exported', Buffer.concat(await exportsOf(site))] as const
	];
	return places.filter(([, bytes]) => marks.some((mark) => bytes.includes(mark))).map(([name]) => name);
}

async function eraseAll({ privacy }: Site) {
	const done = [];
	for (const subject of subjects) done.push(await privacy.erase({ kind: 'command-line' }, subject));
	return done;
}

test('holds them before, only where they may be: never in what is logged, streamed or exported', async () => {
	const site = await siteWithCanaries();
	const found = await findCanaries(site);
	expect(found).toContain(basename(site.configuration.databaseFile));
	expect(found.filter((place) => ['logged or streamed', 'exported', 'bereik.views.db'].includes(place))).toEqual([]);
	expect(Buffer.concat(site.seen).length).toBeGreaterThan(500);
	const held = await site.privacy.export({ kind: 'command-line' }, subjects[0] ?? '');
	expect(held.events).toHaveLength(7);
	expect(held.comments.map(({ text }) => text)).toEqual([canaries.comment, canaries.comment]);
	expect(held.rejected.map(({ raw }) => raw)).toHaveLength(4);
	const person = await site.privacy.export({ kind: 'command-line' }, subjects[1] ?? '');
	expect(person.person?.person).toMatchObject({ name: canaries.name });
	expect(JSON.stringify(person)).not.toMatch(/tokenHash|passwordHash/);
});

test('leaves not a byte of them: not in the files, a backup made after, what is logged, streamed or exported', async () => {
	const site = await siteWithCanaries();
	const before = await figures(site.app, site.start);
	const [customer, person] = await eraseAll(site);
	expect(customer).toMatchObject({ events: 7, contacts: 2, comments: 2, rejected: 4, idsLeft: 0, filesLeft: [] });
	expect(person).toMatchObject({ person: true, filesLeft: [] });
	await settle(site, site.start + 2 * 3_600_000);
	expect(await findCanaries(site)).toEqual([]);
	// What was known under their numbers is known no more, although whoever asks has the key.
	const names = [
		site.app.pseudonyms.of('customer', canaries.customer),
		site.app.pseudonyms.of('contact', canaries.contact)
	];
	const files = [site.configuration.databaseFile, `${site.configuration.databaseFile.slice(0, -3)}.views.db`];
	for (const file of files.flatMap((one) => [one, `${one}-wal`]))
		for (const name of names) expect([file, readFileSync(file).includes(name)]).toEqual([file, false]);
	const again = await site.privacy.export({ kind: 'command-line' }, subjects[0] ?? '');
	expect([again.events, again.comments, again.rejected]).toEqual([[], [], []]);
	// Others keep what is theirs, and every figure is what it was.
	expect((await site.app.comments.standing()).rows).toBe(8);
	expect((await site.app.rejected.list(10)).map(({ raw }) => raw)).toEqual([
		expect.stringContaining('other-1') as string
	]);
	expect(await figures(site.app, site.start)).toEqual(before);
});

test('agrees with what is made of the log anew, and takes what is sent again for known', async () => {
	const site = await siteWithCanaries();
	const live = () => JSON.stringify(site.app.projection.state.queues.known());
	const knew = live();
	const { seq } = await site.app.log.head();
	await eraseAll(site);
	expect(live()).toBe(knew);
	expect((await site.app.log.head()).seq).toBe(seq + 1);
	await send(site.app, storyOf(site.start, canaries.contact, canaries.customer, canaries.comment));
	expect((await site.app.log.head()).seq).toBe(seq + 1);
	// Of an answer that the log has otherwise by now, no words are kept.
	expect((await site.app.comments.standing()).rows).toBe(8);
	await settle(site, site.start + 2 * 3_600_000);
	const { settings, configuration } = site.app;
	await site.close();
	const told: string[] = [];
	await verify(configuration.databaseFile, settings, { verified: ({ what }) => void told.push(what), at: () => {} });
	expect(told.length).toBeGreaterThan(3);
});

test.each([
	[
		'the write-ahead log is left as it is',
		(app: Application): Partial<PrivacyParts> => ({ traces: { ...partsOf(app).traces, empty: async () => [] } }),
		/-wal$/
	],
	[
		'refused records are left',
		(app: Application): Partial<PrivacyParts> => ({
			rejected: { flush: () => app.rejected.flush(), erase: async () => {} }
		}),
		/\.db$/
	]
])('is caught where %s, and says itself that something is left', async (_what, other, where) => {
	const site = await siteWithCanaries(other);
	const [customer] = await eraseAll(site);
	expect(customer?.filesLeft).toEqual(expect.arrayContaining([expect.stringMatching(where)]));
	expect(await findCanaries(site)).toEqual(expect.arrayContaining([expect.stringMatching(where)]));
});
