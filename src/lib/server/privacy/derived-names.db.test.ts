import { existsSync, readFileSync, rmSync } from 'node:fs';
import { expect, test } from 'vitest';
import { openLogAccess } from '#lib/cli/log-access.ts';
import type { NewEvent } from '#lib/domain/contact/contact-event.ts';
import { morning } from '../../../../tests/support/log-events.ts';
import { openApplication } from '../../../../tests/support/open-application.ts';
import { openViews, viewsFile } from '../database/sqlite/open-views.ts';
import { parseLiveQuery } from '../live/live-query.ts';
import { verify } from '../verify/verify.ts';
import { Privacy } from './privacy.ts';

const command = { kind: 'command-line' } as const;

/** A site in which a customer waits. */
async function siteWithSomebodyWaiting() {
	const opened = await openApplication();
	const { app } = opened;
	const [contact, customer] = [app.pseudonyms.of('contact', 'c1'), app.pseudonyms.of('customer', '+31')];
	const queued = { source: 'pbx', type: 'contact.queued', time: morning } as const;
	const data = { contact, customer, queue: 'sales', channel: 'phone' } as const;
	const events: readonly NewEvent[] = [
		{ ...queued, id: '1', data },
		{ ...queued, id: '2', data: { ...data, contact: app.pseudonyms.of('contact', 'c2'), customer: 'x'.repeat(22) } }
	];
	await opened.take(morning, ...events);
	await app.history.settled();
	const query = parseLiveQuery(new URLSearchParams({ queue: 'sales', window: 'today' }), app.calendar);
	const depth = async () =>
		Object.entries((await app.figures.answer(query)).values).find(([name]) => name === 'queue_depth')?.[1];
	return { ...opened, contact, customer, depth };
}

test('whoever waits still waits after they were erased, under a name that the live state and the history share', async () => {
	const { app, contact, depth, configuration, close } = await siteWithSomebodyWaiting();
	expect(await depth()).toBe(2);
	const erased = await app.privacy.erase(command, 'customer:+31');
	expect(erased).toMatchObject({ events: 1, contacts: 1, filesLeft: [] });
	expect(await depth()).toBe(2);
	const names = [...app.projection.state.contacts.values()].map((known) => known.contact);
	expect(names).toHaveLength(2);
	expect(names).not.toContain(contact);
	const { settings } = app;
	await close();
	await verify(configuration.databaseFile, settings, { verified: () => {}, at: () => {} });
});

test('leaves both as they were where the log cannot be changed', async () => {
	const { app, contact, configuration, close } = await siteWithSomebodyWaiting();
	const { parts } = app.privacy;
	const broken = new Privacy({
		...parts,
		derived: {
			...parts.derived,
			rename: (names) =>
				parts.derived.rename(names, async () => {
					throw new Error('the disk is full');
				})
		}
	});
	await expect(broken.erase(command, 'customer:+31')).rejects.toThrow('the disk is full');
	const [told] = await app.log.read(0, 9).then((events) => events.filter(({ id }) => id === '1'));
	expect(JSON.stringify(told)).toContain(contact);
	const { settings } = app;
	await close();
	await verify(configuration.databaseFile, settings, { verified: () => {}, at: () => {} });
});

test('makes the rows anew where it broke off after the log had changed', async () => {
	const { app, configuration, close } = await siteWithSomebodyWaiting();
	const { parts } = app.privacy;
	const killed = new Privacy({
		...parts,
		derived: {
			...parts.derived,
			rename: async (_names, inLog) => {
				const views = openViews(configuration.databaseFile);
				views.history.beginRenaming();
				views.close();
				await inLog();
				throw new Error('killed');
			}
		}
	});
	await expect(killed.erase(command, 'customer:+31')).rejects.toThrow('killed');
	const { settings } = app;
	await close();
	const next = await openApplication(morning, configuration);
	await next.app.history.settled();
	await next.close();
	const told: string[] = [];
	await verify(configuration.databaseFile, settings, {
		verified: ({ result }) => void told.push(result),
		at: () => {}
	});
	expect(told.join('\n')).toMatch(/rows up to event \d+ are as they are made again/);
});

test('erases where no server runs, with views beside the log and without', async () => {
	const { app, configuration, close, contact } = await siteWithSomebodyWaiting();
	const { settings } = app;
	await close();
	const eraseOnce = async (subject: string) => {
		const access = await openLogAccess(configuration);
		try {
			return await access.privacy.eraseSubject(subject);
		} finally {
			await access.close();
		}
	};
	expect(await eraseOnce('customer:+31')).toMatchObject({ events: 1, contacts: 1, filesLeft: [] });
	await verify(configuration.databaseFile, settings, { verified: () => {}, at: () => {} });
	expect(readFileSync(viewsFile(configuration.databaseFile)).includes(contact)).toBe(false);
	rmSync(viewsFile(configuration.databaseFile));
	expect(await eraseOnce('contact:c2')).toMatchObject({ events: 1, contacts: 1, filesLeft: [] });
	expect(existsSync(viewsFile(configuration.databaseFile))).toBe(false);
	const nothing = { events: 0, contacts: 0, comments: 0, rejected: 0, person: false, erasedName: null };
	expect(await eraseOnce('customer:+31')).toMatchObject(nothing);
});
