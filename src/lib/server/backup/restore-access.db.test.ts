import { copyFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { wallSettings } from '../../../../tests/support/open-displays.ts';
import { openApplication, testConfiguration } from '../../../../tests/support/open-application.ts';
import { plantSession } from '../../../../tests/support/planted-session.ts';
import { temporaryFolder } from '../../../../tests/support/temporary-folder.ts';
import { closedAccess } from '../access/access-configuration.ts';
import type { Application } from '../application.ts';
import { pairings } from '../database/tables/access-tables.ts';
import { viewsFile } from '../database/sqlite/open-views.ts';
import type { Invitation } from '../people/person-schema.ts';
import { makeBackup, type MadeBackup } from './make-backup.ts';
import { filesOf } from './restore-files.ts';
import { restoreBackup } from './restore-backup.ts';

const command = { kind: 'command-line' } as const;

type Token = Readonly<{ id: string; token: string }>;
type Session = Readonly<{ personId: string; sessionId: string; token: string }>;
/** Who had a way in when the backup was made; the second of each lost it after. */
type Site = Readonly<{
	databaseFile: string;
	screens: readonly [Token, Token];
	people: readonly [Session, Session];
	link: string;
	made: MadeBackup;
	open(): Promise<Application>;
	close(): Promise<void>;
}>;

async function screen({ access }: Application, name: string): Promise<Token> {
	const id = await access.displays.create({ name, settings: wallSettings }, command);
	const token = id === null ? null : await access.displays.issueToken(id);
	if (id === null || token === null) throw new Error('no screen was made');
	return { id, token };
}

async function person({ access }: Application): Promise<Session> {
	const { cookie, ...ids } = await plantSession(access.database, ['manager'], null);
	return { ...ids, token: cookie.slice(cookie.indexOf('=') + 1) };
}

/** A site with a backup of the evening before one screen was taken away, and one person left. */
async function siteWithLeavers(): Promise<Site> {
	const configuration = { ...testConfiguration(join(temporaryFolder(), 'data')), access: closedAccess };
	const { databaseFile } = configuration;
	let close = async (): Promise<void> => {};
	const open = async (): Promise<Application> => {
		const opened = await openApplication(Date.now(), configuration);
		({ close } = opened);
		return opened.app;
	};
	const app = await open();
	const screens = [await screen(app, 'Stays'), await screen(app, 'Stolen')] as const;
	const people = [await person(app), await person(app)] as const;
	const invitation: Invitation = { email: 'new@example.org', name: 'New', roles: ['manager'], queues: null };
	const invited = await app.access.administration.invite(command, invitation);
	if (!invited.ok) throw new Error('nobody was invited');
	const asking = { address: '10.0.0.5', userAgent: 'TV', language: 'nl' } as const;
	await app.access.pairings.begin(null, asking);
	await app.access.flush();
	const request = { databaseFile, settingsFile: null, folder: join(temporaryFolder(), 'backups'), keep: null };
	const made = await makeBackup({ ...request, withKeys: true, now: Date.now() });
	expect(await app.access.displays.revoke(screens[1].id, command)).toBe(true);
	expect(await app.access.administration.change(command, people[1].personId, { disabled: true })).toMatchObject({
		ok: true
	});
	return { databaseFile, screens, people, link: invited.value.token, made, open, close: () => close() };
}

function restore({ made, databaseFile }: Site) {
	return restoreBackup({ folder: made.path, databaseFile, settingsFile: null, force: true, appKeys: [] });
}

/** Who comes in, of all that had a way in when the backup was made. */
async function whoComesIn({ access }: Application, { screens, people, link }: Site): Promise<string[]> {
	const names: string[] = [];
	for (const [at, name] of (['screen that stays', 'stolen screen'] as const).entries())
		if ((await access.displays.verify(screens[at]?.token ?? '')) !== null) names.push(name);
	for (const [at, name] of (['person who stays', 'person who left'] as const).entries())
		if ((await access.sessions.verify(people[at]?.token ?? '')) !== null) names.push(name);
	if ((await access.signIn.welcome(link)) !== null) names.push('whoever has the link');
	if ((await access.database.orm.select().from(pairings)).length > 0) names.push('a screen that asks');
	return names;
}

test('after a restore nobody comes in before somebody confirms it, and what was revoked since never does', async () => {
	const site = await siteWithLeavers();
	await site.close();
	const { shut, knewRevoked } = await restore(site);
	expect([shut, knewRevoked]).toEqual([
		{ displays: 2, keys: 0, webhookSecrets: 0, people: 2, sessions: 2, invitations: 1 },
		true
	]);
	const app = await site.open();
	expect(await whoComesIn(app, site)).toEqual([]);
	const held = await app.heldBack.list();
	expect(held.map(({ kind, id }) => [kind, id])).toEqual([
		['display', site.screens[0].id],
		['person', site.people[0].personId]
	]);
	// Whatever is confirmed, and by whatever id.
	const all = [...held.map(({ id }) => id), site.screens[1].id, site.people[1].personId];
	expect(await app.heldBack.confirm(command, all)).toHaveLength(2);
	// The person who stays logs in again: a session of then may be one that was ended since.
	expect(await whoComesIn(app, site)).toEqual(['screen that stays']);
	const after = await app.access.administration.list();
	const disabled = after.people.flatMap(({ id, disabledAt }) => (disabledAt === null ? [] : [id]));
	expect(disabled).toEqual([site.people[1].personId]);
});

test('where the log is lost that knew who was revoked, all of it waits for review, and none comes in unseen', async () => {
	const site = await siteWithLeavers();
	await site.close();
	for (const file of filesOf(site.databaseFile)) rmSync(file, { force: true });
	expect((await restore(site)).knewRevoked).toBe(false);
	const app = await site.open();
	expect(await whoComesIn(app, site)).toEqual([]);
	expect((await app.heldBack.list()).map(({ kind }) => kind)).toEqual(['display', 'display', 'person', 'person']);
	await app.heldBack.confirm(command, [site.screens[0].id]);
	expect(await whoComesIn(app, site)).toEqual(['screen that stays']);
});

test('is found out where the files of a backup are only copied back', async () => {
	const site = await siteWithLeavers();
	await site.close();
	const views = viewsFile(site.databaseFile);
	for (const file of [site.databaseFile, views].flatMap((one) => [one, `${one}-wal`, `${one}-shm`]))
		rmSync(file, { force: true });
	copyFileSync(join(site.made.path, 'bereik.db'), site.databaseFile);
	const app = await site.open();
	expect(await whoComesIn(app, site)).toEqual([
		'screen that stays',
		'stolen screen',
		'person who stays',
		'person who left',
		'whoever has the link',
		'a screen that asks'
	]);
});
