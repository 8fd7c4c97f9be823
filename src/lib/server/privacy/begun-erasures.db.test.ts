import { setTimeout as wait } from 'node:timers/promises';
import Database from 'better-sqlite3';
import { expect, onTestFinished, test } from 'vitest';
import type { NewEvent } from '#lib/domain/contact/contact-event.ts';
import { morning } from '../../../../tests/support/log-events.ts';
import { openApplication } from '../../../../tests/support/open-application.ts';
import { closedAccess } from '../access/access-configuration.ts';
import type { Application } from '../application.ts';
import { resealAll } from '../access/reseal.ts';
import { Seal } from '../access/seal.ts';
import { begunErasures, people } from '../database/tables/access-tables.ts';
import { Privacy, type PrivacyParts } from './privacy.ts';

const command = { kind: 'command-line' } as const;
const customer = 'customer:+31-CANARY';
const ann = { id: 'p-ann', name: 'Ann Canary', email: 'ann@example.org', roles: 'manager', createdAt: morning };

/** A site with a customer, their words, a refused record that names only their contact, and one of somebody else. */
async function siteWithACustomer() {
	const opened = await openApplication();
	const { app } = opened;
	const data = {
		contact: app.pseudonyms.of('contact', 'call-7'),
		customer: app.pseudonyms.of('customer', '+31-CANARY')
	};
	const queued = { source: 'pbx', type: 'contact.queued', time: morning } as const;
	const event: NewEvent = { ...queued, id: '1', data: { ...data, queue: 'sales', channel: 'phone' } };
	await opened.take(morning, event);
	await app.history.settled();
	const words = { source: 'pbx', eventId: '1', contact: data.contact, text: 'words', time: morning };
	await app.comments.keep([words], morning);
	refuse(app, 'call-7');
	refuse(app, 'call-8');
	await app.rejected.flush();
	await app.access.database.orm.insert(people).values(ann);
	return { ...opened, words };
}

function refuse({ rejected }: Application, contact: string): void {
	rejected.add({ receivedAt: morning, source: 'pbx', reason: 'why', raw: JSON.stringify({ contact }) });
}

function erasingWith({ privacy }: Application, other: Partial<PrivacyParts>): Privacy {
	return new Privacy({ ...privacy.parts, ...other });
}

async function standing({ log, access, rejected }: Application) {
	const told = (await log.read(0, 99)).filter(({ type }) => type === 'bereik.subject.erased');
	const entries = await access.audit.list({ limit: 99 });
	return {
		tombstones: told.length,
		audited: entries.map(({ action }) => action).filter((action) => action.endsWith('.erased')),
		refused: (await rejected.list(9)).map(({ raw }) => raw),
		begun: (await access.database.orm.select().from(begunErasures)).length
	};
}

const dies = (): never => {
	throw new Error('killed');
};

test.each([
	[
		'before the refused records',
		(parts: PrivacyParts) => ({ rejected: { ...parts.rejected, flush: dies, erase: dies } })
	],
	['before the log notes it', (parts: PrivacyParts) => ({ log: { ...parts.log, find: dies, append: dies } })],
	['before the audit does', (parts: PrivacyParts) => ({ audit: { record: parts.audit.record, recordIn: dies } })],
	['before the files are looked through', (parts: PrivacyParts) => ({ traces: { ...parts.traces, empty: dies } })]
])('is brought to its end at the next start where the server died %s', async (_when, fault) => {
	const { app, configuration, close } = await siteWithACustomer();
	const dying = erasingWith(app, fault(app.privacy.parts));
	await expect(dying.erase(command, customer)).rejects.toThrow('killed');
	await expect(dying.erase(command, 'person:p-ann')).rejects.toThrow('killed');
	expect((await app.comments.standing()).rows).toBe(0);
	const left = await app.access.database.orm.select().from(begunErasures);
	expect(left.length).toBeGreaterThan(0);
	expect(JSON.stringify(left)).not.toMatch(/CANARY|Ann|example/);
	await close();

	const { app: next } = await openApplication(morning, configuration);
	await next.privacy.finishBegun();
	expect(await standing(next)).toEqual({
		tombstones: 1,
		audited: ['subject.erased'],
		refused: [JSON.stringify({ contact: 'call-8' })],
		begun: 0
	});
	expect((await next.privacy.export(command, customer)).events).toEqual([]);
	const file = new Database(configuration.databaseFile, { readonly: true });
	onTestFinished(() => void file.close());
	expect(file.pragma('integrity_check')).toEqual([{ integrity_check: 'ok' }]);
});

test('of a person, too', async () => {
	const { app, configuration, close } = await siteWithACustomer();
	app.rejected.add({ receivedAt: morning, source: 'pbx', reason: 'why', raw: '{"agent":"Ann Canary"}' });
	const dying = erasingWith(app, { rejected: { flush: dies, erase: dies } });
	await expect(dying.erase(command, 'person:p-ann')).rejects.toThrow('killed');
	expect(await app.access.database.orm.select().from(people)).toEqual([]);
	await close();
	const { app: next } = await openApplication(morning, configuration);
	await next.privacy.finishBegun();
	// Her name was known from her account alone.
	const { refused, ...rest } = await standing(next);
	expect(refused.join()).not.toContain('Ann');
	expect(rest).toEqual({ tombstones: 0, audited: ['person.erased'], begun: 0 });
});

test('changes nothing where it cannot be noted that it begins', async () => {
	const { app } = await siteWithACustomer();
	const seal = new Seal(Buffer.alloc(32, 1));
	seal.seal = dies;
	const dying = erasingWith(app, { seal });
	await expect(dying.erase(command, customer)).rejects.toThrow('killed');
	await expect(dying.erase(command, 'person:p-ann')).rejects.toThrow('killed');
	expect((await app.privacy.export(command, customer)).events).toHaveLength(1);
	expect((await app.comments.standing()).rows).toBe(1);
	expect(await app.access.database.orm.select().from(people)).toHaveLength(1);
});

test('is noted where no key opens any more whom it was about', async () => {
	const { app } = await siteWithACustomer();
	const fault = { rejected: { flush: dies, erase: dies }, seal: new Seal(Buffer.alloc(32, 1)) };
	await expect(erasingWith(app, fault).erase(command, customer)).rejects.toThrow('killed');
	await app.privacy.finishBegun();
	expect(await standing(app)).toMatchObject({ tombstones: 1, audited: ['subject.erased'], begun: 0 });
});

/** Erases a customer up to where the refused records would go, then starts again with the new key alone. */
async function begunUnderAnEarlierKey(isResealed: boolean) {
	const [oldKey, newKey] = [Buffer.alloc(32, 1), Buffer.alloc(32, 2)];
	const { app, configuration, close } = await siteWithACustomer();
	const fault = { rejected: { flush: dies, erase: dies }, seal: new Seal(oldKey) };
	await expect(erasingWith(app, fault).erase(command, customer)).rejects.toThrow('killed');
	const { database } = app.access;
	const report = isResealed ? await resealAll(database, new Seal(newKey, [oldKey])) : null;
	await close();
	const access = { ...(configuration.access ?? closedAccess), appKeys: [newKey] };
	const { app: next } = await openApplication(morning, { ...configuration, access });
	await next.privacy.finishBegun();
	return { report, after: await standing(next) };
}

test('is brought to its end after the key was replaced, where what it is about was sealed anew', async () => {
	const { report, after } = await begunUnderAnEarlierKey(true);
	expect(report?.erasures).toEqual({ resealed: 1, current: 0, unreadable: 0 });
	expect(after).toEqual({
		tombstones: 1,
		audited: ['subject.erased'],
		refused: [JSON.stringify({ contact: 'call-8' })],
		begun: 0
	});
	// The canary: without that, it is noted as over and what was refused of the customer stays.
	const lost = await begunUnderAnEarlierKey(false);
	expect(lost.after.refused).toContain(JSON.stringify({ contact: 'call-7' }));
	expect(lost.after.begun).toBe(0);
});

test('finds records that are refused while it looks, and while it goes through the files', async () => {
	const { app } = await siteWithACustomer();
	const { parts } = app.privacy;
	let more = 3;
	const erase = async (no: number): Promise<void> => {
		await app.rejected.erase(no);
		if (more-- > 0) refuse(app, 'call-7');
	};
	let isSwept = false;
	const empty = async (): Promise<readonly string[]> => {
		if (!isSwept) refuse(app, 'call-7');
		isSwept = true;
		return [];
	};
	const rejected = { flush: () => app.rejected.flush(), erase };
	const erased = await new Privacy({ ...parts, rejected, traces: { ...parts.traces, empty } }).erase(command, customer);
	expect(erased.rejected).toBe(5);
	expect((await standing(app)).refused).toEqual([JSON.stringify({ contact: 'call-8' })]);
});

test('keeps no words that come after the names of their contact went', async () => {
	const { app, words } = await siteWithACustomer();
	await app.privacy.erase(command, customer);
	await app.comments.keep([words], morning);
	expect((await app.comments.standing()).rows).toBe(0);
	const other = { ...words, eventId: '2' };
	await app.comments.keep([other], morning);
	expect((await app.comments.standing()).rows).toBe(1);
});

test('erases nobody while somebody else changes people', async () => {
	const { app } = await siteWithACustomer();
	let goOn = (): void => {};
	void app.access.peopleTurns.run(() => new Promise<void>((resolve) => (goOn = resolve)));
	const erasing = app.privacy.erase(command, 'person:p-ann');
	await wait(50);
	expect(await app.access.database.orm.select().from(people)).toHaveLength(1);
	goOn();
	expect(await erasing).toMatchObject({ person: true });
	expect(await app.access.database.orm.select().from(people)).toEqual([]);
});
